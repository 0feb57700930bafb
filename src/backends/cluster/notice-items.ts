// The rows of inboxes in CQL.

import type { NoticeSource } from "../../core/notices.ts";
import { AtMost } from "./at-most.ts";
import type { Cql, Statement } from "./cql.ts";
import type { ItemRecord } from "./notice-known.ts";

/** An item to be written. */
export interface NewItem extends NoticeSource {
  readonly userId: string;
  /** By number. */
  readonly reason: number;
  readonly decidedAtMs: number;
}

/** One batch: the store warns of more partitions, and of more bytes. */
const batchLimits = { partitions: 10, rows: 40 };
const batchesAtOnce = 48;
const keysAtOnce = 100;
const selectItem = `SELECT user_id, at_ms, source_id, seq, reason, decided_at_ms, acked FROM notices
  WHERE user_id IN ? AND urgent IN (0, 1) AND at_ms = ? AND source_id = ? AND seq = ?`;
const columns = "at_ms, source_id, seq, reason, decided_at_ms, acked";

/** Reads and writes items. */
export class NoticeItems {
  readonly #cql: Cql;
  readonly #door = new AtMost(batchesAtOnce);

  constructor(cql: Cql) {
    this.#cql = cql;
  }

  /** Writes items; one that is there already stays acknowledged. */
  async write(items: readonly NewItem[]): Promise<void> {
    const sorted = items.toSorted((a, b) => (a.userId < b.userId ? -1 : a.userId > b.userId ? 1 : 0));
    await this.#door.each(batchesOf(sorted), (batch) => this.#cql.batch(batch.map(toInsert)));
  }

  /** Of these people those who have an item of this source. */
  async have(userIds: readonly string[], { atMs, sourceId, seq }: NoticeSource): Promise<Set<string>> {
    const found = new Set<string>();
    for (let at = 0; at < userIds.length; at += keysAtOnce) {
      const some = userIds.slice(at, at + keysAtOnce);
      const rows = await this.#cql.all<{ user_id: string }>(selectItem, some, BigInt(atMs), sourceId, BigInt(seq));
      for (const { user_id } of rows) found.add(user_id);
    }
    return found;
  }

  async one(userId: string, { atMs, sourceId, seq }: NoticeSource): Promise<ItemRecord | undefined> {
    return this.#cql.one<ItemRecord>(selectItem, [userId], BigInt(atMs), sourceId, BigInt(seq));
  }

  /** Marks items as known, those that are there. */
  async acknowledge(userId: string, items: readonly NoticeSource[]): Promise<void> {
    const mark = `UPDATE notices SET acked = true
      WHERE user_id = ? AND urgent = ? AND at_ms = ? AND source_id = ? AND seq = ?`;
    await this.#door.each(items, async (item) => {
      const found = await this.one(userId, item);
      if (found) await this.#cql.run(mark, userId, urgencyOf(found.reason), found.at_ms, found.source_id, found.seq);
    });
  }

  /** The next items after a place, the latest first. */
  before(userId: string, urgent: 0 | 1, { atMs, sourceId, seq }: NoticeSource, most: number): Promise<ItemRecord[]> {
    const query = `SELECT ${columns} FROM notices WHERE user_id = ? AND urgent = ?
      AND (at_ms, source_id, seq) < (?, ?, ?) LIMIT ?`;
    return this.#cql.all<ItemRecord>(query, userId, urgent, BigInt(atMs), sourceId, BigInt(seq), most);
  }

  /** When the latest thing was said that the person has an item of. */
  async latestMs(userId: string): Promise<number> {
    const query = "SELECT at_ms FROM notices WHERE user_id = ? AND urgent = ? LIMIT 1";
    const rows = await Promise.all([0, 1].map((urgent) => this.#cql.one<{ at_ms: bigint }>(query, userId, urgent)));
    return Math.max(...rows.map((row) => Number(row?.at_ms ?? 0n)));
  }
}

/** In which of a person's two lists a reason is. */
export function urgencyOf(reason: number): 0 | 1 {
  return reason > 0 ? 1 : 0;
}

function* batchesOf(items: readonly NewItem[]): Generator<NewItem[]> {
  let batch: NewItem[] = [];
  const partitions = new Set<string>();
  for (const item of items) {
    partitions.add(`${urgencyOf(item.reason)}${item.userId}`);
    if (partitions.size > batchLimits.partitions || batch.length === batchLimits.rows) {
      yield batch;
      batch = [];
      partitions.clear();
      partitions.add(`${urgencyOf(item.reason)}${item.userId}`);
    }
    batch.push(item);
  }
  if (batch.length > 0) yield batch;
}

function toInsert({ userId, reason, atMs, sourceId, seq, decidedAtMs }: NewItem): Statement {
  const query = `INSERT INTO notices (user_id, urgent, at_ms, source_id, seq, reason, decided_at_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?)`;
  const params = [userId, urgencyOf(reason), BigInt(atMs), sourceId, BigInt(seq), reason, BigInt(decidedAtMs)];
  return { query, params };
}
