// Where the owners of partitions are, as far as this process knows: asked of the store, corrected by who is asked.
import type { Clock } from "../../core/clock.ts";
import type { Cql } from "./cql.ts";

interface OwnerRow {
  readonly partition: number;
  readonly address: string;
}

/** What was read is good for so long, unless it turns out to be wrong. */
const goodMs = 5_000;
/** Who is looked for in vain is asked for so often at most. */
const soonestMs = 100;

/** All owners, read as one. */
export class Owners {
  readonly #cql: Cql;
  readonly #clock: Clock;
  #addresses = new Map<number, string>();
  #readAtMs = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor({ cql, clock }: { cql: Cql; clock: Clock }) {
    this.#cql = cql;
    this.#clock = clock;
  }

  /** Where a partition's owner is; undefined if there was none yet. Rejects if the store cannot be read. */
  async addressOf(partition: number): Promise<string | undefined> {
    if (this.#clock.now() - this.#readAtMs > goodMs || !this.#addresses.has(partition)) await this.#read();
    return this.#addresses.get(partition);
  }

  /** Somebody said where the owner is, or that it is not where it was thought to be (undefined). */
  correct(partition: number, address: string | undefined): void {
    if (address === undefined) this.#addresses.delete(partition);
    else this.#addresses.set(partition, address);
  }

  #read(): Promise<void> {
    this.#reading ??= this.#readNow().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readNow(): Promise<void> {
    const nowMs = this.#clock.now();
    if (Math.abs(nowMs - this.#readAtMs) < soonestMs) return;
    const rows = await this.#cql.all<OwnerRow>("SELECT partition, address FROM owners");
    this.#addresses = new Map(rows.map(({ partition, address }) => [partition, address]));
    this.#readAtMs = nowMs;
  }
}
