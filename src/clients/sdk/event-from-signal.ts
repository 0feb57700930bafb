// From what is in no log to the plain event that listeners hear.
import type { Signal } from "../../gen/madang/channel/v1/channel_pb.ts";
import type { ChatEvent } from "./chat-event.ts";

/** Converts who types and what was read; undefined for anything else. */
export function eventFromSignal({ kind }: Signal): ChatEvent | undefined {
  if (kind.case === "typing") {
    const people = kind.value.people.map(({ userId, name }) => ({ id: userId, name }));
    return { type: "typing", channelId: kind.value.channelId, people };
  }
  if (kind.case !== "read") return undefined;
  return { type: "read", channelId: kind.value.channelId, ...readCountsFromWire(kind.value) };
}

/** Counters as the server says them. */
export function readCountsFromWire(counts: {
  readonly readSeq: bigint;
  readonly unread: bigint;
  readonly mentions: bigint;
  readonly headSeq: bigint;
}) {
  return {
    readSeq: Number(counts.readSeq),
    unread: Number(counts.unread),
    mentions: Number(counts.mentions),
    headSeq: Number(counts.headSeq) || undefined,
  };
}
