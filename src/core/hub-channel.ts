// One channel in the hub: its head, a small ring of its last events, and the cursors that stand live at it.
import type { LoggedEvent } from "./event.ts";
import { encodeRange } from "./frame.ts";

/** Who follows: told by the hub that a channel of theirs has more. */
export interface Follower {
  /** Takes what the cursor is owed, as far as there is room. */
  take(cursor: Cursor): void;
  /** Writes what was taken in this turn. */
  flush(): void;
}

/** A place in one channel. */
export interface Cursor {
  readonly channel: HubChannel;
  readonly following: Follower;
  seq: number;
  /** How many missed events were read from the store for it. */
  missedRead: number;
  /** The head that the channel had at the start, until it is reached. */
  target: number | undefined;
  /** After this seq the channel is left, with a last word. */
  stop: LastWord | undefined;
}

/** How a channel is left. */
export interface LastWord {
  /** Nothing after this seq is sent. */
  readonly seq: number;
  /** The part sent last. */
  readonly farewell: Uint8Array;
  /** The person is back already: from where to follow anew, and the part that says so. */
  next: { readonly seq: number; readonly head: Uint8Array } | undefined;
}

/** Some of a channel's events as one part of a frame, shared by all who stand at the same place. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly through: number;
}

/** Bounds of a ring. */
export interface RingLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

const chunkBytes = 32 * 1024;
/** Places for which a chunk is kept: nearly everybody stands at one of a few. */
const maxChunks = 16;

/** Keeps what was published last, so that short lags never reach the store. */
export class HubChannel {
  readonly channelId: string;
  readonly cursors = new Set<Cursor>();
  /** The seq of the last event known here. */
  head: number;
  ringBytes = 0;
  readonly #limits: RingLimits;
  #ring: LoggedEvent[] = [];
  // How many of the ring's first events are gone: shifting an array at every event would cost its length.
  #dropped = 0;
  readonly #chunks = new Map<number, Chunk>();

  constructor(channelId: string, head: number, limits: RingLimits) {
    this.channelId = channelId;
    this.head = head;
    this.#limits = limits;
  }

  /** Adds the next event; false if it is not the next one: then whoever follows must be sent to the store. */
  add(event: LoggedEvent): boolean {
    this.#chunks.clear();
    const isNext = event.seq === this.head + 1;
    if (!isNext) this.forget();
    this.head = event.seq;
    // A copy: the bytes are part of a whole commit's, which one quiet channel would keep alive.
    this.#ring.push({ ...event, bytes: event.bytes.slice() });
    this.ringBytes += event.bytes.length;
    while (this.#ring.length - this.#dropped > this.#limits.maxEvents || this.ringBytes > this.#limits.maxBytes)
      this.#drop();
    return isNext;
  }

  /** Drops the ring: what was deleted must not be shown again, and memory may be needed elsewhere. */
  forget(): void {
    this.#ring = [];
    this.#dropped = 0;
    this.ringBytes = 0;
    this.#chunks.clear();
  }

  /** The last seq before the ring: who stands there or later needs no store. */
  get ringAfter(): number {
    return this.head - (this.#ring.length - this.#dropped);
  }

  /** The next events after a seq, at most about 32 KB and not beyond `stopAt`; undefined if only the store has them. */
  chunk(after: number, stopAt: number | undefined): Chunk | undefined {
    const capped = stopAt !== undefined && stopAt < this.head;
    const cached = capped ? undefined : this.#chunks.get(after);
    if (cached) return cached;
    if (after < this.ringAfter || after >= this.head) return undefined;
    const from = this.#dropped + (after - this.ringAfter);
    let to = from;
    const last = capped ? from + (stopAt - after) : this.#ring.length;
    for (let bytes = 0; to < last && bytes < chunkBytes; to++) bytes += (this.#ring[to] as LoggedEvent).bytes.length;
    const through = after + (to - from);
    const chunk = { bytes: encodeRange(this.channelId, after, through, this.#ring.slice(from, to)), through };
    if (!capped && this.#chunks.size < maxChunks) this.#chunks.set(after, chunk);
    return chunk;
  }

  /** All events after a seq; undefined if only the store has them. */
  since(after: number): readonly LoggedEvent[] | undefined {
    if (after < this.ringAfter) return undefined;
    return this.#ring.slice(this.#dropped + (after - this.ringAfter));
  }

  #drop(): void {
    this.ringBytes -= (this.#ring[this.#dropped] as LoggedEvent).bytes.length;
    this.#dropped++;
    if (this.#dropped * 2 < this.#ring.length) return;
    this.#ring = this.#ring.slice(this.#dropped);
    this.#dropped = 0;
  }
}

/** The last seq that a cursor is owed at present. */
export function endOf({ channel, stop }: Cursor): number {
  return stop ? Math.min(stop.seq, channel.head) : channel.head;
}
