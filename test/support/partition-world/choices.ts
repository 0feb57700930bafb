// Random choices of a simulated world: each step has a number of its own, so that steps can be left out of a schedule.

/** Draws from one number; the same number draws the same. */
export class Choices {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** Whether something of this probability happens. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** One of several; undefined of none. */
  pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.next() * items.length)];
  }
}

/** A schedule: one number a step. */
export function scheduleOf(seed: number, steps: number): number[] {
  const choices = new Choices(seed);
  return Array.from({ length: steps }, () => Math.floor(choices.next() * 4_294_967_296));
}
