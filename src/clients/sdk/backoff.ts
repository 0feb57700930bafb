// How long to wait before another try: full jitter, so that many clients do not come back at the same moment.
import type { ChatError } from "../../core/errors.ts";

const firstMs = 100;
const longestMs = 10_000;

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

  /** Begins again with the shortest wait. */
  reset(): void {
    this.#tries = 0;
  }
}
