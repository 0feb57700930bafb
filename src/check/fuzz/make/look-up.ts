// Turns the names of known things into what they are on the server that runs now.
import type { Known, Value } from "../fuzz-case.ts";

/** What a value is now; what is not a name stays. */
export type LookUp = (value: Value) => Exclude<Value, Known>;

/** Looks names up in a table; a name that is not in it is itself, as a text. */
export function lookUpIn(table: ReadonlyMap<string, string | bigint>): LookUp {
  return (value) => (isKnown(value) ? (table.get(value.known) ?? value.known) : value);
}

function isKnown(value: Value): value is Known {
  return typeof value === "object" && "known" in value;
}
