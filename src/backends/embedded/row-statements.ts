// SQL that is prepared once and used for the life of a connection.
import type { DatabaseSync, StatementSync } from "node:sqlite";

/** The statements of one connection, by their text. */
export class RowStatements {
  readonly #db: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  /** The prepared form of this SQL. */
  sql(text: string): StatementSync {
    let statement = this.#prepared.get(text);
    if (!statement) {
      statement = this.#db.prepare(text);
      this.#prepared.set(text, statement);
    }
    return statement;
  }

  /** Prepares this SQL anew the next time. */
  forget(text: string): void {
    this.#prepared.delete(text);
  }
}
