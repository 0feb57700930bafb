// Time that never goes back: a wall clock that is set back by an hour must not make anybody wait for an hour.
import type { Cancel, Clock } from "../../../core/clock.ts";

/** The wall clock, but for the times when that goes back: then it goes on by the timers alone until the wall is there. */
export class SteadyTime {
  readonly #clock: Clock;
  #lastMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#lastMs = clock.now();
  }

  now(): number {
    this.#lastMs = Math.max(this.#lastMs, this.#clock.now());
    return this.#lastMs;
  }

  /** As the clock's own; when it comes, at least so much time has passed. */
  after(delayMs: number, act: () => void): Cancel {
    const dueMs = this.now() + delayMs;
    return this.#clock.after(delayMs, () => {
      this.#lastMs = Math.max(this.#lastMs, dueMs);
      act();
    });
  }
}
