// What nodes tell each other of their people: as bytes and back.
import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  type PeopleNow,
  type PeopleNowSchema,
  type PresenceWord,
  PresenceWordSchema,
  type SessionNewsSchema,
  type ClientNews as WireClientNews,
} from "../../gen/madang/cluster/v1/presence_pb.ts";
import { SignalSchema } from "../../gen/madang/cluster/v1/signal_pb.ts";
import type { ClientNews, SessionNews } from "./session-news.ts";

/** How one person is at one node. */
export interface PersonThere {
  readonly userId: string;
  readonly name: string;
  readonly online: boolean;
  /** Channels that they have open. */
  readonly open: readonly string[];
  /** Channels that they just came into, true, or are no longer in, false. */
  readonly moves: ReadonlyMap<string, boolean>;
}

/** A word as the signal that carries it. */
export function encodePresence(word: MessageInitShape<typeof PresenceWordSchema>): Uint8Array {
  const value = toBinary(PresenceWordSchema, create(PresenceWordSchema, word));
  return toBinary(SignalSchema, create(SignalSchema, { what: { case: "presence", value } }));
}

/** The word that a signal carries; undefined if it carries something else. */
export function decodePresence(signal: Uint8Array): PresenceWord | undefined {
  const { what } = fromBinary(SignalSchema, signal);
  return what.case === "presence" ? fromBinary(PresenceWordSchema, what.value) : undefined;
}

/** People, and news of sessions, for the wire; channels are named once. */
export function toPeopleNow(
  people: readonly PersonThere[],
  news: readonly SessionNews[] = [],
): MessageInitShape<typeof PeopleNowSchema> {
  const places = new Map<string, number>();
  const place = (channelId: string) => {
    const known = places.get(channelId) ?? places.size;
    places.set(channelId, known);
    return known;
  };
  const rows = people.map(({ userId, name, online, open, moves }) => {
    const moved = (isMember: boolean) =>
      [...moves].filter((move) => move[1] === isMember).map((move) => place(move[0]));
    return { userId, name, online, open: open.map(place), joined: moved(true), left: moved(false) };
  });
  return { people: rows, channelIds: [...places.keys()], sessions: news.map(toSessionNews) };
}

function toSessionNews(news: SessionNews): MessageInitShape<typeof SessionNewsSchema> {
  const { sessionId, streams, beating, left, answer } = news;
  const clients = { beating: beating.map(toClientNews), left: left.map(toClientNews) };
  return { sessionId, answer, ...clients, ...(streams !== undefined && { streams }) };
}

/** News of sessions from the wire. */
export function fromSessionNews({ sessions }: PeopleNow): SessionNews[] {
  return sessions.map(({ sessionId, streams, beating, left, answer }) => ({
    ...{ sessionId, streams, answer },
    beating: beating.map(fromClientNews),
    left: left.map(fromClientNews),
  }));
}

/** People from the wire. */
export function fromPeopleNow(now: PeopleNow | undefined): PersonThere[] {
  if (!now) return [];
  const { channelIds, people } = now;
  const named = (places: readonly number[]) => places.flatMap((place) => channelIds[place] ?? []);
  return people.map(({ userId, name, online, open, joined, left }) => {
    const moves = new Map<string, boolean>();
    for (const channelId of named(joined)) moves.set(channelId, true);
    for (const channelId of named(left)) moves.set(channelId, false);
    return { userId, name, online, open: named(open), moves };
  });
}

function toClientNews({ client, ageMs }: ClientNews) {
  return { clientId: client, ageMs };
}

function fromClientNews({ clientId, ageMs }: WireClientNews): ClientNews {
  return { client: clientId, ageMs };
}
