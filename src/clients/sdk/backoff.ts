// How long to wait before another try: full jitter, so that many clients do not come back at the same moment.
import type { ChatError } from "../../core/errors.ts";

const firstMs = 100;
const longestMs = 5_000;
/** Where a series goes on that had a short success: waits of up to 800 ms. */
const triesAfterFlicker = 3;

/** The waits of one series of tries. */
export class Backoff {
  readonly #random: () => number;
  #tries = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The next wait in milliseconds: never less than what the server asked for. */
  next(error?: ChatError): number {
    const ceilingMs = Math.min(longestMs, firstMs * 2 ** this.#tries);
    this.#tries = Math.min(this.#tries + 1, 30);
    return Math.ceil((error?.retryAfterMs ?? 0) + this.#random() * ceilingMs);
  }

  /** It succeeded: begins again with the shortest wait. */
  reset(): void {
    this.#tries = 0;
  }

  /** It succeeded for a moment: the server is there, but may be in trouble. */
  flicker(): void {
    this.#tries = Math.min(this.#tries, triesAfterFlicker);
  }
}
