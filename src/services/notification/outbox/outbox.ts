// Takes what is due for devices, has it tried within bounds, and tells the store what became of it.
import type { Cancel } from "../../../core/clock.ts";
import type { NoticeStore, OutboxEntry } from "../../../core/notices.ts";
import { isPassing } from "../insist.ts";
import { retryDelayMs } from "../retry-delay.ts";
import { type Attempted, type AttemptParts, attempt } from "./attempt.ts";
import { DeviceHosts } from "./device-hosts.ts";
import { HostGate } from "./host-gate.ts";
import { type ReadyEntry, sortDue } from "./ready-entries.ts";
import { Settling } from "./settling.ts";
import { SteadyTime } from "./steady-time.ts";

/** What the outbox needs. */
export interface OutboxParts extends Omit<AttemptParts, "store" | "now" | "random"> {
  readonly store: NoticeStore;
  /** How long after the start nothing is sent, since nobody has come back yet; 10 s if left out. */
  readonly graceMs?: number;
  readonly random?: () => number;
}

const mostInFlight = 32;
const pageSize = 512;
/** Between two looks into the store: when there is little to do, and when there is enough. */
const lookGapMs = 20;
const busyLookGapMs = 250;
/** However far the next entry: the clock may have been set meanwhile. */
const longestSleepMs = 30_000;
/** A timer is never so late. */
const lateMs = 1_000;
const closeMs = 3_000;

/** Sends at least once, and a repeat has the key of the first: what was in flight in a crash is tried again. */
export class Outbox {
  readonly #store: NoticeStore;
  readonly #time: SteadyTime;
  readonly #random: () => number;
  readonly #attemptParts: AttemptParts;
  readonly #graceMs: number;
  readonly #settling: Settling;
  readonly #hosts: DeviceHosts;
  readonly #gate = new HostGate();
  /** By device: one at a time, so that no message overtakes an earlier one. */
  readonly #inFlight = new Map<string, { readonly id: string; readonly done: Promise<void> }>();
  /** What was in flight at any time since the look that goes on now began: what it read of them may be over. */
  readonly #touched = new Set<string>();
  readonly #ending = new AbortController();
  #ready: ReadyEntry[] = [];
  #state: "new" | "grace" | "running" | "closed" = "new";
  #looking: "no" | "once" | "again" = "no";
  #failures = 0;
  /** Until then nothing is asked of a store that failed. */
  #retryAtMs = Number.NEGATIVE_INFINITY;
  #notBeforeMs = Number.NEGATIVE_INFINITY;
  #wakesAtMs = Number.POSITIVE_INFINITY;
  #cancelWake: Cancel = () => undefined;

  constructor(parts: OutboxParts) {
    const { store, clock, onUnexpected, random = Math.random, graceMs = 10_000 } = parts;
    this.#store = store;
    this.#time = new SteadyTime(clock);
    this.#random = random;
    this.#graceMs = graceMs;
    this.#attemptParts = { ...parts, random, now: () => this.#time.now() };
    this.#settling = new Settling({ store, time: this.#time, random, onUnexpected });
    this.#hosts = new DeviceHosts(store);
  }

  /** Begins when the time of grace is over. */
  start(): void {
    if (this.#state !== "new") return;
    this.#state = "grace";
    this.#cancelWake = this.#time.after(this.#graceMs, () => {
      this.#state = "running";
      this.#wakeIn(0);
    });
  }

  /** Something was put into the store that may be due before what was there. */
  nudge(): void {
    this.#wakeIn(0);
  }

  /** Resolves within 3 s: what is not answered by then is in the store, and tried again after the next start. */
  async close(): Promise<void> {
    this.#state = "closed";
    this.#cancelWake();
    this.#ready = [];
    this.#ending.abort();
    this.#settling.close();
    let cancel: Cancel = () => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#attemptParts.clock.after(closeMs, resolve);
    });
    await Promise.race([Promise.all([...this.#inFlight.values()].map(({ done }) => done)), late]);
    cancel();
  }

  // One timer: an earlier wake takes the place of a later one.
  #wakeIn(delayMs: number): void {
    const nowMs = this.#time.now();
    const atMs = Math.max(nowMs + delayMs, this.#notBeforeMs);
    // A wake that is long over waits for its timer, which does not know that the clock was set forward.
    const comesFirst = this.#wakesAtMs <= atMs && this.#wakesAtMs > nowMs - lateMs;
    if (this.#state !== "running" || comesFirst) return;
    this.#cancelWake();
    this.#wakesAtMs = atMs;
    this.#cancelWake = this.#time.after(atMs - nowMs, () => {
      this.#wakesAtMs = Number.POSITIVE_INFINITY;
      void this.#look();
    });
  }

  async #look(): Promise<void> {
    if (this.#looking !== "no") {
      this.#looking = "again";
      return;
    }
    this.#looking = "once";
    try {
      const { sleepMs, gapMs } = await this.#refill();
      this.#failures = 0;
      this.#notBeforeMs = this.#time.now() + gapMs;
      this.#begin();
      this.#wakeIn(this.#wasAskedAgain() ? 0 : sleepMs);
    } catch (failure) {
      this.#backOff(failure);
    } finally {
      this.#looking = "no";
    }
  }

  #wasAskedAgain(): boolean {
    return this.#looking === "again";
  }

  /** Takes what is due afresh; resolves to when to look again, and when at the earliest. */
  async #refill(): Promise<{ sleepMs: number; gapMs: number }> {
    this.#touched.clear();
    for (const { id } of this.#inFlight.values()) this.#touched.add(id);
    const nowMs = this.#time.now();
    const most = pageSize + this.#inFlight.size;
    const { entries, nextDueMs = Number.POSITIVE_INFINITY } = await this.#store.due(nowMs, most);
    const hosts = await this.#hosts.of(entries.map(({ deviceId }) => deviceId));
    const open = entries.filter((entry) => !this.#touched.has(idOf(entry)));
    const { ready, postponed } = sortDue(open, hosts, this.#gate, nowMs);
    this.#ready = ready;
    if (postponed.length > 0) await this.#settling.settle(postponed);
    // Behind those that had to step back there may be others for which there is room.
    const hasEnough = ready.length >= mostInFlight && postponed.length === 0;
    const sleepMs = entries.length >= most ? 0 : Math.min(Math.max(0, nextDueMs - nowMs), longestSleepMs);
    return { sleepMs, gapMs: hasEnough ? busyLookGapMs : lookGapMs };
  }

  /** Begins as many attempts as there is room for. */
  #begin(): void {
    const nowMs = this.#time.now();
    const waiting: ReadyEntry[] = [];
    for (const each of this.#ready) {
      if (this.#hasRoom(each, nowMs)) this.#launch(each);
      else waiting.push(each);
    }
    this.#ready = waiting;
  }

  #hasRoom({ entry, host }: ReadyEntry, nowMs: number): boolean {
    if (this.#state !== "running" || this.#inFlight.size >= mostInFlight) return false;
    return !this.#inFlight.has(entry.deviceId) && this.#gate.hasRoom(host, nowMs);
  }

  #launch({ entry, host }: ReadyEntry): void {
    const id = idOf(entry);
    this.#gate.begin(host);
    this.#touched.add(id);
    this.#inFlight.set(entry.deviceId, { id, done: this.#carry(entry, host) });
  }

  async #carry(entry: OutboxEntry, host: string): Promise<void> {
    const beganMs = this.#time.now();
    let result: Attempted["host"] = "none";
    let answeredMs = beganMs;
    try {
      const attempted = await attempt(this.#attemptParts, entry, this.#ending.signal);
      result = attempted.host;
      answeredMs = this.#time.now();
      if (attempted.outcome) await this.#settling.settle([attempted.outcome]);
    } catch (failure) {
      this.#backOff(failure);
    }
    this.#gate.end(host, result, answeredMs - beganMs, this.#time.now());
    this.#inFlight.delete(entry.deviceId);
    this.#begin();
    this.nudge();
  }

  // The store cannot answer: whatever asks for a look waits as well. Of many failures at once the first one counts.
  #backOff(failure: unknown): void {
    if (!isPassing(failure)) this.#attemptParts.onUnexpected(failure);
    this.#ready = [];
    const nowMs = this.#time.now();
    if (this.#retryAtMs > nowMs) return;
    this.#retryAtMs = nowMs + Math.min(retryDelayMs(this.#failures++, this.#random), longestSleepMs);
    this.#notBeforeMs = this.#retryAtMs;
    this.#cancelWake();
    this.#wakesAtMs = Number.POSITIVE_INFINITY;
    this.#wakeIn(0);
  }
}

function idOf({ deviceId, sourceId }: OutboxEntry): string {
  return JSON.stringify([deviceId, sourceId]);
}
