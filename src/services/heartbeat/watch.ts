// One watcher: a stream that gets a snapshot first, and then what changed, as far as its client takes it.
import { type ChatError, errors } from "../../core/errors.ts";
import { type FrameSink, Outlet } from "../../core/outlet.ts";
import type { Caller } from "../../core/service.ts";
import type { Audience } from "./audience.ts";
import type { People } from "./people.ts";
import type { NamedPeople, PresenceFrames } from "./presence-frame.ts";

/** Changes that wait for a slow client, at most; with more it gets everything anew. */
const maxPending = 1_000;
/** A client that takes nothing for so long is ended. */
const stallMs = 30_000;
/** Proxies cut streams on which nothing comes. */
const idleMs = 15_000;

/** Who watches what, and where to. */
export interface WatchOptions {
  readonly caller: Caller;
  readonly people: People;
  readonly frames: PresenceFrames;
  /** The people asked for by id. */
  readonly chosen: NamedPeople;
  readonly audience: Audience | undefined;
  readonly sink: FrameSink;
  readonly now: () => number;
  /** Before this somebody of whom nothing is known may be on the way back. */
  readonly settledAtMs: number;
}

/** Bounded whatever the client does: of what waits only the latest of each person is kept. */
export class Watch {
  readonly caller: Caller;
  readonly chosen: NamedPeople;
  readonly audience: Audience | undefined;
  readonly #people: People;
  readonly #frames: PresenceFrames;
  readonly #sink: FrameSink;
  readonly #outlet: Outlet;
  readonly #pending = new Map<string, string>();
  readonly #now: () => number;
  readonly #settledAtMs: number;
  #snapshotDue = true;
  /** What was told left out those of whom nothing was known. */
  #isPreliminary = false;
  #ended = false;

  constructor({ caller, people, frames, chosen, audience, sink, now, settledAtMs }: WatchOptions) {
    this.caller = caller;
    this.chosen = chosen;
    this.audience = audience;
    this.#people = people;
    this.#frames = frames;
    this.#sink = sink;
    this.#now = now;
    this.#settledAtMs = settledAtMs;
    this.#outlet = new Outlet(sink, now, () => this.flush());
  }

  /** Takes a change of the channel, for which there is a frame already. */
  tell(news: NamedPeople, frame: Uint8Array): void {
    if (this.#isWaiting || !this.#outlet.idle) for (const [userId, name] of news) this.note(userId, name);
    else this.#send(frame);
  }

  /** Keeps a change for the next flush. */
  note(userId: string, name: string): void {
    if (this.#snapshotDue) return;
    this.#pending.set(userId, name);
    if (this.#pending.size <= maxPending) return;
    this.#pending.clear();
    this.#snapshotDue = true;
  }

  /** Sends what waits, unless the client has not taken what came before. */
  flush(): void {
    if (this.#ended || !this.#outlet.idle) return;
    const isSettled = this.#now() >= this.#settledAtMs;
    if (this.#isPreliminary && isSettled) this.#snapshotDue = true;
    if (!this.#isWaiting) return;
    const frame = this.#snapshotDue ? this.#everything(isSettled) : this.#encode(this.#pending, false);
    this.#snapshotDue = false;
    this.#pending.clear();
    this.#send(frame);
  }

  /** Ends a client that takes nothing, and keeps a stream warm on which nothing comes. */
  tick(nowMs: number): void {
    if (!this.#outlet.idle) {
      if (nowMs - this.#outlet.drainedMs >= stallMs) this.end(errors.slowConsumer());
    } else if (nowMs - this.#outlet.wroteMs >= idleMs) this.#send(this.#encode(new Map(), false));
  }

  /** Ends the stream; ending twice is fine. */
  end(reason: ChatError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.end(reason);
  }

  /** The client has gone: nothing is written any more. */
  abandon(): void {
    this.#ended = true;
  }

  get ended(): boolean {
    return this.#ended;
  }

  get #isWaiting(): boolean {
    return this.#snapshotDue || this.#pending.size > 0;
  }

  #everything(isSettled: boolean): Uint8Array {
    this.#isPreliminary = !isSettled;
    const everybody = [...(this.audience?.shown ?? []), ...this.chosen];
    const known = isSettled ? everybody : everybody.filter(([userId]) => this.#people.isOnline(userId));
    return this.#encode(new Map(known), isSettled);
  }

  #encode(about: NamedPeople, snapshot: boolean): Uint8Array {
    return this.#frames.encode({ about, channelId: this.audience?.channelId, snapshot });
  }

  #send(frame: Uint8Array): void {
    if (this.#ended) return;
    this.#outlet.add(frame);
    this.#outlet.flush();
  }
}
