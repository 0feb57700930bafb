// Goes through what the notice store keeps, a bounded part at each call: what was read meanwhile, and what is old.
import { setImmediate as turn } from "node:timers/promises";
import type { ShownPlace } from "./notice-forget-acts.ts";
import type { NoticeOutbox } from "./notice-outbox.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** How many rows are read in one turn of the main thread, and written in one act. */
const readAtOnce = 500;
const writtenAtOnce = 500;
/** How many entries one call takes back, about. */
const takenBackAtOnce = 500;

/** What is acknowledged of entries that are told, or that are shown, in the order of their places. */
const known = `r.seq >= o.seq OR p.through_ms >= o.at_ms OR EXISTS (SELECT 1 FROM notices n WHERE n.user_id = o.user_id
  AND n.urgent IN (0, 1) AND n.at_ms = o.at_ms AND n.source_id = o.source_id AND n.seq = o.seq AND n.acked = 1)`;
const joins = `LEFT JOIN channels c ON c.id = o.source_id
  LEFT JOIN reads r ON r.channel_no = c.no AND r.user_id = o.user_id LEFT JOIN notice_people p ON p.user_id = o.user_id`;
const select = `SELECT o.source_id, o.device_id, o.seq, coalesce(${known}, 0) AS known`;
const order = `(o.source_id, o.device_id) > (?, ?) ORDER BY o.source_id, o.device_id LIMIT ${readAtOnce}`;
const waiting = `${select}, o.taken_back = '' AS counts FROM notice_outbox o ${joins} WHERE ${order}`;
const shown = `${select}, NOT EXISTS (SELECT 1 FROM notice_outbox w WHERE w.source_id = o.source_id
  AND w.device_id = o.device_id) AS counts FROM notice_shown o ${joins} WHERE ${order}`;

interface Looked {
  readonly source_id: string;
  readonly device_id: string;
  readonly seq: number;
  readonly known: number;
  readonly counts: number;
}

interface OldShown extends ShownPlace {
  readonly at_ms: number;
}

/** A sweep goes on where the last one ended; only a call that came to the end without a find resolves to 0. */
export class NoticeSweeps {
  readonly #writer: Writer;
  readonly #reader: Reader;
  readonly #outbox: NoticeOutbox;

  constructor({ writer, reader, outbox }: { writer: Writer; reader: Reader; outbox: NoticeOutbox }) {
    this.#writer = writer;
    this.#reader = reader;
    this.#outbox = outbox;
  }

  /** Takes back what was read meanwhile; resolves to how much, at most about 500. */
  async withdrawRead(): Promise<number> {
    let count = 0;
    for (const sql of [waiting, shown]) {
      let after: Looked | undefined;
      do {
        const looked: Looked[] = this.#reader.all(sql, after?.source_id ?? "", after?.device_id ?? "");
        count += await this.#outbox.takeBackPlaces(looked.filter((each) => each.known === 1 && each.counts === 1));
        if (count >= takenBackAtOnce) return count;
        after = looked.length < readAtOnce ? undefined : looked.at(-1);
        await turn();
      } while (after);
    }
    return count;
  }

  /** Removes devices whose session is over; resolves to how many. */
  async removeDevicesOfEndedSessions(nowMs: number): Promise<number> {
    const sql = `SELECT d.no, d.id, d.session_id <> '' AND s.id IS NULL AS isOver FROM notice_devices d
      LEFT JOIN sessions s ON s.id = d.session_id AND s.refresh_expires_at_ms > ?
      WHERE d.no > ? ORDER BY d.no LIMIT ${readAtOnce}`;
    let count = 0;
    for (let after: number | undefined = 0; after !== undefined; await turn()) {
      const looked: { no: number; id: string; isOver: number }[] = this.#reader.all(sql, nowMs, after);
      for (const { id } of looked.filter(({ isOver }) => isOver === 1)) {
        await this.#outbox.removeDevice(id, true);
        count++;
      }
      after = looked.length < readAtOnce ? undefined : looked.at(-1)?.no;
    }
    return count;
  }

  /** Forgets some of what was said before; resolves to how many rows, 0 when there is no more. */
  async forgetBefore(atMs: number): Promise<number> {
    for (const urgent of [0, 1] as const) {
      const gone = await this.#forgetItems(urgent, atMs);
      if (gone > 0) return gone;
    }
    const gone = await this.#forgetDecisions(atMs);
    if (gone > 0) return gone;
    const delivered = await this.#writer.act("forgetDeliveries", atMs, writtenAtOnce);
    if (delivered > 0) return delivered;
    return (await this.#forgetShown(atMs)) + (await this.#writer.act("forgetHandOvers", atMs, writtenAtOnce));
  }

  async #forgetItems(urgent: 0 | 1, atMs: number): Promise<number> {
    const sql =
      "SELECT at_ms FROM notices WHERE user_id = ? AND urgent = ? AND at_ms < ? ORDER BY at_ms LIMIT 1 OFFSET ?";
    let gone = 0;
    for await (const userId of this.#keys("notices", "user_id")) {
      const oldest = this.#reader.get<{ at_ms: number }>(sql, userId, urgent, atMs, 0);
      if (!oldest) continue;
      const last = this.#reader.get<{ at_ms: number }>(sql, userId, urgent, atMs, writtenAtOnce);
      gone += await this.#writer.act("forgetItems", { userId, urgent, atMs: last ? last.at_ms + 1 : atMs });
      if (gone >= writtenAtOnce) return gone;
    }
    return gone;
  }

  // What nobody ever reads, such as what another service told a program, would be looked through for ever.
  async #forgetShown(atMs: number): Promise<number> {
    const sql = `SELECT source_id, device_id, at_ms FROM notice_shown
      WHERE (source_id, device_id) > (?, ?) ORDER BY source_id, device_id LIMIT ${readAtOnce}`;
    let gone = 0;
    let after: OldShown | undefined;
    do {
      const looked: OldShown[] = this.#reader.all(sql, after?.source_id ?? "", after?.device_id ?? "");
      const old = looked.filter((place) => place.at_ms < atMs);
      if (old.length > 0) gone += await this.#writer.act("forgetShown", atMs, old);
      after = looked.length < readAtOnce ? undefined : looked.at(-1);
      await turn();
    } while (after && gone < writtenAtOnce);
    return gone;
  }

  async #forgetDecisions(atMs: number): Promise<number> {
    const sql = `SELECT seq, at_ms FROM notice_decisions WHERE source_id = ? ORDER BY seq LIMIT ${writtenAtOnce}`;
    let gone = 0;
    for await (const sourceId of this.#keys("notice_decisions", "source_id")) {
      let lastSeq: number | undefined;
      for (const row of this.#reader.each<{ seq: number; at_ms: number }>(sql, sourceId)) {
        if (row.at_ms >= atMs) break;
        lastSeq = row.seq;
      }
      if (lastSeq !== undefined) gone += await this.#writer.act("forgetDecisions", sourceId, lastSeq);
      if (gone >= writtenAtOnce) return gone;
    }
    return gone;
  }

  /** The different first keys of a table in order, each found by one look into its index. */
  async *#keys(table: string, column: string): AsyncGenerator<string> {
    const sql = `SELECT ${column} AS key FROM ${table} WHERE ${column} > ? ORDER BY ${column} LIMIT 1`;
    let key = "";
    for (let n = 1; ; n++) {
      const next = this.#reader.get<{ key: string }>(sql, key)?.key;
      if (next === undefined) return;
      key = next;
      yield key;
      if (n % readAtOnce === 0) await turn();
    }
  }
}
