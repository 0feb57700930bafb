// Does many things, only so many of them at a time.
import { errors } from "../../core/errors.ts";

/** A door that lets in so many at once; the others wait, in order. */
export class AtMost {
  readonly #most: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;

  /** Without `mostWaiting` whoever calls must bound how many wait. */
  constructor(most: number, mostWaiting = Number.POSITIVE_INFINITY) {
    this.#most = most;
    this.#mostWaiting = mostWaiting;
  }

  /** Runs the act when there is room; rejects with BACKLOG at once if too many wait. */
  async run<T>(act: () => Promise<T>): Promise<T> {
    if (this.#waiting.length >= this.#mostWaiting) throw errors.backlog();
    if (this.#inside >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#inside++;
    try {
      return await act();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#inside--;
    }
  }

  /** Runs all; after the first failure none is begun. Rejects with it when those that were begun have ended. */
  async each<T>(all: Iterable<T>, act: (one: T) => Promise<void>): Promise<void> {
    const items = all[Symbol.iterator]();
    const failures: unknown[] = [];
    const work = async (): Promise<void> => {
      while (failures.length === 0) {
        const next = items.next();
        if (next.done) return;
        await this.run(() => act(next.value)).catch((failure: unknown) => failures.push(failure));
      }
    };
    await Promise.all(Array.from({ length: this.#most }, work));
    if (failures.length > 0) throw failures[0];
  }
}
