// Says of each record of a partition whether it counts: a pure function of the log, the same for every reader at any time.
import type { ClaimRecord, EventRecord, LogRecord } from "./log-record.ts";
import { allRules, type RulesInForce } from "./rules-in-force.ts";

/** Where a reader stands in a partition: everything before `offset` is folded. */
export interface LogPosition {
  readonly offset: number;
  /** The gen of the last claim that counted; 0: none yet. */
  readonly gen: number;
  /** The number that the next event of this gen has; `nothingCounts` if none of it counts any more. */
  readonly n: number;
}

/** The n of a position behind a lost tail: what else comes of this gen stands after a hole. */
export const nothingCounts = -1;

/** Where a partition begins. */
export const firstPosition: LogPosition = { offset: 0, gen: 0, n: 0 };

/** Why a record does not count. */
export type VoidReason = "unreadable" | "older-claim" | "other-gen" | "repeated" | "after-a-hole";

/** What a record means. */
export type Folded =
  | { readonly what: "event"; readonly event: EventRecord }
  | { readonly what: "claim"; readonly claim: ClaimRecord }
  | { readonly what: "void"; readonly reason: VoidReason; readonly record: LogRecord };

// Thrown when the offset is not the next one: the log or its client is at fault, and the reader begins anew.
class OffsetNotNext extends Error {}

/** Folds one partition. */
export class PartitionFold {
  readonly #rules: RulesInForce;
  #position: LogPosition;

  constructor(position: LogPosition, rules = allRules) {
    this.#position = position;
    this.#rules = rules;
  }

  get position(): LogPosition {
    return this.#position;
  }

  /** Takes the record at an offset. */
  next(offset: number, record: LogRecord): Folded {
    const { offset: expected, ...stand } = this.#position;
    if (offset !== expected) throw new OffsetNotNext(`offset ${offset} came where ${expected} is next`);
    const folded = this.#fold(record);
    if (folded.what === "claim") this.#position = { offset: offset + 1, gen: folded.claim.gen, n: 0 };
    else if (folded.what === "event" && folded.event.gen === stand.gen)
      this.#position = { ...stand, offset: offset + 1, n: folded.event.n + 1 };
    else this.#position = { ...stand, offset: offset + 1 };
    return folded;
  }

  #fold(record: LogRecord): Folded {
    if (record.what === "unreadable") return { what: "void", reason: "unreadable", record };
    if (record.what === "claim") {
      if (record.claim.gen > this.#position.gen) return record;
      return { what: "void", reason: "older-claim", record };
    }
    const reason = this.#whyVoid(record.event);
    return reason ? { what: "void", reason, record } : record;
  }

  #whyVoid({ gen, n }: EventRecord): VoidReason | undefined {
    const next = this.#position;
    if (gen !== next.gen) return this.#rules.claimsEndGens ? "other-gen" : undefined;
    if (next.n === nothingCounts) return "after-a-hole";
    if (n === next.n || !this.#rules.nextCounts) return undefined;
    return n < next.n ? "repeated" : "after-a-hole";
  }
}
