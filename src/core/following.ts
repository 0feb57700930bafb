// One follower of many channels: a cursor in each, and what it is owed while its outlet is full.
import { CatchUp } from "./catch-up.ts";
import { type ChatError, errors } from "./errors.ts";
import type { EventPage, ReadRange } from "./event.ts";
import { encodePart, encodeRange } from "./frame.ts";
import { type Cursor, endOf, type HubChannel } from "./hub-channel.ts";
import { type FrameSink, Outlet } from "./outlet.ts";

/** Where a follower starts. */
export interface FollowStart {
  /** Cursors in the order in which the client wants to catch up; `head`: where the channel is known to stand. */
  readonly cursors: readonly { readonly channelId: string; readonly seq: number; readonly head?: number }[];
  readonly sink: FrameSink;
  /** Called once when every channel has reached the head that it had at the start. */
  readonly onCaughtUp?: () => void;
}

/** What a follower needs of the hub. */
export interface FollowingHub {
  /** The time of the present turn. */
  readonly nowMs: number;
  /** How often a channel fell behind for somebody. */
  fellBehind: number;
  /** The channel as the hub knows it, opened if it was not. */
  channel(channelId: string): HubChannel;
  /** Gives the follower a turn. */
  wake(following: Following): void;
  /** Takes a cursor out of its channel. */
  leave(cursor: Cursor): void;
  /** Takes the follower out. */
  forget(following: Following): void;
  /** Reads from the log. */
  read(channelId: string, range: ReadRange): Promise<EventPage>;
}

/** One turn at the store. */
const limits = { turnEvents: 500, turnBytes: 32 * 1024 } as const;

/**
 * Follows channels into one sink. What it is owed is not stored here but stands in the channels' shared rings and the
 * store: a reader that lags costs a number per channel. A channel that runs ahead of the ring falls behind alone and is
 * read from the store, in turn with the others.
 */
export class Following {
  readonly #hub: FollowingHub;
  readonly #outlet: Outlet;
  readonly #cursors = new Map<string, Cursor>();
  /** Live cursors that have events waiting for the outlet. */
  readonly #owed = new Set<Cursor>();
  /** Cursors that need the store. */
  readonly #behind = new Set<Cursor>();
  readonly #catchUp: CatchUp;
  #reading = false;
  #closed = false;

  /** Made by Hub.follow only. */
  constructor(hub: FollowingHub, start: FollowStart, channels: readonly HubChannel[]) {
    this.#hub = hub;
    this.#outlet = new Outlet(
      start.sink,
      () => hub.nowMs,
      () => this.#outletFree(),
    );
    this.#catchUp = new CatchUp(start.onCaughtUp);
    start.cursors.forEach(({ seq }, i) => this.#place(channels[i] as HubChannel, seq, true));
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** What its client has not taken. */
  get waitingBytes(): number {
    return this.#outlet.waitingBytes;
  }

  /** Begins to send; before it only what was pushed waits. */
  start(): void {
    this.#catchUp.check();
    this.#hub.wake(this);
  }

  /** Whether the channel is followed and not being left. */
  follows(channelId: string): boolean {
    const cursor = this.#cursors.get(channelId);
    return cursor !== undefined && cursor.stop === undefined;
  }

  /**
   * Follows one more channel from a seq on, after `head`, the part that says so. Where the channel is still being left,
   * what is owed of it comes first.
   */
  add(channelId: string, seq: number, head: Uint8Array): void {
    if (this.#closed) return;
    const leaving = this.#cursors.get(channelId);
    if (leaving?.stop) leaving.stop.next = { seq, head };
    else this.#begin(channelId, seq, head);
  }

  /** Leaves a channel after a seq; `farewell` is the part sent last. */
  remove(channelId: string, seq: number, farewell: Uint8Array): void {
    const cursor = this.#cursors.get(channelId);
    if (this.#closed || !cursor) return;
    if (cursor.stop) {
      // Left, back and left again before the first farewell: the time between is not shown.
      cursor.stop.next = undefined;
      return;
    }
    cursor.stop = { seq, farewell, next: undefined };
    if (cursor.seq >= seq) this.#stopped(cursor);
    else if (!this.#behind.has(cursor)) this.#owed.add(cursor);
    this.#hub.wake(this);
  }

  /** Sends a control part in a frame of its own, before later events; a follower that takes none for long is ended. */
  push(part: Uint8Array): void {
    if (this.#closed) return;
    if (this.#outlet.control(part)) this.#hub.wake(this);
    else this.close(errors.slowConsumer());
  }

  /** Sends a part that may be lost: only if the outlet is free. */
  pushEphemeral(part: Uint8Array): void {
    if (this.#outlet.open) this.push(part);
  }

  /** Ends the stream: tells reason and cursors, then the status. Closing twice is fine. */
  close(reason: ChatError): void {
    if (this.#closed) return;
    const cursors = [...this.#cursors.values()].map(({ channel, seq }) => ({
      channelId: channel.channelId,
      seq: BigInt(seq),
    }));
    this.abandon();
    const closing = { reason: reason.reason, retryAfterMs: reason.retryAfterMs ?? 0, cursors };
    this.#outlet.end(encodePart({ closing }), reason);
  }

  /** Lets go of everything without a word: the client has gone. */
  abandon(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#owed.clear();
    this.#behind.clear();
    this.#catchUp.cancel();
    for (const cursor of this.#cursors.values()) this.#hub.leave(cursor);
    this.#hub.forget(this);
  }

  /** Takes what is owed, as far as the outlet allows; called by the hub in its turn. */
  serve(): void {
    if (this.#closed) return;
    this.#outlet.flushControl();
    for (const cursor of this.#owed) {
      if (!this.#outlet.open) break;
      this.#owed.delete(cursor);
      this.#takeChunk(cursor);
    }
    this.#outlet.flush();
    this.#readBehind();
  }

  /** Takes a live cursor's next events from its ring; called by the hub when the channel got some, before `flush`. */
  take(cursor: Cursor): void {
    if (this.#closed || this.#behind.has(cursor)) return;
    // Others that wait come first, or a channel that has news in every turn would take all the room there is.
    if (this.#owed.size > 0 || !this.#outlet.open) this.#owed.add(cursor);
    else this.#takeChunk(cursor);
  }

  #takeChunk(cursor: Cursor): void {
    const chunk = cursor.channel.chunk(cursor.seq, cursor.stop?.seq);
    if (!chunk) return this.#fallBehind(cursor);
    this.#outlet.add(chunk.bytes);
    this.#advance(cursor, chunk.through);
    if (cursor.seq < endOf(cursor)) this.#owed.add(cursor);
  }

  /** Writes what was taken in this turn as one frame. */
  flush(): void {
    if (this.#owed.size > 0) this.serve();
    else if (!this.#closed) this.#outlet.flush();
  }

  /** Called by the hub's tick: ends a reader that takes nothing, keeps an idle stream warm. */
  tick(nowMs: number, stallMs: number, idleMs: number): void {
    if (!this.#outlet.idle) {
      if (nowMs - this.#outlet.drainedMs >= stallMs) this.close(errors.slowConsumer());
    } else if (nowMs - this.#outlet.wroteMs >= idleMs) this.push(encodePart({ heartbeat: { atMs: BigInt(nowMs) } }));
  }

  #place(channel: HubChannel, seq: number, initial: boolean): void {
    const target = initial && seq < channel.head ? channel.head : undefined;
    const cursor: Cursor = { channel, following: this, seq, missedRead: 0, target, stop: undefined };
    this.#catchUp.expect(cursor);
    this.#cursors.set(channel.channelId, cursor);
    channel.cursors.add(cursor);
    if (seq >= channel.head) return;
    if (seq >= channel.ringAfter) this.#owed.add(cursor);
    else this.#behind.add(cursor);
  }

  #begin(channelId: string, seq: number, head: Uint8Array): void {
    this.push(head);
    if (this.#closed) return;
    this.#drop(this.#cursors.get(channelId));
    try {
      this.#place(this.#hub.channel(channelId), seq, false);
    } catch {
      return this.close(errors.storeFailed());
    }
    this.#hub.wake(this);
  }

  #fallBehind(cursor: Cursor): void {
    if (cursor.seq >= endOf(cursor)) return;
    this.#behind.add(cursor);
    this.#hub.fellBehind++;
    this.#hub.wake(this);
  }

  #outletFree(): void {
    const waiting = this.#owed.size > 0 || this.#behind.size > 0 || this.#outlet.hasControl;
    if (waiting && !this.#closed) this.#hub.wake(this);
  }

  #advance(cursor: Cursor, through: number): void {
    cursor.seq = through;
    if (cursor.target !== undefined && through >= cursor.target) this.#catchUp.reached(cursor);
    if (cursor.stop && through >= cursor.stop.seq) this.#stopped(cursor);
  }

  #stopped(cursor: Cursor): void {
    const { stop, channel } = cursor;
    this.#drop(cursor);
    if (stop) this.push(stop.farewell);
    if (stop?.next) this.#begin(channel.channelId, stop.next.seq, stop.next.head);
  }

  #drop(cursor: Cursor | undefined): void {
    if (!cursor) return;
    this.#cursors.delete(cursor.channel.channelId);
    this.#owed.delete(cursor);
    this.#behind.delete(cursor);
    this.#hub.leave(cursor);
    this.#catchUp.reached(cursor);
  }

  #readBehind(): void {
    const cursor = this.#behind.values().next().value;
    if (!cursor || this.#reading || !this.#outlet.open) return;
    this.#reading = true;
    // To the end of the line: channels take turns.
    this.#behind.delete(cursor);
    this.#behind.add(cursor);
    this.#readTurn(cursor).then(
      () => this.#readDone(),
      () => this.close(errors.storeFailed()),
    );
  }

  #readDone(): void {
    this.#reading = false;
    if (!this.#closed) this.#hub.wake(this);
  }

  async #readTurn(cursor: Cursor): Promise<void> {
    const { channel } = cursor;
    const maxEvents = Math.min(limits.turnEvents, this.#catchUp.mayRead(cursor));
    if (maxEvents <= 0) return this.#gap(cursor);
    const range = { after: cursor.seq, maxEvents, maxBytes: limits.turnBytes };
    const page = await this.#hub.read(channel.channelId, cursor.stop ? { ...range, through: cursor.stop.seq } : range);
    if (this.#closed || this.#cursors.get(channel.channelId) !== cursor) return;
    this.#catchUp.wasRead(cursor, page.events.length);
    // The channel may have been left while the store was asked.
    const through = Math.min(page.through, cursor.stop?.seq ?? page.through);
    if (through > cursor.seq) {
      const events = page.events.filter(({ seq }) => seq <= through);
      this.#outlet.add(encodeRange(channel.channelId, cursor.seq, through, events));
      this.#advance(cursor, through);
    }
    this.#rejoin(cursor);
  }

  // Back to live in the turn in which the ring holds what comes next: nothing can slip in between.
  #rejoin(cursor: Cursor): void {
    if (cursor.seq < cursor.channel.ringAfter || !this.#behind.delete(cursor)) return;
    if (cursor.seq < endOf(cursor)) this.#owed.add(cursor);
  }

  #gap(cursor: Cursor): void {
    const { channelId } = cursor.channel;
    const through = Math.min(cursor.target ?? cursor.channel.head, cursor.stop?.seq ?? Number.MAX_SAFE_INTEGER);
    this.push(encodePart({ gaps: [{ channelId, after: BigInt(cursor.seq), through: BigInt(through) }] }));
    this.#advance(cursor, through);
    this.#rejoin(cursor);
  }
}
