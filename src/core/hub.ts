// Fan-out in one process: what the log commits goes to everybody who follows, encoded once, one frame a turn.
import type { Cancel, Clock } from "./clock.ts";
import { type ChatError, errors } from "./errors.ts";
import { type EventPage, kinds, type LoggedEvent, type ReadRange } from "./event.ts";
import { Following, type FollowingHub, type FollowStart } from "./following.ts";
import { type Cursor, type Follower, HubChannel, type RingLimits } from "./hub-channel.ts";
import { Tail, type TailHub, type TailStart } from "./tail.ts";

/** What the hub is given. */
export interface HubOptions {
  readonly clock: Clock;
  /** Runs the next turn: at once when the process is idle, a little later under load. */
  readonly schedule: (turn: () => void) => void;
  /** A reader that takes nothing for so long is ended. */
  readonly stallMs?: number;
  /** An idle stream gets a heartbeat frame so often. */
  readonly idleMs?: number;
  readonly ring?: RingLimits;
  /** All rings together. */
  readonly ringTotalBytes?: number;
}

/** What the hub reads from. */
export interface HubLog {
  read(channelId: string, range: ReadRange): Promise<EventPage>;
  /** The head as it is known now; 0 if nothing is. */
  headOf(channelId: string): number;
}

/** Hears which channels somebody here follows: from the first one on, until nobody does. */
export interface ChannelWatch {
  opened(channelId: string): void;
  closed(channelId: string): void;
}

const tickMs = 1_000;

/** Holds the channels that somebody here follows. Fed by the log's committed tail and by nobody else. */
export class Hub implements FollowingHub, TailHub {
  readonly #options: Required<HubOptions>;
  readonly #channels = new Map<string, HubChannel>();
  readonly #followings = new Set<Following>();
  readonly #tails = new Set<Tail>();
  #dirty = new Set<HubChannel>();
  #woken = new Set<Following>();
  #scheduled = false;
  /** Channels with a ring, the one that was quiet for longest first. */
  readonly #rings = new Set<HubChannel>();
  #ringBytes = 0;
  readonly #stopTicking: Cancel;
  #closed: ChatError | undefined;
  #read: ((channelId: string, range: ReadRange) => Promise<EventPage>) | undefined;
  #headOf: ((channelId: string) => number) | undefined;
  #watch: ChannelWatch | undefined;
  /** How often a channel fell behind for somebody. */
  fellBehind = 0;
  /** The time of the present turn. */
  nowMs: number;

  constructor(options: HubOptions) {
    const ring = { maxEvents: 4_096, maxBytes: 1024 * 1024 };
    this.#options = { stallMs: 30_000, idleMs: 15_000, ring, ringTotalBytes: 64 * 1024 * 1024, ...options };
    this.nowMs = options.clock.now();
    this.#stopTicking = options.clock.every(tickMs, () => this.#tick());
  }

  /**
   * Attaches the log that the hub reads from when a ring does not reach: once, by the log itself. A log whose channels
   * are elsewhere says with `watch` that it wants to know which of them somebody here follows.
   */
  attach(log: HubLog, watch?: ChannelWatch): void {
    this.#read = (channelId, range) => log.read(channelId, range);
    this.#headOf = (channelId) => log.headOf(channelId);
    this.#watch = watch;
  }

  /** Says that a channel has come to this seq, without the events: who follows reads them from the log. */
  raise(channelId: string, head: number): void {
    const channel = this.#channels.get(channelId);
    if (!channel || head <= channel.head) return;
    this.#ringBytes -= channel.ringBytes;
    channel.forget();
    channel.head = head;
    this.#dirty.add(channel);
    this.#schedule();
  }

  /** Publishes a committed event. One that is not the next of its channel sends its followers to the store. */
  publish(event: LoggedEvent): void {
    const channel = this.#channels.get(event.channelId);
    if (!channel || event.seq <= channel.head) return;
    this.#ringBytes -= channel.ringBytes;
    // Deleted text must not be served from memory to those who resume later.
    if (event.kind === kinds.messageDeleted) channel.forget();
    channel.add(event);
    this.#ringBytes += channel.ringBytes;
    this.#boundRings(channel);
    this.#dirty.add(channel);
    this.#schedule();
  }

  /** Starts to follow; call Following.start when the first control parts are pushed. Throws if the log cannot be read. */
  follow(start: FollowStart): Following {
    if (this.#closed) throw this.#closed;
    this.nowMs = this.#options.clock.now();
    const channels = this.#open(start.cursors.map(({ channelId }) => channelId));
    for (const { channelId, head = 0 } of start.cursors) this.raise(channelId, head);
    const following = new Following(this, start, channels);
    this.#followings.add(following);
    return following;
  }

  /** Follows one channel as events: for those in this process who make something else of them. */
  tail(start: TailStart): Tail {
    if (this.#closed) throw this.#closed;
    const tail = new Tail(this, start, this.channel(start.channelId));
    this.#tails.add(tail);
    return tail;
  }

  /** The channel as the hub knows it; opened at its present head if nobody followed it. */
  channel(channelId: string): HubChannel {
    const known = this.#channels.get(channelId);
    if (known) return known;
    const opened = new HubChannel(channelId, this.#headOf?.(channelId) ?? 0, this.#options.ring);
    this.#channels.set(channelId, opened);
    this.#watch?.opened(channelId);
    return opened;
  }

  /** Reads from the log, for followers that are behind. */
  read(channelId: string, range: ReadRange): Promise<EventPage> {
    if (!this.#read) return Promise.reject(errors.storeFailed());
    return this.#read(channelId, range);
  }

  /** Gives a follower a turn. */
  wake(following: Following): void {
    this.#woken.add(following);
    this.#schedule();
  }

  /** Takes a cursor out; a channel that nobody follows is forgotten. */
  leave(cursor: Cursor): void {
    const { channel } = cursor;
    channel.cursors.delete(cursor);
    if (channel.cursors.size > 0) return;
    this.#close(channel);
  }

  /** Takes a tail out. */
  forgetTail(tail: Tail): void {
    this.#tails.delete(tail);
  }

  /** Calls `act` a while later. */
  later(delayMs: number, act: () => void): Cancel {
    return this.#options.clock.after(delayMs, act);
  }

  /** Takes a follower out. */
  forget(following: Following): void {
    this.#followings.delete(following);
    this.#woken.delete(following);
  }

  /** Ends every stream with a reason and its cursors, and the hub with them. */
  close(reason: ChatError): void {
    this.#closed = reason;
    this.#stopTicking();
    for (const following of this.#followings) following.close(reason);
    for (const tail of this.#tails) tail.end(reason);
  }

  /** How many people's streams follow a channel, and how many of them have not been handed this seq yet. */
  reach(channelId: string, seq: number): { followers: number; behind: number } {
    const cursors = [...(this.#channels.get(channelId)?.cursors ?? [])];
    const people = cursors.filter(({ following }) => following instanceof Following);
    return { followers: people.length, behind: people.filter((cursor) => cursor.seq < seq).length };
  }

  /** How much is here now: for metrics and tests. */
  measure(): { followings: number; channels: number; ringBytes: number; waitingBytes: number } {
    let waitingBytes = 0;
    for (const following of this.#followings) waitingBytes += following.waitingBytes;
    return {
      followings: this.#followings.size,
      channels: this.#channels.size,
      ringBytes: this.#ringBytes,
      waitingBytes,
    };
  }

  #open(channelIds: readonly string[]): HubChannel[] {
    try {
      return channelIds.map((channelId) => this.channel(channelId));
    } catch (failure) {
      for (const channelId of channelIds) {
        const opened = this.#channels.get(channelId);
        if (opened?.cursors.size === 0) this.#close(opened);
      }
      throw failure;
    }
  }

  #close(channel: HubChannel): void {
    this.#channels.delete(channel.channelId);
    this.#watch?.closed(channel.channelId);
    this.#dirty.delete(channel);
    this.#rings.delete(channel);
    this.#ringBytes -= channel.ringBytes;
  }

  // Who is at the head of a channel needs nothing of its ring, so the one that was quiet for longest is least missed.
  #boundRings(latest: HubChannel): void {
    this.#rings.delete(latest);
    this.#rings.add(latest);
    for (const channel of this.#rings) {
      if (this.#ringBytes <= this.#options.ringTotalBytes) return;
      this.#ringBytes -= channel.ringBytes;
      channel.forget();
      this.#rings.delete(channel);
    }
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.schedule(() => this.#turn());
  }

  #turn(): void {
    this.#scheduled = false;
    this.nowMs = this.#options.clock.now();
    const dirty = this.#dirty;
    const woken = this.#woken;
    this.#dirty = new Set();
    this.#woken = new Set();
    const touched = new Set<Follower>();
    for (const channel of dirty) {
      for (const cursor of channel.cursors) {
        cursor.following.take(cursor);
        touched.add(cursor.following);
      }
    }
    for (const following of touched) following.flush();
    for (const following of woken) following.serve();
  }

  #tick(): void {
    const now = this.#options.clock.now();
    this.nowMs = now;
    for (const following of this.#followings) following.tick(now, this.#options.stallMs, this.#options.idleMs);
  }
}
