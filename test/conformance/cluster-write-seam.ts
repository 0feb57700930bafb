// Where tests make writes to the CQL store wait or fail, between the backend and its driver.
import { setTimeout as wait } from "node:timers/promises";
import type { Cql, Statement } from "../../src/backends/cluster/cql.ts";
import { errors } from "../../src/core/errors.ts";
import type { Mend } from "./harness.ts";

/** What is held fails after it, as with the driver, only sooner. */
const deadlineMs = 2_000;

/** A batch that is to fail: the one with this event. */
export interface BadBatch {
  readonly channelId: string;
  readonly seq: number;
  /** It is written all the same, and only the answer is lost. */
  readonly isWritten: boolean;
}

/** Stands in a connection's way; reads pass. */
export class WriteSeam {
  readonly cql: Cql;
  #held: Promise<void> | undefined;
  #bad: BadBatch | undefined;
  #writesLeft = Number.POSITIVE_INFINITY;

  constructor(cql: Cql) {
    this.cql = cql;
    const { run, batch, compare } = cql;
    cql.run = (query, ...params) => this.#write(() => run.call(cql, query, ...params));
    cql.compare = (query, ...params) => this.#write(() => compare.call(cql, query, ...params));
    cql.batch = (statements, logged) => this.#write(() => batch.call(cql, statements, logged), statements);
  }

  /** From now on writes wait. */
  hold(): Mend {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#held = promise;
    return () => {
      this.#held = undefined;
      resolve();
    };
  }

  /** From now on this batch fails, however often it is written. */
  failAt(bad: BadBatch): Mend {
    this.#bad = bad;
    return () => {
      this.#bad = undefined;
    };
  }

  /** After so many writes all others are refused for good. */
  failAfter(writes: number): void {
    this.#writesLeft = writes;
  }

  async #write<T>(write: () => Promise<T>, statements: readonly Statement[] = []): Promise<T> {
    await this.#untilReleased();
    if (--this.#writesLeft < 0) throw errors.storeFailed(new Error("no space left"));
    const bad = this.#bad;
    if (!bad || !statements.some((statement) => isEvent(statement, bad))) return write();
    if (bad.isWritten) await write();
    throw errors.storeFailed(new Error("a bad sector"));
  }

  async #untilReleased(): Promise<void> {
    if (!this.#held) return;
    const isReleased = this.#held.then(() => true);
    if (!(await Promise.race([isReleased, wait(deadlineMs, false, { ref: false })])))
      throw errors.storeFailed(new Error("no answer in time"));
  }
}

function isEvent({ query, params }: Statement, { channelId, seq }: BadBatch): boolean {
  return query.startsWith("INSERT INTO events ") && params[0] === channelId && params[2] === BigInt(seq);
}
