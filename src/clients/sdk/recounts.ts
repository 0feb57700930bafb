// Asks the server how much of a channel is unread, where events alone do not say it: once at a time for each channel.
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import type { Calls } from "./calls.ts";
import type { ChatEventOf } from "./chat-event.ts";
import { readCountsFromWire } from "./event-from-signal.ts";

/** What asking needs. */
export interface RecountParts {
  readonly calls: Calls;
  /** Up to where we have read. */
  readonly readSeq: (channelId: string) => number;
  readonly emit: (event: ChatEventOf<"read">) => void;
}

/** A burst of changes costs two calls: one at its beginning, one at its end. */
export class Recounts {
  readonly #parts: RecountParts;
  /** Channels that are being asked for, and whether they have to be asked for again. */
  readonly #asking = new Map<string, boolean>();

  constructor(parts: RecountParts) {
    this.#parts = parts;
  }

  /** The answer comes as an event; a call that fails is forgotten, for the next connection brings a head. */
  ask(channelId: string): void {
    const isAsking = this.#asking.has(channelId);
    this.#asking.set(channelId, isAsking);
    if (!isAsking) void this.#ask(channelId).catch(() => undefined);
  }

  async #ask(channelId: string): Promise<void> {
    const { calls, readSeq, emit } = this.#parts;
    try {
      do {
        this.#asking.set(channelId, false);
        const request = { channelId, seq: BigInt(readSeq(channelId)) };
        // Marking what is marked already changes nothing, and tells the counters.
        const counts = await calls.once(ChannelService.method.markRead, request);
        emit({ type: "read", channelId, ...readCountsFromWire(counts) });
      } while (this.#asking.get(channelId));
    } finally {
      this.#asking.delete(channelId);
    }
  }
}
