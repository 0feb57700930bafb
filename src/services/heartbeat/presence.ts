// Which sessions are alive: leases renewed by beats, streams for those who never beat, and the end of either.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { PresenceSink } from "../../core/presence.ts";
import type { Caller } from "../../core/service.ts";
import type { ChatSignals } from "../../core/signals.ts";
import type { Topics } from "../../core/topics.ts";
import { LeaseQueue } from "./lease-queue.ts";
import { LeaseTime } from "./lease-time.ts";
import { type Lease, type LiveSession, leaseOf, newSession, onlyClient, streamsAlone } from "./live-session.ts";
import { People } from "./people.ts";
import type { PeopleTally } from "./people-tally.ts";
import type { OwnNews, SessionNews } from "./session-news.ts";

/** A beat keeps a session alive for so long. */
export const leaseMs = 45_000;
/** Who lost the last stream has so long to come back. */
export const reconnectMs = 10_000;
/** Who beats at another node is told of by it until then. */
const supersededMs = 2_000;

/** What presence is made of. */
export interface PresenceOptions {
  readonly clock: Clock;
  readonly topics: Topics<ChatSignals>;
  readonly people?: People;
  /** Is told instead of `people`, and tells them. */
  readonly tally?: PeopleTally;
  readonly time?: LeaseTime;
  /** Is told what other nodes are to know of sessions. */
  readonly news?: OwnNews | undefined;
}

/** All sessions that this process knows to be there. Call `sweep` every second. */
export class Presence implements PresenceSink {
  /** What follows of it for people. */
  readonly people: People;
  readonly #tally: PeopleTally;
  readonly #news: OwnNews | undefined;
  /** What leases are measured in; `sweep` lets it pass. */
  readonly time: LeaseTime;
  readonly #topics: Topics<ChatSignals>;
  readonly #sessions = new Map<string, LiveSession>();
  readonly #queue = new LeaseQueue<Lease>();
  #beats = 0;

  constructor({ clock, topics, people = new People(clock.now()), tally = people, time, news }: PresenceOptions) {
    this.people = people;
    this.#tally = tally;
    this.#news = news;
    this.time = time ?? new LeaseTime(clock);
    this.#topics = topics;
  }

  /** Renews the lease of one client; returns the number of this beat, for `open`. Throws SESSION_ENDED. */
  beat(caller: Caller, client = onlyClient): number {
    const session = this.#session(caller);
    if (session.ended) throw errors.sessionEnded();
    session.hasBeaten = true;
    const lease = leaseOf(session, client);
    lease.beat = ++this.#beats;
    lease.beatMs = this.time.now();
    if (!lease.alive) this.#news?.beats(caller.sessionId, lease.client ?? onlyClient, lease.beatMs);
    this.#extend(lease, this.time.now() + leaseMs);
    // A beat replaces what a stream alone gave.
    this.#cut(session.leases.get(streamsAlone), this.time.now());
    return lease.beat;
  }

  /** Replaces what the client has open that made this beat, unless it has beaten again since. */
  open(caller: Caller, beat: number, channelIds: readonly string[]): void {
    const leases = this.#sessions.get(caller.sessionId)?.leases.values() ?? [];
    const lease = [...leases].find((each) => each.alive && each.beat === beat);
    if (!lease) return;
    const next = new Set(channelIds);
    for (const channelId of lease.open) if (!next.has(channelId)) this.#close(lease, channelId);
    for (const channelId of next) {
      if (lease.open.has(channelId)) continue;
      lease.open.add(channelId);
      this.#tally.open(caller.userId, channelId);
    }
  }

  /** Whether a client of the session said before that it has the channel open. */
  hasOpen(caller: Caller, channelId: string): boolean {
    const leases = this.#sessions.get(caller.sessionId)?.leases.values() ?? [];
    return [...leases].some(({ open }) => open.has(channelId));
  }

  /** Ends the lease of one client now: it goes on purpose. */
  leave(caller: Caller, client = onlyClient): void {
    this.#news?.leaves(caller.sessionId, client);
    const session = this.#sessions.get(caller.sessionId);
    if (!session) return;
    session.hasBeaten = true;
    for (const lease of [session.leases.get(client), session.leases.get(streamsAlone)]) this.#end(lease);
  }

  streamOpened(caller: Caller): () => void {
    const session = this.#session(caller);
    session.streams++;
    if (session.streams === 1) this.#news?.streams(caller.sessionId, true);
    // A new stream is a sign of life; where nobody beats it is the only one.
    const endMs = session.hasBeaten ? this.time.now() + leaseMs : Number.POSITIVE_INFINITY;
    if (!session.ended) this.#extend(leaseOf(session, streamsAlone), endMs);
    let open = true;
    return () => {
      if (!open) return;
      open = false;
      session.streams--;
      if (session.streams > 0) return;
      this.#news?.streams(caller.sessionId, false);
      this.#streamsGone(session);
    };
  }

  /** Takes what happened to a session at another node of the fleet, as if it had happened here before. */
  takeNews(nodeId: string, { sessionId, streams, beating, left, answer }: SessionNews): void {
    const session = this.#sessions.get(sessionId);
    if (!session) return;
    const now = this.time.now();
    const earlierThan = (client: string, ageMs: number) => {
      const lease = session.leases.get(client);
      return lease && now - lease.beatMs > ageMs ? lease : undefined;
    };
    for (const { client, ageMs } of left) this.#end(earlierThan(client, ageMs));
    for (const { client, ageMs } of beating) this.#cut(earlierThan(client, ageMs), now + supersededMs);
    if (left.length + beating.length > 0) {
      session.hasBeaten = true;
      this.#cut(session.leases.get(streamsAlone), now);
    }
    if (streams) session.streamsAt = (session.streamsAt ?? new Set()).add(nodeId);
    else if (streams === false) this.#streamsGoneAt(nodeId, session);
    if (!answer) this.#answer(session, streams === true, beating.length > 0);
  }

  /** Another node is gone, with the streams at it. */
  nodeGone(nodeId: string): void {
    for (const session of this.#sessions.values())
      if (session.streamsAt?.has(nodeId)) this.#streamsGoneAt(nodeId, session);
  }

  /** Ends leases whose time has come. */
  sweep(): void {
    this.time.tick();
    const now = this.time.now();
    for (let due = this.#queue.popDue(now); due; due = this.#queue.popDue(now)) {
      const { item: lease, atMs } = due;
      // The lease was cut since, and this is the place in the queue that it had before.
      if (atMs !== lease.queuedMs) continue;
      lease.queuedMs = Number.POSITIVE_INFINITY;
      if (lease.endMs > now) this.#enqueue(lease, lease.endMs);
      else this.#expire(lease);
    }
  }

  /** How much is held: for tests of leaks. */
  measure(): { sessions: number; leases: number; queued: number } {
    let leases = 0;
    for (const session of this.#sessions.values()) leases += session.leases.size;
    return { sessions: this.#sessions.size, leases, queued: this.#queue.size };
  }

  #session(caller: Caller): LiveSession {
    const known = this.#sessions.get(caller.sessionId);
    if (known) return known;
    const session = newSession(caller);
    session.off.push(
      this.#topics.on("session", caller.sessionId, () => {
        session.ended = true;
        for (const lease of session.leases.values()) this.#end(lease);
      }),
      this.#topics.on("user", caller.userId, (signal) => {
        if (signal.kind === "read") return;
        this.#tally.moved(caller.userId, signal.channelId, signal.kind === "joined");
        if (signal.kind === "left") for (const lease of session.leases.values()) this.#close(lease, signal.channelId);
      }),
    );
    this.#sessions.set(caller.sessionId, session);
    return session;
  }

  #extend(lease: Lease, endMs: number): void {
    lease.endMs = endMs;
    if (Number.isFinite(endMs)) this.#enqueue(lease, endMs);
    if (lease.alive) return;
    lease.alive = true;
    this.#tally.arrive(lease.session.caller.userId, lease.session.caller.name);
  }

  #cut(lease: Lease | undefined, endMs: number): void {
    if (!lease) return;
    lease.endMs = Math.min(lease.endMs, endMs);
    if (lease.endMs <= this.time.now()) this.#die(lease);
    // The queue forgets it in the end, and not sooner: who leaves and comes back in a loop fills nothing.
    this.#enqueue(lease, Math.max(lease.endMs, this.time.now()));
  }

  #enqueue(lease: Lease, atMs: number): void {
    if (atMs >= lease.queuedMs) return;
    lease.queuedMs = atMs;
    this.#queue.push(atMs, lease);
  }

  #end(lease: Lease | undefined): void {
    if (lease) lease.beat = ++this.#beats;
    this.#cut(lease, this.time.now());
  }

  #streamsGone(session: LiveSession): void {
    const isElsewhere = (session.streamsAt?.size ?? 0) > 0;
    for (const lease of session.leases.values())
      if (!isElsewhere || lease.client === streamsAlone) this.#cut(lease, this.time.now() + reconnectMs);
    this.#forgetIfOver(session);
  }

  #streamsGoneAt(nodeId: string, session: LiveSession): void {
    session.streamsAt?.delete(nodeId);
    if (session.streams === 0) this.#streamsGone(session);
  }

  /** Tells another node what it could not know, since it was told before that node knew the session. */
  #answer(session: LiveSession, hasStreams: boolean, beats: boolean): void {
    const { sessionId } = session.caller;
    if (beats && session.streams > 0) this.#news?.streams(sessionId, true, true);
    if (!hasStreams) return;
    for (const { alive, client, beatMs } of session.leases.values())
      if (alive && client !== streamsAlone) this.#news?.beats(sessionId, client, beatMs, true);
  }

  #expire(lease: Lease): void {
    this.#die(lease);
    lease.session.leases.delete(lease.client);
    this.#forgetIfOver(lease.session);
  }

  #forgetIfOver(session: LiveSession): void {
    if (session.streams > 0 || session.leases.size > 0) return;
    for (const off of session.off) off();
    this.#sessions.delete(session.caller.sessionId);
  }

  #die(lease: Lease): void {
    if (!lease.alive) return;
    for (const channelId of lease.open) this.#close(lease, channelId);
    lease.alive = false;
    this.#tally.depart(lease.session.caller.userId);
  }

  #close(lease: Lease, channelId: string): void {
    if (lease.open.delete(channelId)) this.#tally.close(lease.session.caller.userId, channelId);
  }
}
