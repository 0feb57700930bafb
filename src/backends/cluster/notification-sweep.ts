// Forgets what other services asked to tell: at once by a mark, and from the disk when all of one writer is older.
import type { Clock } from "../../core/clock.ts";
import type { Cql, Statement } from "./cql.ts";
import { writerLifeMs, writersShard } from "./notification-writer.ts";

interface WriterRecord {
  readonly since_ms: bigint;
  readonly writer: string;
}

interface PlaceRecord {
  readonly request_id: string;
  readonly at_ms: bigint;
}

/** A writer may go on so long, and clocks may differ by so much: then it writes no more. */
const overAfterMs = 2 * writerLifeMs;
const rowsAtOnce = 500;
const writtenAtOnce = 100;

/** Forgetting; rows are never deleted one by one out of a writer's order. */
export class NotificationSweep {
  readonly #cql: Cql;
  readonly #clock: Clock;

  constructor({ cql, clock }: { cql: Cql; clock: Clock }) {
    this.#cql = cql;
    this.#clock = clock;
  }

  /** What was asked before this time is forgotten. */
  async forgottenBefore(): Promise<number> {
    const query = "SELECT at_ms FROM notification_marks WHERE what = 'forgotten'";
    return Number((await this.#cql.one<{ at_ms: bigint }>(query))?.at_ms ?? 0n);
  }

  async forgetBefore(atMs: number): Promise<void> {
    const mark = "INSERT INTO notification_marks (what, at_ms) VALUES ('forgotten', ?) USING TIMESTAMP ?";
    await this.#cql.run(mark, BigInt(atMs), BigInt(atMs));
    const beforeMs = await this.forgottenBefore();
    const query = "SELECT since_ms, writer FROM notification_writers WHERE shard = ? AND since_ms < ?";
    const overMs = BigInt(Math.floor(Math.min(beforeMs, this.#clock.now() - overAfterMs)));
    for (const writer of await this.#cql.all<WriterRecord>(query, writersShard, overMs))
      await this.#drop(writer, beforeMs);
  }

  /** Drops what a writer wrote, if all of it is forgotten. */
  async #drop({ since_ms, writer }: WriterRecord, beforeMs: number): Promise<void> {
    for await (const rows of this.#pages(writer)) if (rows.some(({ at_ms }) => Number(at_ms) >= beforeMs)) return;
    for await (const rows of this.#pages(writer)) {
      const ids = [...new Set(rows.map(({ request_id }) => request_id))];
      for (let at = 0; at < ids.length; at += writtenAtOnce)
        await Promise.all(ids.slice(at, at + writtenAtOnce).map((id) => this.#dropRequest(id, writer, beforeMs)));
    }
    await this.#cql.run("DELETE FROM notifications WHERE writer = ?", writer);
    const query = "DELETE FROM notification_writers WHERE shard = ? AND since_ms = ? AND writer = ?";
    await this.#cql.run(query, writersShard, since_ms, writer);
  }

  // The id may have been taken anew since.
  async #dropRequest(requestId: string, writer: string, beforeMs: number): Promise<void> {
    const query = "SELECT since_ms, writer, at_ms FROM notification_requests WHERE id = ?";
    const rows = await this.#cql.all<WriterRecord & { at_ms: bigint }>(query, requestId);
    const old = rows.filter(({ at_ms }) => Number(at_ms) < beforeMs);
    const gone: Statement[] = old.map((row) => ({
      query: "DELETE FROM notification_requests WHERE id = ? AND since_ms = ? AND writer = ?",
      params: [requestId, row.since_ms, row.writer],
    }));
    const places = "DELETE FROM notification_places WHERE request_id = ? AND writer = ?";
    await this.#cql.each([...gone, { query: places, params: [requestId, writer] }]);
  }

  async *#pages(writer: string): AsyncGenerator<PlaceRecord[]> {
    const query = "SELECT request_id, at_ms FROM notifications WHERE writer = ?";
    let after: string | undefined;
    do {
      const page = await this.#cql.page<PlaceRecord>({ query, params: [writer] }, { size: rowsAtOnce, after });
      yield page.rows;
      after = page.next;
    } while (after !== undefined);
  }
}
