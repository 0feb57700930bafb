// What a channel's log holds, read to its end.
import { decodeEvent, type LoggedEvent } from "../../src/core/event.ts";
import type { MessageLog } from "../../src/core/ports.ts";

/** Every event of a channel. */
export async function wholeLog(log: MessageLog, channelId: string): Promise<LoggedEvent[]> {
  const all: LoggedEvent[] = [];
  const [head] = await log.heads([channelId]);
  for (let after = 0; after < (head?.seq ?? 0); ) {
    const page = await log.read(channelId, { after, maxEvents: 1_000, maxBytes: 1_000_000 });
    all.push(...page.events);
    after = page.through;
  }
  return all;
}

/** The text of a message's event; undefined for any other kind. */
export function textOf({ bytes }: LoggedEvent): string | undefined {
  const { body } = decodeEvent(bytes);
  return body.case === "messagePosted" ? body.value.text : undefined;
}

/** An event's place and text. */
export function logged(event: LoggedEvent): { seq: number; text: string | undefined } {
  return { seq: event.seq, text: textOf(event) };
}

/** The id that its sender gave to an event. */
export function idOf({ bytes }: LoggedEvent): string {
  return decodeEvent(bytes).clientMessageId;
}
