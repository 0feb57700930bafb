// The bytes of a watcher's frame: how people are at this moment.
import { create, toBinary } from "@bufbuild/protobuf";
import { joinParts } from "../../core/frame.ts";
import { WatchPresenceResponseSchema } from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";
import type { People } from "./people.ts";

/** Names by user id: the people that something is to be told of. */
export type NamedPeople = ReadonlyMap<string, string>;

/** What a frame says. */
export interface FrameContent {
  readonly about: NamedPeople;
  /** The watched channel; undefined if only people are watched. */
  readonly channelId: string | undefined;
  readonly snapshot: boolean;
}

/** A frame that says how one person is: frames that are concatenated are merged. */
interface MadePart {
  readonly version: number;
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One person as madang.heartbeat.v1.Presence; `name` is taken if presence knows none. */
export function presenceOf(people: People, { userId, name }: { userId: string; name: string }, channelId?: string) {
  const person = people.person(userId);
  return {
    userId,
    name: person.name || name,
    online: person.online,
    here: channelId !== undefined && people.isHere(channelId, userId),
    version: BigInt(person.version),
  };
}

/** Encodes frames; how a person is, once for all to whom it is told in the same second. */
export class PresenceFrames {
  readonly #people: People;
  /** By channel, "" for none, and person. */
  readonly #made = new Map<string, Map<string, MadePart>>();

  constructor(people: People) {
    this.#people = people;
  }

  /** How these people are at this moment. */
  encode({ about, channelId, snapshot }: FrameContent): Uint8Array {
    const parts: Uint8Array[] = [];
    for (const [userId, name] of about) parts.push(this.#part({ userId, name }, channelId));
    const hereCount = channelId === undefined ? 0 : this.#people.hereCount(channelId);
    parts.push(toBinary(WatchPresenceResponseSchema, create(WatchPresenceResponseSchema, { snapshot, hereCount })));
    return joinParts(parts);
  }

  /** Forgets what was made: to be called every second. */
  clear(): void {
    this.#made.clear();
  }

  #part(asked: { userId: string; name: string }, channelId: string | undefined): Uint8Array {
    const { version, name } = this.#people.person(asked.userId);
    const made = this.#madeFor(channelId ?? "");
    const known = made.get(asked.userId);
    if (known?.version === version && known.name === (name || asked.name)) return known.bytes;
    const change = presenceOf(this.#people, asked, channelId);
    const bytes = toBinary(WatchPresenceResponseSchema, create(WatchPresenceResponseSchema, { changes: [change] }));
    made.set(asked.userId, { version, name: change.name, bytes });
    return bytes;
  }

  #madeFor(channelId: string): Map<string, MadePart> {
    const known = this.#made.get(channelId) ?? new Map<string, MadePart>();
    this.#made.set(channelId, known);
    return known;
  }
}
