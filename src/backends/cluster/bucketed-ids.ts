// All ids of one kind in their order, over a few partitions of the store.
import type { Cql } from "./cql.ts";
import { placeOfId } from "./spread.ts";

/** So many partitions: none grows beyond what the store likes until there are tens of millions of ids. */
const buckets = 16;
const sweepSize = 500;

/** In which partition an id is. */
export function bucketOf(id: string): number {
  return placeOfId(id, buckets);
}

/** Reads the ids of a table with the columns `bucket` and `id`. */
export class BucketedIds {
  readonly #cql: Cql;
  readonly #query: string;

  constructor(cql: Cql, table: "user_ids" | "channel_ids") {
    this.#cql = cql;
    this.#query = `SELECT id FROM ${table} WHERE bucket = ? AND id > ? LIMIT ?`;
  }

  /** The next `size` ids after one, of all partitions. */
  async page(after: string, size: number): Promise<string[]> {
    const found = await Promise.all(
      Array.from({ length: buckets }, (_, bucket) => this.#cql.all<{ id: string }>(this.#query, bucket, after, size)),
    );
    return found
      .flat()
      .map(({ id }) => id)
      .toSorted(byBytes)
      .slice(0, size);
  }

  /** All of them. */
  async *all(): AsyncIterable<string> {
    for (let after = ""; ; ) {
      const ids = await this.page(after, sweepSize);
      yield* ids;
      if (ids.length < sweepSize) return;
      after = ids.at(-1) ?? after;
    }
  }
}

// The store's order is by UTF-8 bytes, which differs from JavaScript's for rare characters.
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
