// Which sessions are alive: leases renewed by beats, streams for those who never beat, and the end of either.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { PresenceSink } from "../../core/presence.ts";
import type { Caller } from "../../core/service.ts";
import type { ChatSignals } from "../../core/signals.ts";
import type { Off, Topics } from "../../core/topics.ts";
import { LeaseQueue } from "./lease-queue.ts";
import { LeaseTime } from "./lease-time.ts";
import { People } from "./people.ts";

/** A beat keeps a session alive for so long. */
export const leaseMs = 45_000;
/** Who lost the last stream has so long to come back. */
const reconnectMs = 10_000;

interface LiveSession {
  readonly caller: Caller;
  streams: number;
  /** Rises with every beat, so that what an earlier one still has to say changes nothing. */
  beats: number;
  /** Infinity: it never beat, and has a stream. */
  leaseEndMs: number;
  /** When the queue looks at it next; Infinity: not at all. */
  queuedMs: number;
  alive: boolean;
  ended: boolean;
  readonly open: Set<string>;
  readonly off: Off[];
}

/** All sessions that this process knows to be there. Call `sweep` every second. */
export class Presence implements PresenceSink {
  /** What follows of it for people. */
  readonly people: People;
  readonly #topics: Topics<ChatSignals>;
  readonly #time: LeaseTime;
  readonly #sessions = new Map<string, LiveSession>();
  readonly #queue = new LeaseQueue<LiveSession>();

  constructor({ clock, topics }: { clock: Clock; topics: Topics<ChatSignals> }) {
    this.people = new People(clock.now());
    this.#topics = topics;
    this.#time = new LeaseTime(clock);
  }

  /** Renews the lease; returns the number of this beat, for `open`. Throws SESSION_ENDED. */
  beat(caller: Caller): number {
    const session = this.#session(caller);
    if (session.ended) throw errors.sessionEnded();
    session.beats++;
    this.#extend(session, this.#time.now() + leaseMs);
    return session.beats;
  }

  /** Replaces what the session has open, unless it has beaten again since. */
  open(caller: Caller, beat: number, channelIds: readonly string[]): void {
    const session = this.#sessions.get(caller.sessionId);
    if (!session?.alive || session.beats !== beat) return;
    const next = new Set(channelIds);
    for (const channelId of session.open) if (!next.has(channelId)) this.#close(session, channelId);
    for (const channelId of next) {
      if (session.open.has(channelId)) continue;
      session.open.add(channelId);
      this.people.open(caller.userId, channelId);
    }
  }

  /** Whether the session said before that it has the channel open. */
  hasOpen(caller: Caller, channelId: string): boolean {
    return this.#sessions.get(caller.sessionId)?.open.has(channelId) ?? false;
  }

  /** Ends the lease now: the session goes on purpose. */
  leave(caller: Caller): void {
    const session = this.#sessions.get(caller.sessionId);
    if (!session) return;
    session.beats++;
    this.#cut(session, this.#time.now());
  }

  streamOpened(caller: Caller): () => void {
    const session = this.#session(caller);
    session.streams++;
    // A new stream is a sign of life; for who never beats it is the only one.
    if (!session.ended)
      this.#extend(session, session.beats > 0 ? this.#time.now() + leaseMs : Number.POSITIVE_INFINITY);
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      session.streams--;
      if (session.streams === 0) this.#cut(session, this.#time.now() + reconnectMs);
    };
  }

  /** Ends leases whose time has come. */
  sweep(): void {
    this.#time.tick();
    const now = this.#time.now();
    for (let due = this.#queue.popDue(now); due; due = this.#queue.popDue(now)) {
      const { item: session, atMs } = due;
      // The lease was cut since, and this is the place in the queue that it had before.
      if (atMs !== session.queuedMs) continue;
      session.queuedMs = Number.POSITIVE_INFINITY;
      if (session.leaseEndMs > now) this.#enqueue(session, session.leaseEndMs);
      else this.#expire(session);
    }
  }

  /** How much is held: for tests of leaks. */
  measure(): { sessions: number; queued: number } {
    return { sessions: this.#sessions.size, queued: this.#queue.size };
  }

  #session(caller: Caller): LiveSession {
    const known = this.#sessions.get(caller.sessionId);
    if (known) return known;
    const session: LiveSession = {
      caller,
      streams: 0,
      beats: 0,
      leaseEndMs: 0,
      queuedMs: Number.POSITIVE_INFINITY,
      alive: false,
      ended: false,
      open: new Set(),
      off: [],
    };
    session.off.push(
      this.#topics.on("session", caller.sessionId, () => this.#end(session)),
      this.#topics.on("user", caller.userId, (signal) => {
        if (signal.kind === "left") this.#close(session, signal.channelId);
      }),
    );
    this.#sessions.set(caller.sessionId, session);
    return session;
  }

  #extend(session: LiveSession, leaseEndMs: number): void {
    // A beat replaces what a stream alone gave.
    session.leaseEndMs = leaseEndMs;
    if (Number.isFinite(leaseEndMs)) this.#enqueue(session, leaseEndMs);
    if (session.alive) return;
    session.alive = true;
    this.people.arrive(session.caller.userId, session.caller.name);
  }

  #cut(session: LiveSession, leaseEndMs: number): void {
    session.leaseEndMs = Math.min(session.leaseEndMs, leaseEndMs);
    if (session.leaseEndMs <= this.#time.now()) this.#die(session);
    // The queue forgets it in the end, and not sooner: who leaves and comes back in a loop fills nothing.
    this.#enqueue(session, Math.max(session.leaseEndMs, this.#time.now()));
  }

  #enqueue(session: LiveSession, atMs: number): void {
    if (atMs >= session.queuedMs) return;
    session.queuedMs = atMs;
    this.#queue.push(atMs, session);
  }

  #end(session: LiveSession): void {
    session.ended = true;
    session.beats++;
    this.#cut(session, this.#time.now());
  }

  #expire(session: LiveSession): void {
    this.#die(session);
    if (session.streams > 0) return;
    for (const off of session.off) off();
    this.#sessions.delete(session.caller.sessionId);
  }

  #die(session: LiveSession): void {
    if (!session.alive) return;
    for (const channelId of session.open) this.#close(session, channelId);
    session.alive = false;
    this.people.depart(session.caller.userId);
  }

  #close(session: LiveSession, channelId: string): void {
    if (session.open.delete(channelId)) this.people.close(session.caller.userId, channelId);
  }
}
