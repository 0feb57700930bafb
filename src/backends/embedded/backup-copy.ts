// What makes a copy of a store another store: it says that it is one, and begins an epoch of its own when it is used.
import type { DatabaseSync } from "node:sqlite";

const mark = "copied";

/** Marks a database as a copy. */
export function markCopy(db: DatabaseSync): void {
  db.prepare("INSERT OR REPLACE INTO meta VALUES (?, 1)").run(mark);
}

/**
 * Gives a copy that is opened for the first time an epoch that no client has seen, also if the same copy was used
 * before: what clients know of the time after it was made is then worth nothing to them. Any other database stays.
 */
export function beginAsCopy(db: DatabaseSync, nowMs: number): void {
  const isCopy = db.prepare("SELECT 1 FROM meta WHERE key = ?").get(mark) !== undefined;
  if (!isCopy) return;
  db.exec("BEGIN IMMEDIATE");
  // A new store begins with an hour, so that a second is always higher.
  db.prepare("UPDATE meta SET value = max(value + 1, ?) WHERE key = 'epoch'").run(Math.floor(nowMs / 1_000));
  db.prepare("DELETE FROM meta WHERE key = ?").run(mark);
  db.exec("COMMIT");
}
