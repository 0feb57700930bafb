// The epoch of the store: hours since 1970 when it was made, the same for every node.
import type { Clock } from "../../core/clock.ts";
import type { Cql } from "./cql.ts";

const hourMs = 3_600_000;

/** The epoch; made now if there is none. */
export async function epochOf(cql: Cql, clock: Clock): Promise<number> {
  const made = BigInt(Math.floor(clock.now() / hourMs));
  const insert = "INSERT INTO store_claims (what, value) VALUES ('epoch', ?) IF NOT EXISTS";
  const there = await cql.compare<{ value: bigint }>(insert, made);
  return Number(there?.value ?? made);
}
