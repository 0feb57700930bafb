// The RPCs of the older Heartbeat: a stream of beats that shows both sides that the other one is there.
import { errors } from "../../core/errors.ts";
import type { ByteStream, Call, Service, StreamSink } from "../../core/service.ts";
import {
  type Heartbeat,
  type HeartbeatRequest,
  UserLivesReply_Status as Life,
  type UserRequest,
} from "../../gen/compat/chatting/chatting_pb.ts";
import type { BeatWheel } from "./beat-wheel.ts";
import type { DoorTime } from "./door-time.ts";
import { isAlive } from "./life.ts";
import type { People } from "./people.ts";
import type { Person } from "./person.ts";

/** What hearts are made of. */
export interface HeartbeatParts {
  readonly people: People;
  readonly wheel: BeatWheel;
  readonly time: DoorTime;
}

/** One heart for each index; call `close` when done. */
export class HeartbeatService implements Service<typeof Heartbeat> {
  readonly #parts: HeartbeatParts;
  readonly #open = new Set<StreamSink>();

  constructor(parts: HeartbeatParts) {
    this.#parts = parts;
  }

  async tryHeartbeat({ index }: HeartbeatRequest, call: Call): Promise<ByteStream> {
    const person = await this.#parts.people.of(index, call);
    if (person.heart?.isBeating) throw errors.heartbeatTaken();
    // Taken before the stream is opened, so that of two at once only one gets it.
    const heart = { isBeating: true, beatS: this.#parts.time.nowS };
    person.heart = heart;
    return (sink) => this.#beat(sink, person, heart);
  }

  async tryUserLives({ index }: UserRequest) {
    const heart = this.#parts.people.find(index)?.heart;
    return { status: heart && isAlive(heart, this.#parts.time.nowS) ? Life.LIVE : Life.UNKNOWN };
  }

  /** Ends all streams. */
  close(): void {
    for (const sink of this.#open) sink.end(errors.draining());
  }

  #beat(sink: StreamSink, person: Person, heart: NonNullable<Person["heart"]>) {
    this.#open.add(sink);
    const stop = this.#parts.wheel.open(sink);
    return person.holding({
      gone: () => {
        this.#open.delete(sink);
        stop();
        heart.isBeating = false;
        heart.beatS = this.#parts.time.nowS;
      },
    });
  }
}
