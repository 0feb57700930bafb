// A clock that tests turn by hand.
import type { Cancel, Clock } from "../../src/core/clock.ts";

interface Timer {
  dueMs: number;
  readonly periodMs: number | undefined;
  readonly act: () => void;
}

/** Stands still until `advance`; timers run in the order in which they are due, while `now` shows that time. */
export class FakeClock implements Clock {
  readonly #timers = new Set<Timer>();
  /** What the timers count, whatever the wall shows. */
  #runMs = 0;
  #wallMs: number;

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#wallMs = startMs;
  }

  now(): number {
    return this.#wallMs;
  }

  after(delayMs: number, act: () => void): Cancel {
    return this.#add({ dueMs: this.#runMs + Math.max(0, delayMs), periodMs: undefined, act });
  }

  every(periodMs: number, act: () => void): Cancel {
    return this.#add({ dueMs: this.#runMs + periodMs, periodMs, act });
  }

  /** Lets time pass, and runs what becomes due. */
  advance(ms: number): void {
    const endMs = this.#runMs + ms;
    for (let timer = this.#next(endMs); timer; timer = this.#next(endMs)) {
      this.#passTo(timer.dueMs);
      if (timer.periodMs === undefined) this.#timers.delete(timer);
      else timer.dueMs += timer.periodMs;
      timer.act();
    }
    this.#passTo(endMs);
  }

  /** Sets the wall clock forward or back, as an operator does: no timer notices. */
  jump(ms: number): void {
    this.#wallMs += ms;
  }

  /** How many timers wait: for tests of leaks. */
  get timers(): number {
    return this.#timers.size;
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #next(endMs: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueMs <= endMs && (!first || timer.dueMs < first.dueMs)) first = timer;
    }
    return first;
  }

  #passTo(runMs: number): void {
    const passedMs = Math.max(0, runMs - this.#runMs);
    this.#runMs += passedMs;
    this.#wallMs += passedMs;
  }
}
