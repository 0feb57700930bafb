// The outbox: what is due, what became of it, and what is taken back because it is read or gone.
import { setImmediate as turn } from "node:timers/promises";
import type { HandOverEntry, NoticeSource, OutboxEntry, Outcome } from "../../core/notices.ts";
import type { Covered } from "./notice-place.ts";
import { type HandOverRecord, type OutboxRecord, toEntry, toHandOver } from "./notice-rows.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** Nothing is put off for longer: who is due later was put off by a clock that was wrong. */
const longestMs = 24 * 60 * 60 * 1_000;
/** How much one act does at most: what is said in channels waits for each. */
const atOnce = { outcomes: 50, places: 100, items: 50 };
/** How many rows are read in one turn of the main thread. */
const readAtOnce = 1_000;

interface Due<Entry> {
  readonly entries: Entry[];
  readonly nextDueMs: number | undefined;
}

interface PlaceRecord {
  readonly source_id: string;
  readonly device_id: string;
  readonly seq: number;
}

/** The outbox over the writer and the reader of one database. */
export class NoticeOutbox {
  readonly #writer: Writer;
  readonly #reader: Reader;

  constructor({ writer, reader }: { writer: Writer; reader: Reader }) {
    this.#writer = writer;
    this.#reader = reader;
  }

  due(nowMs: number, most: number): Due<OutboxEntry> {
    const { entries, nextDueMs } = this.#due<OutboxRecord>("notice_outbox", nowMs, most);
    return { entries: entries.map(toEntry), nextDueMs };
  }

  handOversDue(nowMs: number, most: number): Due<HandOverEntry> {
    const { entries, nextDueMs } = this.#due<HandOverRecord>("notice_hand_overs", nowMs, most);
    return { entries: entries.map(toHandOver), nextDueMs };
  }

  async settle(outcomes: readonly Outcome[]): Promise<void> {
    for (const some of partsOf(outcomes, atOnce.outcomes)) {
      const gone = await this.#writer.act("settleNotices", some);
      for (const deviceId of gone) await this.removeDevice(deviceId, false);
    }
  }

  settleHandOver(entry: HandOverEntry, atMs: number, detail: string, retryAtMs: number | undefined): Promise<void> {
    const { sourceId, seq, part, attempts } = entry;
    return this.#writer.act("settleHandOver", { entry: { sourceId, seq, part, attempts }, atMs, detail, retryAtMs });
  }

  /** Removes a device with all that waits for it. */
  async removeDevice(deviceId: string, onlyIfSessionOver: boolean): Promise<void> {
    while (!(await this.#writer.act("removeDevice", deviceId, onlyIfSessionOver)));
  }

  /** Takes back what one person's devices have of these items. */
  async takeBackItems(userId: string, items: readonly NoticeSource[]): Promise<void> {
    const deviceIds = this.#devicesOf(userId);
    if (deviceIds.length === 0) return;
    const takeBack = ({ sourceId, seq }: NoticeSource) =>
      this.#takeBack(sourceId, deviceIds, { seq, alone: true, why: "read" });
    for (const some of partsOf(items, atOnce.items)) await Promise.all(some.map(takeBack));
  }

  /** Takes back what one person's devices have of anything said up to a time. */
  async takeBackThrough(userId: string, throughMs: number): Promise<void> {
    const waiting = `SELECT source_id, device_id, seq FROM notice_outbox INDEXED BY notice_outbox_device
      WHERE device_id = ?1 AND taken_back = '' AND at_ms <= ?2`;
    const shown = `SELECT source_id, device_id, seq FROM notice_shown INDEXED BY notice_shown_device
      WHERE device_id = ?1 AND at_ms <= ?2`;
    for (const deviceId of this.#devicesOf(userId))
      await this.takeBackPlaces(this.#reader.all<PlaceRecord>(`${waiting} UNION ${shown}`, deviceId, throughMs));
  }

  /** Takes back what these places have of what was read; resolves to in how many there was something. */
  async takeBackPlaces(places: readonly PlaceRecord[]): Promise<number> {
    let count = 0;
    for (const some of partsOf(places, atOnce.places)) {
      const taken = some.map(({ source_id: sourceId, device_id, seq }) =>
        this.#writer.act("takeBack", { sourceId, deviceIds: [device_id], covered: { seq, alone: false, why: "read" } }),
      );
      for (const each of await Promise.all(taken)) count += each;
    }
    return count;
  }

  /** Takes back what one person's devices have of a channel up to a seq. */
  withdrawRead(channelId: string, seq: number, userId: string): Promise<void> {
    return this.#takeBack(channelId, this.#devicesOf(userId), { seq, alone: false, why: "read" });
  }

  /** Takes back what anybody's devices have of one message. */
  async withdrawDeleted(channelId: string, seq: number): Promise<void> {
    for (const table of ["notice_outbox", "notice_shown"]) {
      const sql = `SELECT device_id FROM ${table} WHERE source_id = ? AND device_id > ? AND seq = ?
        ORDER BY device_id LIMIT ${readAtOnce}`;
      for (let after: string | undefined = ""; after !== undefined; await turn()) {
        const found: { device_id: string }[] = this.#reader.all(sql, channelId, after, seq);
        const deviceIds = found.map(({ device_id }) => device_id);
        await this.#takeBack(channelId, deviceIds, { seq, alone: true, why: "deleted" });
        after = deviceIds.length < readAtOnce ? undefined : deviceIds.at(-1);
      }
    }
  }

  async #takeBack(sourceId: string, deviceIds: readonly string[], covered: Covered): Promise<void> {
    for (const some of partsOf(deviceIds, atOnce.places))
      await this.#writer.act("takeBack", { sourceId, deviceIds: some, covered });
  }

  #devicesOf(userId: string): string[] {
    const sql = "SELECT id FROM notice_devices WHERE user_id = ?";
    return this.#reader.all<{ id: string }>(sql, userId).map(({ id }) => id);
  }

  #due<Record extends { readonly due_at_ms: number | null }>(table: string, nowMs: number, most: number): Due<Record> {
    const dueSql = `SELECT * FROM ${table} WHERE due_at_ms <= ? ORDER BY due_at_ms LIMIT ?`;
    const lostSql = `SELECT * FROM ${table} WHERE due_at_ms > ? ORDER BY due_at_ms LIMIT ?`;
    const nextSql = `SELECT due_at_ms FROM ${table} WHERE due_at_ms > ? AND due_at_ms <= ? ORDER BY due_at_ms LIMIT 1`;
    const due = this.#reader.all<Record>(dueSql, nowMs, most + 1);
    const lost = this.#reader.all<Record>(lostSql, nowMs + longestMs, most + 1 - due.length);
    const all = [...due, ...lost];
    const next = all[most] ?? this.#reader.get<Record>(nextSql, nowMs, nowMs + longestMs);
    return { entries: all.slice(0, most), nextDueMs: next && Math.min(next.due_at_ms ?? nowMs, nowMs + longestMs) };
  }
}

/** Parts of a list, each at most so long. */
export function* partsOf<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
