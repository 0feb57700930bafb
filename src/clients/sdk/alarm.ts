// Waiting that a wake-up or a signal can cut short.
import type { Clock } from "../../core/clock.ts";

/** Wakes all its sleepers at once, for example because the server is back. */
export class Alarm {
  readonly #clock: Clock;
  readonly #sleepers = new Set<() => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Resolves after the delay or a wake-up; rejects with the signal's reason when it aborts. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        cancel();
        this.#sleepers.delete(wake);
        signal.removeEventListener("abort", abort);
        settle();
      };
      const wake = () => end(resolve);
      const abort = () => end(() => reject(signal.reason));
      const cancel = this.#clock.after(delayMs, wake);
      this.#sleepers.add(wake);
      signal.addEventListener("abort", abort);
    });
  }

  /** Ends all sleeps now. */
  wake(): void {
    for (const wake of [...this.#sleepers]) wake();
  }
}
