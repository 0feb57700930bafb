// The bytes of a watcher's frame: how people are at this moment.
import { create, toBinary } from "@bufbuild/protobuf";
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

/** Encodes a frame. */
export function encodeFrame(people: People, { about, channelId, snapshot }: FrameContent): Uint8Array {
  const changes = Array.from(about, ([userId, name]) => presenceOf(people, { userId, name }, channelId));
  const hereCount = channelId === undefined ? 0 : people.hereCount(channelId);
  return toBinary(WatchPresenceResponseSchema, create(WatchPresenceResponseSchema, { changes, snapshot, hereCount }));
}
