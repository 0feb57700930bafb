// Tells the store what became of entries, many at once, and again until it knows.
import type { NoticeStore, Outcome } from "../../../core/notices.ts";
import { isPassing } from "../insist.ts";
import { retryDelayMs } from "../retry-delay.ts";
import type { SteadyTime } from "./steady-time.ts";

/** What settling needs. */
export interface SettlingParts {
  readonly store: Pick<NoticeStore, "settle">;
  readonly time: SteadyTime;
  readonly random: () => number;
  readonly onUnexpected: (failure: unknown) => void;
}

interface Waiting {
  readonly outcomes: readonly Outcome[];
  readonly done: (kept: boolean) => void;
}

/** A queue in front of the store; as long as the outbox waits for its answers, it holds no more than is in flight. */
export class Settling {
  readonly #parts: SettlingParts;
  #waiting: Waiting[] = [];
  #running = false;
  #closed = false;
  #wake: () => void = () => undefined;

  constructor(parts: SettlingParts) {
    this.#parts = parts;
  }

  /** Resolves to true when it is durable; to false if it was closed and the store did not answer. Never rejects. */
  settle(outcomes: readonly Outcome[]): Promise<boolean> {
    return new Promise((done) => {
      this.#waiting.push({ outcomes, done });
      if (!this.#running) void this.#run();
    });
  }

  /** What comes now is tried once more, and then given up. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    this.#running = true;
    for (let failures = 0; this.#waiting.length > 0; ) {
      const batch = this.#waiting;
      this.#waiting = [];
      const kept = await this.#keep(batch);
      if (!kept && !this.#closed) {
        this.#waiting = [...batch, ...this.#waiting];
        await this.#pause(retryDelayMs(failures++, this.#parts.random));
      } else {
        failures = 0;
        for (const { done } of batch) done(kept);
      }
    }
    this.#running = false;
  }

  async #keep(batch: readonly Waiting[]): Promise<boolean> {
    try {
      await this.#parts.store.settle(batch.flatMap(({ outcomes }) => outcomes));
      return true;
    } catch (failure) {
      if (!isPassing(failure)) this.#parts.onUnexpected(failure);
      return false;
    }
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#parts.time.after(delayMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
