// A few at a time, the others wait in line, and the line has an end.
import { errors } from "../core/errors.ts";

/** Runs acts with at most `atOnce` under way and at most `maxWaiting` in line. */
export class Turns {
  readonly #atOnce: number;
  readonly #maxWaiting: number;
  readonly #line: (() => void)[] = [];
  #running = 0;

  constructor({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }) {
    this.#atOnce = atOnce;
    this.#maxWaiting = maxWaiting;
  }

  /** Resolves as the act does, once it had its turn; rejects with SIGN_IN_BUSY at once if the line is full. */
  async run<T>(act: () => Promise<T>): Promise<T> {
    await this.#turn();
    try {
      return await act();
    } finally {
      this.#pass();
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < this.#atOnce) {
      this.#running++;
      return;
    }
    if (this.#line.length >= this.#maxWaiting) throw errors.signInBusy();
    // Whoever ends hands its place over, so nobody can slip in between.
    await new Promise<void>((resolve) => this.#line.push(resolve));
  }

  #pass(): void {
    const next = this.#line.shift();
    if (next) next();
    else this.#running--;
  }
}
