// The time that leases are measured in: it only passes while this process runs, whatever the wall clock does.
import type { Clock } from "../../core/clock.ts";

/** A pause longer than this was the process's own: nobody could have beaten in it. */
const maxGapMs = 2_000;

/** Passes with the clock, but neither jumps nor runs backwards. */
export class LeaseTime {
  readonly #clock: Clock;
  #passedMs = 0;
  #wallMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#wallMs = clock.now();
  }

  /** Milliseconds since the start, without the pauses. */
  now(): number {
    return this.#passedMs + Math.min(Math.max(0, this.#clock.now() - this.#wallMs), maxGapMs);
  }

  /** To be called every second or so. */
  tick(): void {
    this.#passedMs = this.now();
    this.#wallMs = this.#clock.now();
  }
}
