// Keeps the memory for the bodies of requests in bounds, whoever sends them.

/** A body so small never waits for room. */
export const smallBodyBytes = 64 * 1024;

/** The memory that large bodies share while they come in. */
export class BodyRoom {
  #freeBytes: number;

  constructor(bytes: number) {
    this.#freeBytes = bytes;
  }

  /** Takes room; false if there is not so much. */
  take(bytes: number): boolean {
    if (bytes > this.#freeBytes) return false;
    this.#freeBytes -= bytes;
    return true;
  }

  /** Gives back what was taken. */
  give(bytes: number): void {
    this.#freeBytes += bytes;
  }
}
