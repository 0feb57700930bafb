// The rules of the fold, each taken away, and how many schedules are enough to see the promise break without it.
import type { WorldOptions } from "./partition-world.ts";

/** One rule taken away. */
export interface Mutant {
  readonly name: string;
  readonly world: WorldOptions;
  readonly within: number;
}

/** Those that random schedules find; docs/adr/0014-claims-in-the-log.md tells how often, and which are not found. */
export const mutants: readonly Mutant[] = [
  { name: "a claim ends the gen before it", world: { rules: { claimsEndGens: false } }, within: 200 },
  { name: "nothing is accepted before the own claim is read", world: { rules: { claimReadBack: false } }, within: 20 },
  { name: "a record counts only if its n is the next", world: { rules: { nextCounts: false } }, within: 300 },
  { name: "one batch of rows is in flight per channel", world: { rules: { rowsInOrder: false } }, within: 600 },
  { name: "what lags behind the rows is derived again", world: { rules: { derivedAgain: false } }, within: 60 },
  { name: "what memory does not cover is looked up", world: { rules: { lookedUpBySeen: false } }, within: 200 },
  { name: "repeats are answered before rights are asked", world: { rules: { repeatsFirst: false } }, within: 60 },
  { name: "rights are asked of what was accepted", world: { rules: { rightsOfAccepted: false } }, within: 60 },
  { name: "a refusal waits for what it rests on", world: { rules: { refusalsDurable: false } }, within: 100 },
  { name: "an event is shown when its row is durable", world: { rules: { shownDurable: false } }, within: 20 },
  { name: "a send is answered when all is derived", world: { rules: { answeredDerived: false } }, within: 20 },
  { name: "writes are stamped by events", world: { rules: { stampedByEvent: false } }, within: 600 },
];

/** Rules whose absence random schedules have not shown to break anything. */
export const notFound = ["refusalsAtEnd", "lostTailNoted"] as const;
