// Writes the heads of a partition's channels, every so often in one batch; what the head tells needs not be folded again.
import type { Cancel, Clock } from "../../core/clock.ts";
import type { OpenChannel } from "./open-channel.ts";
import type { HeadRow, RowStore } from "./ports.ts";
import { stampOf } from "./stamp.ts";
import type { Folding } from "./writer.ts";

/** What a head writer is given. */
export interface HeadWriterOptions {
  readonly store: RowStore;
  readonly clock: Clock;
  readonly epoch: number;
  /** Hears of each record whose event is durable, derived, and within the channel's written head. */
  readonly onDone: (offset: number) => void;
}

interface Waiting {
  head: HeadRow | undefined;
  /** Offsets of records, with the seq that the head must reach. */
  offsets: { readonly seq: number; readonly offset: number }[];
}

const periodMs = 200;

/** The heads of one partition. */
export class HeadWriter {
  readonly #options: HeadWriterOptions;
  readonly #waiting = new Map<OpenChannel, Waiting>();
  #isWriting = false;

  constructor(options: HeadWriterOptions) {
    this.#options = options;
  }

  /** Writes from now on. */
  start(): Cancel {
    return this.#options.clock.every(periodMs, () => void this.#write());
  }

  /** Takes events about which everything else is durable. */
  settled(channel: OpenChannel, foldings: readonly Folding[]): void {
    const last = foldings.at(-1);
    if (!last) return;
    const waiting = this.#of(channel);
    const { seq, messages } = last.event;
    waiting.head = { channelId: channel.channelId, seq, messages, stamp: stampOf(this.#options.epoch, last.event) };
    for (const { event, offset } of foldings)
      if (offset !== undefined) waiting.offsets.push({ seq: event.seq, offset });
  }

  /** Takes a record whose event was in the store already; what is derived from it may still be on its way. */
  stored(channel: OpenChannel, seq: number, offset: number): void {
    this.#of(channel).offsets.push({ seq, offset });
  }

  /** Whether something of the channel waits to be written. */
  isWaiting(channel: OpenChannel): boolean {
    return this.#waiting.has(channel);
  }

  async #write(): Promise<void> {
    if (this.#isWriting) return;
    this.#isWriting = true;
    const batch = [...this.#waiting].flatMap(([channel, { head }]) => (head ? [{ channel, head }] : []));
    try {
      if (batch.length > 0) await this.#options.store.writeHeads(batch.map(({ head }) => head));
      for (const { channel, head } of batch) this.#written(channel, head);
      this.#passStored();
    } catch {
      // The next period tries again.
    }
    this.#isWriting = false;
  }

  #written(channel: OpenChannel, head: HeadRow): void {
    const waiting = this.#of(channel);
    for (const { seq, offset } of waiting.offsets) if (seq <= head.seq) this.#options.onDone(offset);
    waiting.offsets = waiting.offsets.filter(({ seq }) => seq > head.seq);
    if (waiting.head === head) waiting.head = undefined;
    if (!waiting.head && waiting.offsets.length === 0) this.#waiting.delete(channel);
  }

  #of(channel: OpenChannel): Waiting {
    const known = this.#waiting.get(channel);
    if (known) return known;
    const waiting = { head: undefined, offsets: [] };
    this.#waiting.set(channel, waiting);
    return waiting;
  }

  // Channels in which everything had been derived before: their head may lag all the same, so it is written once more.
  #passStored(): void {
    for (const [channel, waiting] of this.#waiting) {
      if (waiting.head || waiting.offsets.length === 0 || channel.settledSeq < channel.head) continue;
      const { channelId, head: seq, messages, headGen: gen } = channel;
      waiting.head = { channelId, seq, messages, stamp: stampOf(this.#options.epoch, { gen, seq }) };
    }
  }
}
