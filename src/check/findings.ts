// What the judge finds, gathered: of each broken rule the evidence that comes first in its channel, and how often.

/** What can be broken. */
export type Rule =
  | "lost"
  | "doubled"
  | "disordered"
  | "hole"
  | "disagreement"
  | "sender-order"
  | "wrong-place"
  | "refused"
  | "stale-read"
  | "unwitnessed";

/** A broken promise, with the shortest evidence. */
export interface Violation {
  readonly rule: Rule;
  readonly sentence: string;
  /** How often it was broken in the run. */
  readonly times: number;
}

/** Findings of one run. */
export class Findings {
  readonly #found = new Map<Rule, { sentence: string; seq: number; times: number }>();

  /** Notes one; `seq` is where in its channel the evidence is. */
  add(rule: Rule, seq: number, sentence: string): void {
    const known = this.#found.get(rule);
    const times = (known?.times ?? 0) + 1;
    this.#found.set(rule, known && known.seq <= seq ? { ...known, times } : { sentence, seq, times });
  }

  /** One for each rule that was broken. */
  violations(): Violation[] {
    return [...this.#found].map(([rule, { sentence, times }]) => ({ rule, sentence, times }));
  }
}
