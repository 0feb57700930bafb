// Whether another service is there at all: one that fails at everything is left alone, and then asked by one call.
import { backOffMs } from "./back-off.ts";

/** How a call went: `failed` at this one alone, or `down`: it would fail at any. `unasked`: there was no call. */
export type ServiceState = "well" | "failed" | "down" | "unasked";

/** A service that fails so often in a row at one call alone fails at all. */
const mostFailures = 8;

/** Times are the caller's. */
export class ServicePause {
  readonly #random: () => number;
  /** Pauses in a row, without a call that went well. */
  #pauses = 0;
  #failures = 0;
  #beganMs = Number.NEGATIVE_INFINITY;
  #untilMs = Number.NEGATIVE_INFINITY;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** For how long it is still left alone; 0: it may be called. */
  leftMs(nowMs: number): number {
    return Math.max(0, this.#untilMs - nowMs);
  }

  /** Whether one call at a time is enough, until one goes well. */
  get isDoubtful(): boolean {
    return this.#pauses > 0;
  }

  /** Hears how a call went that began at `beganMs`. */
  note(state: ServiceState, beganMs: number, nowMs: number): void {
    if (state === "well") {
      this.#pauses = 0;
      this.#failures = 0;
      this.#untilMs = Number.NEGATIVE_INFINITY;
    }
    // What was on its way when it began to fail is no news.
    if (state === "well" || state === "unasked" || beganMs <= this.#beganMs) return;
    this.#failures++;
    if (state === "down" || this.#failures >= mostFailures || this.#pauses > 0) this.#begin(nowMs);
  }

  #begin(nowMs: number): void {
    this.#beganMs = nowMs;
    this.#untilMs = nowMs + backOffMs(this.#pauses++, this.#random);
    this.#failures = 0;
  }
}
