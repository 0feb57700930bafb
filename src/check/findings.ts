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
  | "unwitnessed"
  | "altered"
  | "unasked"
  | "undone"
  | "unsent"
  | "diverged"
  | "miscounted"
  | "door"
  | "presence"
  | "leak"
  | "misconduct";

/** Where in the history the evidence is. */
export interface EvidencePlace {
  readonly channelId: string;
  readonly seq: number;
  /** Whose sight it is; undefined: it shows only when all are put together. */
  readonly client?: string | undefined;
}

/** A broken promise, with the shortest evidence. */
export interface Violation {
  readonly rule: Rule;
  readonly sentence: string;
  readonly place: EvidencePlace;
  /** How often it was broken in the run. */
  readonly times: number;
}

/** Findings of one run. */
export class Findings {
  readonly #found = new Map<Rule, Violation>();

  /** Notes one; of several the one that comes first in its channel is kept as evidence. */
  add(rule: Rule, place: EvidencePlace, sentence: string): void {
    const known = this.#found.get(rule);
    const times = (known?.times ?? 0) + 1;
    const isFirst = !known || place.seq < known.place.seq;
    this.#found.set(rule, isFirst ? { rule, sentence, place, times } : { ...known, times });
  }

  /** One for each rule that was broken. */
  violations(): Violation[] {
    return [...this.#found.values()];
  }
}
