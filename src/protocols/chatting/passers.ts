// People who come to a room's channel and leave it by other ways than this door: members here like everybody else.
import { fromBinary } from "@bufbuild/protobuf";
import { bodyOf, kinds, type LoggedEvent } from "../../core/event.ts";
import { MemberJoinedSchema, MemberLeftSchema, MemberRemovedSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import type { AuthorIndexes } from "./author-indexes.ts";
import type { Person } from "./person.ts";
import type { Room } from "./room.ts";

/** What it takes to tell of them. */
export interface PassersParts {
  readonly indexes: AuthorIndexes;
  /** A person of this door was taken out of the channel by somebody else. */
  readonly onTakenOut: (room: Room, person: Person) => void;
  readonly onUnexpected: (failure: unknown, where: string) => void;
}

/** Hears the channel's events in their order, and tells of them in that order. */
export class Passers {
  readonly #parts: PassersParts;
  #room: Room | undefined;
  #told: Promise<void> = Promise.resolve();

  constructor(parts: PassersParts) {
    this.#parts = parts;
  }

  /** Tells it to this room. */
  attach(room: Room): void {
    this.#room = room;
  }

  hear(event: LoggedEvent): void {
    const room = this.#room;
    if (!room) return;
    const { onUnexpected } = this.#parts;
    this.#told = this.#told
      .then(() => this.#tell(room, event))
      .catch((failure: unknown) => onUnexpected(failure, "chatting room"));
  }

  async #tell(room: Room, { kind, bytes }: LoggedEvent): Promise<void> {
    const body = () => bodyOf(bytes, kind);
    if (kind === kinds.memberJoined) {
      const { userId } = fromBinary(MemberJoinedSchema, body());
      if (!room.insiders.knows(userId)) room.cameOutside(userId, await this.#parts.indexes.find(userId));
    } else if (kind === kinds.memberLeft) {
      room.leftOutside(fromBinary(MemberLeftSchema, body()).userId);
    } else if (kind === kinds.memberRemoved) {
      const { userId } = fromBinary(MemberRemovedSchema, body());
      room.leftOutside(userId);
      const person = room.insiders.takenOut(userId);
      if (person) this.#parts.onTakenOut(room, person);
    }
  }
}
