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
  const { channelId, readSeq, unread, mentions } = kind.value;
  const counts = { readSeq: Number(readSeq), unread: Number(unread), mentions: Number(mentions) };
  return { type: "read", channelId, ...counts };
}
