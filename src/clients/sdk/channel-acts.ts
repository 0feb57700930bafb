// What one does with messages, besides sending them.
import { createMessageId } from "../../core/ids.ts";
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import type { CallOptions, CallParts, Calls } from "./calls.ts";
import { readCountsFromWire } from "./event-from-signal.ts";
import { type ChatMessage, messageFromHistory } from "./message-from-wire.ts";

/** Where an act found its place. */
export interface Placed {
  readonly seq: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
}

/** Our counters in a channel. */
export interface ReadCounts {
  readonly readSeq: number;
  readonly unread: number;
  readonly mentions: number;
  /** What comes after this seq is not in the counts; undefined: an older server does not say. */
  readonly headSeq?: number | undefined;
}

/** Which messages: before a seq, after one, or the last ones. */
export interface HistoryAsk extends CallOptions {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  /** 1 to 200; 50 if left out. */
  readonly pageSize?: number | undefined;
}

/** Messages, oldest first. Those of (after, through] are all there. */
export interface HistoryPage {
  readonly messages: readonly ChatMessage[];
  readonly after: number;
  readonly through: number;
  /** The seq of the channel's last event. */
  readonly head: number;
  /** Nothing is kept before this seq. */
  readonly firstSeq: number;
}

/** What the acts need. */
export interface ChannelActParts extends Pick<CallParts, "clock"> {
  readonly calls: Calls;
  readonly seen: (channelId: string) => number;
}

/** The part of a client that acts on messages. */
export type ChannelActs = ReturnType<typeof channelActs>;

const typingPeriodMs = 3_000;

/** Makes the acts; each is tried until it passes or its deadline ends, as one act. */
export function channelActs({ calls, clock, seen }: ChannelActParts) {
  const { method } = ChannelService;
  const typedMs = new Map<string, number>();
  const act = (channelId: string, seq: number) => ({
    channelId,
    seq: BigInt(seq),
    clientMessageId: createMessageId(clock.now()),
    seenSeq: BigInt(seen(channelId)),
  });

  return {
    /** Gives one's own message another text. */
    async edit(channelId: string, seq: number, text: string, options?: CallOptions): Promise<Placed> {
      return placed(await calls.repeat(method.editMessage, { ...act(channelId, seq), text }, options));
    },
    /** Takes a message back. */
    async delete(channelId: string, seq: number, options?: CallOptions): Promise<Placed> {
      return placed(await calls.repeat(method.deleteMessage, act(channelId, seq), options));
    },
    /** Adds a reaction, or takes it back. */
    async react(
      channelId: string,
      seq: number,
      emoji: string,
      options: CallOptions & { readonly remove?: boolean } = {},
    ): Promise<Placed> {
      const request = { ...act(channelId, seq), emoji, remove: options.remove ?? false };
      return placed(await calls.repeat(method.react, request, options));
    },
    /** Says up to where we have read; the highest wins. */
    async markRead(channelId: string, seq: number, options?: CallOptions): Promise<ReadCounts> {
      return readCountsFromWire(await calls.repeat(method.markRead, { channelId, seq: BigInt(seq) }, options));
    },
    /** Says that we are typing; call it at every key, it leaves every 3 s at most. */
    async typing(channelId: string, options?: CallOptions): Promise<void> {
      const now = clock.now();
      if (now - (typedMs.get(channelId) ?? 0) < typingPeriodMs) return;
      typedMs.set(channelId, now);
      await calls.once(method.sendTyping, { channelId }, options);
    },
    /** A page of the history; never older than what we were told already. */
    async listMessages(channelId: string, ask: HistoryAsk = {}): Promise<HistoryPage> {
      const request = {
        channelId,
        beforeSeq: BigInt(ask.before ?? 0),
        afterSeq: BigInt(ask.after ?? 0),
        pageSize: ask.pageSize ?? 0,
        notBeforeSeq: BigInt(seen(channelId)),
      };
      const { messages, after, through, head, firstSeq } = await calls.repeat(method.listMessages, request, ask);
      return {
        messages: messages.map(messageFromHistory),
        after: Number(after),
        through: Number(through),
        head: Number(head),
        firstSeq: Number(firstSeq),
      };
    },
  };
}

function placed({ seq, atMs }: { readonly seq: bigint; readonly atMs: bigint }): Placed {
  return { seq: Number(seq), at: Number(atMs) };
}
