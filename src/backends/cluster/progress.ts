// How far a partition needs not be folded again: everything before is durable.
import type { LogPosition } from "./fold.ts";

interface Step {
  /** The position after the record. */
  readonly position: LogPosition;
  done: boolean;
}

/** The records that were folded, in order, and which of them are done with. */
export class Progress {
  readonly #steps: Step[] = [];
  readonly #byOffset = new Map<number, Step>();
  #through: LogPosition;

  constructor(from: LogPosition) {
    this.#through = from;
  }

  /** The position before which everything is done. */
  get through(): LogPosition {
    return this.#through;
  }

  /** How many records are not passed yet. */
  get open(): number {
    return this.#steps.length;
  }

  /** A record was folded, after which the reader stands at `position`. */
  folded(offset: number, position: LogPosition): void {
    const step = { position, done: false };
    this.#steps.push(step);
    this.#byOffset.set(offset, step);
  }

  /** A record is done with. */
  done(offset: number): void {
    const step = this.#byOffset.get(offset);
    if (step) step.done = true;
    let passed = 0;
    for (; this.#steps[passed]?.done; passed++) {
      this.#through = (this.#steps[passed] as Step).position;
      this.#byOffset.delete(this.#through.offset - 1);
    }
    this.#steps.splice(0, passed);
  }
}
