// By which index a line's author is known here: everybody who speaks where this door listens has a lasting one.
import type { NumberStore } from "../../core/ports.ts";
import type { Line } from "../courtyard/line.ts";

/** More than the lines that are made ready at a time, so that nobody's is forgotten before it is shown. */
const maxKnown = 50_000;

/** Keeps those whom it met last. */
export class AuthorIndexes {
  readonly #numbers: NumberStore;
  readonly #known = new Map<string, number>();

  constructor(numbers: NumberStore) {
    this.#numbers = numbers;
  }

  /** Makes ready what `of` will be asked; rejects if the store cannot be asked. */
  prepare({ authorId }: Line): Promise<void> | undefined {
    const index = this.#known.get(authorId);
    if (index === undefined) return this.find(authorId).then(() => undefined);
    this.#keep(authorId, index);
    return undefined;
  }

  /** The index of an author whose line was made ready. */
  of({ authorId }: Line): number {
    const index = this.#known.get(authorId);
    if (index === undefined) throw new Error("This line was not made ready.");
    return index;
  }

  /** The index of a person; given to them now if they have none. */
  async find(userId: string): Promise<number> {
    const index = this.#known.get(userId) ?? (await this.#numbers.numberOf(userId));
    this.#keep(userId, index);
    return index;
  }

  // Met last, forgotten last.
  #keep(userId: string, index: number): void {
    this.#known.delete(userId);
    this.#known.set(userId, index);
    if (this.#known.size <= maxKnown) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      return;
    }
  }
}
