// Names that have one holder, whoever asks at the same time and at whichever node: by lightweight transactions.
import type { Clock } from "../../core/clock.ts";
import { ChatError } from "../../core/errors.ts";
import { KeyedTurns } from "../../core/keyed-turns.ts";
import type { Cql } from "./cql.ts";

interface ClaimRow {
  readonly holder: string;
  readonly at_ms: bigint;
}

/** A holder that was never finished after so long died on the way: the name is free. */
const unfinishedMs = 60_000;
/** Many nodes that want one name at once are in each other's way: each tries again so often. */
const tries = 5;

/** Claims over one table; within a process those who want the same name take turns. */
export class NameClaims {
  readonly #cql: Cql;
  readonly #clock: Clock;
  readonly #turns = new KeyedTurns();

  constructor({ cql, clock }: { cql: Cql; clock: Clock }) {
    this.#cql = cql;
    this.#clock = clock;
  }

  /**
   * Claims a name; resolves to who holds it: the first one to ask. A holder who is not `finished` may still become so
   * for a minute; then the name is taken from them.
   */
  claim(what: string, holder: string, finished: (other: string) => Promise<boolean>): Promise<string> {
    return this.#turns.run(what, () => insist(() => this.#claim(what, holder, finished)));
  }

  /** Gives a name back, if this holder has it. */
  async release(what: string, holder: string): Promise<void> {
    await this.#turns.run(what, () =>
      insist(() => this.#cql.compare("DELETE FROM name_claims WHERE what = ? IF holder = ?", what, holder)),
    );
  }

  async holderOf(what: string): Promise<string | undefined> {
    return (await this.#cql.one<ClaimRow>("SELECT holder FROM name_claims WHERE what = ?", what))?.holder;
  }

  async #claim(what: string, holder: string, finished: (other: string) => Promise<boolean>): Promise<string> {
    const now = this.#clock.now();
    const insert = "INSERT INTO name_claims (what, holder, at_ms) VALUES (?, ?, ?) IF NOT EXISTS";
    const held = await this.#cql.compare<ClaimRow>(insert, what, holder, BigInt(now));
    if (!held?.holder || held.holder === holder) return holder;
    const isOld = Math.abs(now - Number(held.at_ms)) > unfinishedMs;
    if (!isOld || (await finished(held.holder))) return held.holder;
    const take = "UPDATE name_claims SET holder = ?, at_ms = ? WHERE what = ? IF holder = ?";
    const other = await this.#cql.compare<ClaimRow>(take, holder, BigInt(now), what, held.holder);
    return other ? (other.holder ?? held.holder) : holder;
  }
}

// What a lightweight transaction did is unknown when it fails: asked again it says so.
async function insist<T>(act: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left--) {
    try {
      return await act();
    } catch (failure) {
      if (left <= 1 || !(failure instanceof ChatError)) throw failure;
    }
  }
}
