// The main thread's read-only connection: SQLite reads beside the writer, in microseconds, so nothing waits for a thread.
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { ChatError, errors } from "../../core/errors.ts";
import { RowStatements } from "./row-statements.ts";

/** What SQLite takes as a parameter here. */
type Parameter = string | number | null;

/** Reads committed rows. A failure of the store is UNAVAILABLE, never an empty answer. */
export class Reader {
  readonly #db: DatabaseSync;
  readonly #statements: RowStatements;
  /** How often it was asked for rows. */
  reads = 0;

  constructor(path: string) {
    this.#db = new DatabaseSync(path, { readOnly: true });
    this.#db.exec("PRAGMA busy_timeout = 1000; PRAGMA cache_size = -32000; PRAGMA mmap_size = 268435456");
    this.#statements = new RowStatements(this.#db);
  }

  /** The first row, or undefined. */
  get<Row>(sql: string, ...parameters: Parameter[]): Row | undefined {
    return this.#run(sql, (statement) => statement.get(...parameters) as Row | undefined);
  }

  /** All rows. */
  all<Row>(sql: string, ...parameters: Parameter[]): Row[] {
    return this.#run(sql, (statement) => statement.all(...parameters) as Row[]);
  }

  /** Rows one by one, until the caller has enough. */
  *each<Row>(sql: string, ...parameters: Parameter[]): Generator<Row> {
    this.reads++;
    try {
      for (const row of this.#statements.sql(sql).iterate(...parameters)) yield row as Row;
    } catch (failure) {
      // A statement that failed while it was iterated tells the same failure once more when it is used again.
      this.#statements.forget(sql);
      throw unreadable(failure);
    }
  }

  /** Ends the connection; reads after it are UNAVAILABLE. */
  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  #run<Result>(sql: string, read: (statement: StatementSync) => Result): Result {
    this.reads++;
    try {
      return read(this.#statements.sql(sql));
    } catch (failure) {
      throw unreadable(failure);
    }
  }
}

function unreadable(failure: unknown): ChatError {
  return failure instanceof ChatError ? failure : errors.storeFailed(failure);
}
