// The one stream of all channels: hands the parts of its frames to the places they belong to.
import {
  ChannelService,
  type Signal,
  type SubscribeRequestSchema,
  type SubscribeResponse,
  type SubscribeResponseSchema,
  type ChannelHead as WireHead,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import type { CallParts } from "./calls.ts";
import { headFromWire } from "./channel-from-wire.ts";
import { ChannelPlace, type PlaceListener, type PlaceParts } from "./channel-place.ts";
import { eventFromSignal } from "./event-from-signal.ts";
import { KeptStream, type StreamListener } from "./kept-stream.ts";

/** Places in channels, to be kept by a program that wants to resume after its own restart. */
export interface SavedCursors {
  /** The life of the server's store that the seqs belong to; 0: unknown. */
  readonly epoch: number;
  /** The last seq that was told, by channel. */
  readonly seqs: Readonly<Record<string, number>>;
}

/** Who hears what a subscription finds. */
export interface SubscriptionListener extends PlaceListener, Pick<StreamListener<never, never>, "lost"> {
  /** The stream is open: the first frame was applied. */
  opened(): void;
}

/** What a subscription is made of. */
export interface SubscriptionParts extends CallParts, Omit<PlaceParts, "listener" | "session"> {
  readonly cursors: SavedCursors | undefined;
  readonly listener: SubscriptionListener;
}

const silenceMs = 40_000;
/** Steps that may wait for holes to be filled before the stream is read no further. */
const maxWaiting = 1_000;

/** Knows the place in every channel, and never tells a seq twice. */
export class Subscription {
  readonly #parts: SubscriptionParts;
  readonly #stream: KeptStream<typeof SubscribeRequestSchema, typeof SubscribeResponseSchema>;
  readonly #places = new Map<string, ChannelPlace>();
  readonly #filling = new Set<ChannelPlace>();
  /** Channels that we have joined and the server has not named yet. */
  readonly #expected = new Set<string>();
  #epoch: number;
  #isOpen = false;
  #reachedHeads = false;

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
    this.#epoch = parts.cursors?.epoch ?? 0;
    for (const [channelId, seq] of Object.entries(parts.cursors?.seqs ?? {})) this.#place(channelId, seq);
    this.#stream = new KeptStream(parts, {
      method: ChannelService.method.subscribe,
      silenceMs,
      request: () => this.#request(),
      message: (frame) => this.#apply(frame),
      lost: (error, last) => {
        this.#stopped();
        parts.listener.lost(error, last);
      },
    });
  }

  /** Opens the stream and keeps it open. */
  open(): void {
    this.#stream.open();
  }

  /** Closes it; the places stay. */
  close(): void {
    this.#stream.close();
    this.#stopped();
  }

  /** Where we stand in every channel; counts in the event that is being told. */
  cursors(): SavedCursors {
    const seqs: Record<string, number> = {};
    // What was said since we joined would be missed by whoever started at the head.
    for (const channelId of this.#expected) seqs[channelId] = 0;
    for (const { channelId, cursor } of this.#places.values()) seqs[channelId] = cursor;
    return { epoch: this.#epoch, seqs };
  }

  /** The last seq that was told in a channel; 0 if unknown. */
  seen(channelId: string): number {
    return this.#places.get(channelId)?.cursor ?? 0;
  }

  /** We have joined a channel: if the stream is lost before it names it, the next one starts where we joined. */
  expect(channelId: string): void {
    if (!this.#places.has(channelId)) this.#expected.add(channelId);
  }

  #request() {
    const cursors = [...this.#places.values()].map(({ channelId, cursor }) => ({ channelId, seq: BigInt(cursor) }));
    for (const channelId of this.#expected) cursors.push({ channelId, seq: 0n });
    return { epoch: BigInt(this.#epoch), cursors };
  }

  #stopped(): void {
    this.#isOpen = false;
    this.#reachedHeads = false;
    this.#filling.clear();
    for (const place of this.#places.values()) place.stop();
  }

  #apply(frame: SubscribeResponse): Promise<void> | undefined {
    if (frame.reset) this.#reset();
    if (frame.epoch !== 0n) this.#epoch = Number(frame.epoch);
    for (const head of frame.heads) this.#head(head);
    for (const range of frame.ranges)
      this.#step(this.#place(range.channelId, Number(range.after)), (place) => place.range(range));
    if (frame.caughtUp) this.#caughtUp();
    for (const gap of frame.gaps) this.#step(this.#places.get(gap.channelId), (place) => place.gap(gap));
    for (const signal of frame.signals) this.#signal(signal);
    if (!this.#isOpen) {
      this.#isOpen = true;
      this.#parts.listener.opened();
    }
    return this.#room();
  }

  #step(place: ChannelPlace | undefined, step: (place: ChannelPlace) => void): void {
    if (!place) return;
    place.take(() => {
      // While it waited, the channel may have been left, and entered anew.
      const now = this.#places.get(place.channelId);
      if (now === place) step(place);
      else this.#step(now, step);
    });
    this.#follow(place);
  }

  /** Remembers that a hole is being filled, until none is. */
  #follow(place: ChannelPlace): void {
    const { filling } = place;
    if (!filling || this.#filling.has(place)) return;
    this.#filling.add(place);
    void filling.then(() => {
      this.#filling.delete(place);
      this.#follow(place);
      this.#tellCaughtUp();
    });
  }

  /** A promise to wait for before more is read, when too much waits already. */
  #room(): Promise<void> | undefined {
    let waiting = 0;
    for (const place of this.#filling) waiting += place.waiting;
    if (waiting <= maxWaiting) return undefined;
    return Promise.race([...this.#filling].flatMap(({ filling }) => filling ?? []));
  }

  #place(channelId: string, cursor: number): ChannelPlace {
    let place = this.#places.get(channelId);
    if (!place) this.#places.set(channelId, (place = new ChannelPlace(channelId, cursor, this.#parts)));
    return place;
  }

  #reset(): void {
    this.#places.clear();
    this.#parts.listener.emit({ type: "reset" });
  }

  #head(head: WireHead): void {
    const cursor = Number(head.cursor);
    const place = this.#place(head.channelId, cursor);
    this.#expected.delete(head.channelId);
    place.named = true;
    place.take(() => {
      if (this.#places.get(head.channelId) !== place) return this.#head(head);
      // Further than we are: we left and came back, and what was said between is not for us.
      place.cursor = Math.max(place.cursor, cursor);
      this.#parts.listener.emit({ type: "head", channel: headFromWire(head) });
    });
  }

  #caughtUp(): void {
    this.#reachedHeads = true;
    for (const place of [...this.#places.values()]) if (!place.named) this.#leave(place, place.cursor, false);
    this.#tellCaughtUp();
  }

  #tellCaughtUp(): void {
    if (!this.#reachedHeads || this.#filling.size > 0) return;
    this.#reachedHeads = false;
    this.#parts.listener.emit({ type: "caughtUp" });
  }

  #signal(signal: Signal): void {
    if (signal.kind.case === "left") {
      const { channelId, seq, removed } = signal.kind.value;
      this.#step(this.#places.get(channelId), (place) => this.#leave(place, Number(seq), removed));
    } else {
      const event = eventFromSignal(signal);
      if (event) this.#parts.listener.emit(event);
    }
  }

  #leave(place: ChannelPlace, seq: number, removed: boolean): void {
    place.stop();
    this.#places.delete(place.channelId);
    this.#parts.listener.emit({ type: "channelLeft", channelId: place.channelId, seq, removed });
  }
}
