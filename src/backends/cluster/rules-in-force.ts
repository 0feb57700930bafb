// The rules on which the promise rests, by name: tests take one away at a time and must see the promise break.

/** Which rules hold; outside of tests all of them do. */
export interface RulesInForce {
  /** A claim ends the gen before it: what comes of that later is void. */
  readonly claimsEndGens: boolean;
  /** Nothing is accepted before one's own claim was read back. */
  readonly claimReadBack: boolean;
  /** A record counts only if its n is the next of its gen. */
  readonly nextCounts: boolean;
  /** One batch of rows is in flight per channel. */
  readonly rowsInOrder: boolean;
  /** What is derived from rows and lags behind them is derived again. */
  readonly derivedAgain: boolean;
  /** Who wrote without having seen what memory covers is looked up in the store. */
  readonly lookedUpBySeen: boolean;
  /** A repeat is answered before rights are asked. */
  readonly repeatsFirst: boolean;
  /** Rights are asked of what was accepted, whether it is in the store or not. */
  readonly rightsOfAccepted: boolean;
  /** A refusal waits until what it rests on is durable. */
  readonly refusalsDurable: boolean;
  /** A refusal waits until the log was read to its end, so that nobody else had claimed before. */
  readonly refusalsAtEnd: boolean;
  /** An event is shown when its row is durable. */
  readonly shownDurable: boolean;
  /** A send is acknowledged when what is derived from it is durable. */
  readonly answeredDerived: boolean;
  /** Writes are stamped by the event that made them, never by a clock. */
  readonly stampedByEvent: boolean;
  /** An owner that finds the log's tail lost writes that down before it claims. */
  readonly lostTailNoted: boolean;
}

/** All rules. */
export const allRules: RulesInForce = {
  claimsEndGens: true,
  claimReadBack: true,
  nextCounts: true,
  rowsInOrder: true,
  derivedAgain: true,
  lookedUpBySeen: true,
  repeatsFirst: true,
  rightsOfAccepted: true,
  refusalsDurable: true,
  refusalsAtEnd: true,
  shownDurable: true,
  answeredDerived: true,
  stampedByEvent: true,
  lostTailNoted: true,
};
