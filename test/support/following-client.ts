// A client of a following without a wire: reads frames as the contract says, and can stop reading.
import { fromBinary } from "@bufbuild/protobuf";
import type { ChatError } from "../../src/core/errors.ts";
import { encodePart } from "../../src/core/frame.ts";
import type { FrameSink } from "../../src/core/outlet.ts";
import { type SubscribeResponse, SubscribeResponseSchema } from "../../src/gen/madang/channel/v1/channel_pb.ts";

/** Takes frames at once unless told to stall; notes every break of the contract. */
export class FollowingClient implements FrameSink {
  readonly frames: SubscribeResponse[] = [];
  readonly frameBytes: number[] = [];
  /** Seqs by channel, in the order in which they came. */
  readonly seqs = new Map<string, number[]>();
  readonly cursors = new Map<string, number>();
  /** What the contract does not allow, in sentences. */
  readonly faults: string[] = [];
  ended: { readonly reason: ChatError | undefined } | undefined;
  #stalled: (() => void)[] | undefined;
  #watchers: { readonly isTrue: () => boolean; readonly tell: () => void }[] = [];

  constructor(cursors: readonly { readonly channelId: string; readonly seq: number }[] = []) {
    for (const { channelId, seq } of cursors) this.cursors.set(channelId, seq);
  }

  /** Takes nothing from now on. */
  stall(): void {
    this.#stalled ??= [];
  }

  /** Takes what waits, and everything that comes. */
  read(): void {
    const waiting = this.#stalled ?? [];
    this.#stalled = undefined;
    for (const done of waiting) done();
  }

  /** Takes one frame that waits; false if there is none. */
  readOne(): boolean {
    const done = this.#stalled?.shift();
    done?.();
    return done !== undefined;
  }

  write(frame: Uint8Array, done: () => void): void {
    if (this.ended) this.faults.push("A frame came after the end.");
    this.frameBytes.push(frame.length);
    this.#apply(fromBinary(SubscribeResponseSchema, frame));
    if (this.#stalled) this.#stalled.push(done);
    // As a transport does: never within the call.
    else queueMicrotask(done);
    this.#tell();
  }

  end(reason?: ChatError): void {
    this.ended = { reason };
    this.#tell();
  }

  /** Resolves when the client stands at this seq, or rejects after 10 s. */
  reaches(channelId: string, seq: number): Promise<void> {
    return this.until(() => (this.cursors.get(channelId) ?? 0) >= seq, `to reach ${seq} of ${channelId}`);
  }

  /** Resolves once this is true after a frame, or rejects after 10 s. */
  async until(isTrue: () => boolean, what: string): Promise<void> {
    if (isTrue()) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const deadline = setTimeout(() => {
      const places = [...this.cursors].slice(0, 5).map(([channelId, seq]) => `${channelId}: ${seq}`);
      reject(new Error(`The client waited 10 s ${what}; it stands at ${places.join(", ")}.`));
    }, 10_000);
    this.#watchers.push({ isTrue, tell: resolve });
    await promise.finally(() => clearTimeout(deadline));
  }

  #apply(frame: SubscribeResponse): void {
    for (const head of frame.heads) this.cursors.set(head.channelId, Number(head.cursor));
    this.frames.push(frame);
    for (const { channelId, after, through, events } of frame.ranges) {
      const cursor = this.cursors.get(channelId) ?? 0;
      if (Number(after) !== cursor) this.faults.push(`A range of ${channelId} begins after ${after}, not ${cursor}.`);
      const seqs = events.map((event) => Number(event.seq));
      const expected = Array.from({ length: Number(through - after) }, (_, i) => Number(after) + i + 1);
      if (seqs.join() !== expected.join())
        this.faults.push(`A range of ${channelId} to ${through} holds ${seqs.join()}.`);
      this.#seqsOf(channelId).push(...seqs);
      this.cursors.set(channelId, Number(through));
    }
    for (const { channelId, after, through } of frame.gaps) {
      if (Number(after) !== this.cursors.get(channelId)) this.faults.push(`A gap of ${channelId} begins elsewhere.`);
      this.cursors.set(channelId, Number(through));
    }
  }

  #seqsOf(channelId: string): number[] {
    const known = this.seqs.get(channelId) ?? [];
    this.seqs.set(channelId, known);
    return known;
  }

  #tell(): void {
    const ready = this.#watchers.filter(({ isTrue }) => isTrue());
    this.#watchers = this.#watchers.filter((watcher) => !ready.includes(watcher));
    for (const { tell } of ready) tell();
  }
}

/** The whole numbers from one to another, both included. */
export function seqsFrom(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
}

/** The part that says from where a channel is followed. */
export function headPart(channelId: string, seq: number): Uint8Array {
  return encodePart({ heads: [{ channelId, cursor: BigInt(seq) }] });
}
