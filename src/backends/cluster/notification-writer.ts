// Gives notifications their places: each process writes rows of its own, so that no two have to agree on an order.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import { createId } from "../../core/ids.ts";
import type { Cql } from "./cql.ts";

/** People of a request that get one place. */
export interface NotificationEntry {
  readonly requestId: string;
  readonly atMs: number;
  /** Of the message. */
  readonly bytes: number;
  readonly userIds: readonly string[];
}

interface Waiting {
  readonly entry: NotificationEntry;
  readonly written: PromiseWithResolvers<void>;
}

/** One of a process's numbered rows, and how many there are. */
interface Life {
  readonly writer: string;
  readonly sinceMs: number;
  count: number;
}

/** All writers are in one partition: some each day, until what they wrote is forgotten. */
export const writersShard = 0;
/** So long one writer goes on: what it wrote is dropped as a whole when all of it is forgotten. */
export const writerLifeMs = 24 * 60 * 60 * 1_000;
const writtenAtOnce = 100;

/**
 * Writes places 1, 2, 3 … of one writer, one batch at a time: whoever read up to a place has all before it. When it is
 * unknown whether a batch was written it goes on as another writer, so what comes to be there late is behind nobody.
 */
export class NotificationWriter {
  readonly #cql: Cql;
  readonly #clock: Clock;
  readonly #waiting: Waiting[] = [];
  #life: Life | undefined;
  #isWriting = false;

  constructor({ cql, clock }: { cql: Cql; clock: Clock }) {
    this.#cql = cql;
    this.#clock = clock;
  }

  /** Resolves when the entry is durable and has its place; rejects with UNAVAILABLE: unknown. */
  write(entry: NotificationEntry): Promise<void> {
    const written = Promise.withResolvers<void>();
    this.#waiting.push({ entry, written });
    if (!this.#isWriting) void this.#writeAll();
    return written.promise;
  }

  async #writeAll(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const some = this.#waiting.splice(0, writtenAtOnce);
      try {
        await this.#writeSome(some.map(({ entry }) => entry));
        for (const { written } of some) written.resolve();
      } catch (failure) {
        this.#life = undefined;
        for (const { written } of some) written.reject(errors.storeFailed(failure));
      }
    }
    this.#isWriting = false;
  }

  async #writeSome(entries: readonly NotificationEntry[]): Promise<void> {
    const life = await this.#current();
    const first = life.count + 1;
    life.count += entries.length;
    const place = "INSERT INTO notification_places (request_id, writer, no) VALUES (?, ?, ?)";
    await this.#cql.each(
      entries.map(({ requestId }, i) => ({ query: place, params: [requestId, life.writer, BigInt(first + i)] })),
    );
    const insert =
      "INSERT INTO notifications (writer, no, request_id, at_ms, bytes, user_ids) VALUES (?, ?, ?, ?, ?, ?)";
    await this.#cql.batch(
      entries.map(({ requestId, atMs, bytes, userIds }, i) => ({
        query: insert,
        params: [life.writer, BigInt(first + i), requestId, BigInt(atMs), bytes, [...userIds]],
      })),
    );
  }

  async #current(): Promise<Life> {
    const nowMs = this.#clock.now();
    if (this.#life && Math.abs(nowMs - this.#life.sinceMs) < writerLifeMs) return this.#life;
    const life = { writer: createId(), sinceMs: Math.max(nowMs, (await this.#latest()) + 1), count: 0 };
    // Readers must know of the writer before it has written anything.
    const query = "INSERT INTO notification_writers (shard, since_ms, writer) VALUES (?, ?, ?)";
    await this.#cql.run(query, writersShard, BigInt(life.sinceMs), life.writer);
    this.#life = life;
    return life;
  }

  // Writers are read in the order in which they began, also where a clock was set back.
  async #latest(): Promise<number> {
    const query = "SELECT since_ms FROM notification_writers WHERE shard = ? ORDER BY since_ms DESC LIMIT 1";
    return Number((await this.#cql.one<{ since_ms: bigint }>(query, writersShard))?.since_ms ?? 0n);
  }
}
