// Fetches the messages of a hole from the history.
import { ChannelService, type Message } from "../../gen/madang/channel/v1/channel_pb.ts";
import { Alarm } from "./alarm.ts";
import { Backoff } from "./backoff.ts";
import type { CallParts, Calls } from "./calls.ts";
import { toChatError } from "./client-errors.ts";
import { worthReopening } from "./worth-retry.ts";

/** The part (after, through] of a channel. */
export interface Hole {
  readonly channelId: string;
  readonly after: number;
  readonly through: number;
}

/** What filling needs. */
export interface FillParts extends Pick<CallParts, "clock" | "random"> {
  readonly calls: Calls;
}

const pageSize = 200;

/**
 * Hands over page after page of the hole, oldest first, each with the seq up to which it accounts. Resolves to where
 * it came to: less than `through` if the history refuses. Passing failures are tried again until the signal aborts.
 */
export async function fillHole(
  { channelId, after, through }: Hole,
  onPage: (messages: readonly Message[], reached: number) => void,
  parts: FillParts,
  signal: AbortSignal,
): Promise<number> {
  const backoff = new Backoff(parts.random);
  const alarm = new Alarm(parts.clock);
  let reached = after;
  let size = pageSize;
  while (reached < through && !signal.aborted) {
    try {
      const page = await readPage({ channelId, after: reached, through }, size, parts.calls, signal);
      if (signal.aborted || page.through <= reached) return reached;
      onPage(page.messages, page.through);
      reached = page.through;
      backoff.reset();
    } catch (error) {
      if (signal.aborted) return reached;
      const failure = toChatError(error);
      if (!worthReopening(failure)) return reached;
      // It may have been a page of long messages that was too large.
      size = Math.ceil(size / 2);
      await alarm.sleep(backoff.next(failure), signal).catch(() => undefined);
    }
  }
  return reached;
}

async function readPage({ channelId, after, through }: Hole, size: number, calls: Calls, signal: AbortSignal) {
  // Asked for what comes after 0 the history would show its end; and the first event of a channel is no message.
  const afterSeq = BigInt(Math.max(1, after));
  const request = { channelId, afterSeq, pageSize: size, notBeforeSeq: BigInt(through) };
  const page = await calls.repeat(ChannelService.method.listMessages, request, { signal });
  return {
    messages: page.messages.filter(({ seq }) => Number(seq) > after && Number(seq) <= through),
    through: Math.min(Number(page.through), through),
  };
}
