// Acts about one thing run one after the other; acts about different things do not wait for each other.
import { errors } from "./errors.ts";

interface Line {
  tail: Promise<unknown>;
  length: number;
}

const maxLine = 100;

/** A line for each key; a key that nobody waits for is forgotten. */
export class KeyedTurns {
  readonly #lines = new Map<string, Line>();

  /** Runs the act when those before it have ended, well or not; rejects with BACKLOG at once if too many wait. */
  async run<T>(key: string, act: () => Promise<T>): Promise<T> {
    const line = this.#lines.get(key) ?? { tail: Promise.resolve(), length: 0 };
    if (line.length >= maxLine) throw errors.backlog();
    this.#lines.set(key, line);
    line.length++;
    const turn = line.tail.then(act);
    line.tail = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      line.length--;
      if (line.length === 0) this.#lines.delete(key);
    }
  }

  /** How many keys have a line: for tests of leaks. */
  get size(): number {
    return this.#lines.size;
  }
}
