// Hands people who are to be told over to another notification service, in place of our devices, until it has taken them.
import type { Cancel, Clock } from "../../../core/clock.ts";
import type { HandOverEntry, NoticeStore } from "../../../core/notices.ts";
import { insist, isPassing, pause } from "../insist.ts";
import { SteadyTime } from "../outbox/steady-time.ts";
import { type Attempted, type AttemptParts, attempt, isExpired } from "./attempt.ts";
import { backOffMs } from "./back-off.ts";
import { ServicePause } from "./service-pause.ts";

/** What it needs. */
export interface HandOverParts extends Omit<AttemptParts, "store" | "service" | "now" | "random"> {
  readonly store: AttemptParts["store"] & Pick<NoticeStore, "handOversDue" | "settleHandOver">;
  /** Undefined: there is none any more. Then nothing is sent, and what waits is over when its time is. */
  readonly service: AttemptParts["service"] | undefined;
  readonly clock: Clock;
  readonly onUnexpected: (failure: unknown) => void;
  /** How long after the start nothing is sent, since nobody has come back yet; 10 s if left out. */
  readonly graceMs?: number;
  readonly random?: () => number;
}

const mostInFlight = 8;
const pageSize = 256;
/** However far the next entry: the clock may have been set meanwhile. */
const longestSleepMs = 30_000;
const closeMs = 3_000;

/**
 * Calls at least once, a repeat has the key of the first, and each channel's messages go in their order, but for those
 * that the service fails at alone. While it fails at all, it is asked by one call now and then.
 */
export class HandOver {
  readonly #parts: HandOverParts;
  readonly #time: SteadyTime;
  readonly #random: () => number;
  readonly #pause: ServicePause;
  readonly #closing = new AbortController();
  /** By channel. */
  readonly #inFlight = new Map<string, Promise<void>>();
  /** What was found due, each channel's together and none of those in flight. */
  #ready: HandOverEntry[][] = [];
  #running: Promise<void> | undefined;
  #failures = 0;
  #isWoken = false;
  #wake: () => void = () => undefined;

  constructor(parts: HandOverParts) {
    const { clock, random = Math.random } = parts;
    this.#parts = parts;
    this.#time = new SteadyTime(clock);
    this.#random = random;
    this.#pause = new ServicePause(random);
  }

  /** Begins when the time of grace is over. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** Something was put into the store that may be due before what was there. */
  nudge(): void {
    this.#isWoken = true;
    this.#wake();
  }

  /** Resolves within 3 s: what is not answered by then is in the store, and tried again after the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.nudge();
    let cancel: Cancel = () => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#parts.clock.after(closeMs, resolve);
    });
    await Promise.race([this.#ended(), late]);
    cancel();
  }

  async #ended(): Promise<void> {
    await this.#running;
    await Promise.all(this.#inFlight.values());
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    await pause(this.#parts.clock, this.#parts.graceMs ?? 10_000, signal);
    while (!signal.aborted) await this.#sleep(await this.#round());
  }

  // For so long, but no longer than until something happens.
  async #sleep(ms: number): Promise<void> {
    if (!this.#isWoken && ms > 0) {
      await new Promise<void>((resolve) => {
        const cancel = this.#time.after(Math.min(ms, longestSleepMs), resolve);
        this.#wake = () => {
          cancel();
          resolve();
        };
      });
    }
    this.#isWoken = false;
  }

  /** Begins what there is room for; resolves to how long nothing more can be done unless something happens. */
  async #round(): Promise<number> {
    const pausedMs = this.#pause.leftMs(this.#time.now());
    if (pausedMs > 0) {
      // By the time it goes on, there may be less to do.
      this.#ready = [];
      return pausedMs;
    }
    try {
      const sleepMs = this.#ready.length > 0 ? longestSleepMs : await this.#refill();
      this.#failures = 0;
      const most = this.#pause.isDoubtful ? 1 : mostInFlight;
      while (this.#ready.length > 0 && this.#inFlight.size < most) this.#launch(this.#ready.shift() ?? []);
      return sleepMs;
    } catch (failure) {
      if (!isPassing(failure) && !this.#closing.signal.aborted) this.#parts.onUnexpected(failure);
      return backOffMs(this.#failures++, this.#random);
    }
  }

  async #refill(): Promise<number> {
    // What is read of these may be over when it is here.
    const busy = new Set(this.#inFlight.keys());
    const nowMs = this.#time.now();
    const { entries, nextDueMs = Number.POSITIVE_INFINITY } = await this.#parts.store.handOversDue(nowMs, pageSize);
    const free = entries.filter((entry) => !busy.has(entry.sourceId) && this.#canBeSettled(entry));
    this.#ready = [...Map.groupBy(free, ({ sourceId }) => sourceId).values()];
    for (const each of this.#ready) each.sort((a, b) => a.seq - b.seq || a.part - b.part);
    // There may be more than a page: what is in flight says when to look again.
    return entries.length >= pageSize ? longestSleepMs : Math.max(0, nextDueMs - nowMs);
  }

  #canBeSettled(entry: HandOverEntry): boolean {
    return this.#parts.service !== undefined || isExpired(entry, this.#parts.ttlMs, this.#time.now());
  }

  #launch(entries: readonly HandOverEntry[]): void {
    const [first] = entries;
    if (first) this.#inFlight.set(first.sourceId, this.#carryAll(first.sourceId, entries));
  }

  async #carryAll(sourceId: string, entries: readonly HandOverEntry[]): Promise<void> {
    for (const entry of entries) {
      if (this.#closing.signal.aborted || this.#pause.leftMs(this.#time.now()) > 0) break;
      try {
        await this.#carry(entry);
      } catch (failure) {
        // It stays as it is in the store.
        if (!this.#closing.signal.aborted) this.#parts.onUnexpected(failure);
        break;
      }
    }
    this.#inFlight.delete(sourceId);
    this.nudge();
  }

  async #carry(entry: HandOverEntry): Promise<void> {
    const { store, clock } = this.#parts;
    const { signal } = this.#closing;
    const beganMs = this.#time.now();
    const attempted = await insist(() => this.#attempt(entry), clock, signal);
    if (!attempted) return;
    this.#note(attempted, beganMs);
    const { detail, retryAtMs } = attempted;
    await insist(() => store.settleHandOver(entry, this.#time.now(), detail, retryAtMs), clock, signal);
  }

  #attempt(entry: HandOverEntry): Promise<Attempted | undefined> {
    const { service = noService } = this.#parts;
    const parts = { ...this.#parts, service, now: () => this.#time.now(), random: this.#random };
    return attempt(parts, entry, this.#closing.signal);
  }

  #note({ service }: Attempted, beganMs: number): void {
    const wasDoubtful = this.#pause.isDoubtful;
    this.#pause.note(service, beganMs, this.#time.now());
    if (wasDoubtful && !this.#pause.isDoubtful) this.nudge();
  }
}

const noService: AttemptParts["service"] = { notifyOfflineUsers: async () => "CANCELLED" };
