// How many sockets came from where.
import { type ChatError, errors } from "../core/errors.ts";
import { isLoopback } from "../core/loopback.ts";

/** At most so many from one address; 0: any number. Exempt addresses are not counted: loopback, if nothing else is said. */
export class AddressCount {
  readonly #limit: number;
  readonly #isExempt: (address: string) => boolean;
  readonly #counts = new Map<string, number>();

  constructor(limit: number, isExempt: (address: string) => boolean = isLoopback) {
    this.#limit = limit;
    this.#isExempt = isExempt;
  }

  /** Why one more from there may not come; undefined if it may. */
  refusal(address: string): ChatError | undefined {
    const isFull = this.#limit > 0 && !this.#isExempt(address) && (this.#counts.get(address) ?? 0) >= this.#limit;
    return isFull ? errors.tooManyConnections(this.#limit) : undefined;
  }

  /** One more came; call what it returns when it has gone. */
  enter(address: string): () => void {
    this.#counts.set(address, (this.#counts.get(address) ?? 0) + 1);
    return () => {
      const left = (this.#counts.get(address) ?? 1) - 1;
      if (left > 0) this.#counts.set(address, left);
      else this.#counts.delete(address);
    };
  }
}
