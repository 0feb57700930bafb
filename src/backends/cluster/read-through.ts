// Waiting until a partition was read up to an offset.

interface Waiter {
  readonly offset: number;
  readonly resolve: () => void;
  readonly reject: (failure: Error) => void;
}

/** Those who wait for a reader to come to an offset. */
export class ReadThrough {
  #offset = 0;
  #waiters: Waiter[] = [];
  #stopped: Error | undefined;

  /** Resolves when everything before the offset was read; rejects when nothing more will be. */
  until(offset: number): Promise<void> {
    if (this.#stopped) return Promise.reject(this.#stopped);
    if (this.#offset >= offset) return Promise.resolve();
    return new Promise((resolve, reject) => this.#waiters.push({ offset, resolve, reject }));
  }

  /** Everything before the offset was read. */
  reached(offset: number): void {
    this.#offset = offset;
    if (this.#waiters.length === 0) return;
    const ready = this.#waiters.filter((waiter) => waiter.offset <= offset);
    this.#waiters = this.#waiters.filter((waiter) => waiter.offset > offset);
    for (const { resolve } of ready) resolve();
  }

  /** Nothing more will be read. */
  stop(reason: Error): void {
    this.#stopped = reason;
    for (const { reject } of this.#waiters.splice(0)) reject(reason);
  }
}
