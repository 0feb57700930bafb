// Goes through what the notice store keeps, a bounded part at each call: what was read meanwhile, and what is old.
import type { Clock } from "../../core/clock.ts";
import type { Cql, Statement } from "./cql.ts";
import type { NoticeDevices } from "./notice-devices.ts";
import type { NoticeItems } from "./notice-items.ts";
import { NoticeKnown } from "./notice-known.ts";
import type { Covered, NoticeOutbox } from "./notice-outbox.ts";
import { latestSeqOf, type Place, placeOf } from "./notice-place.ts";
import { keyOf, type NoticePlaces, type PlaceRecord } from "./notice-places.ts";

/** What the sweeps are given. */
export interface NoticeSweepsParts {
  readonly cql: Cql;
  readonly clock: Clock;
  readonly places: NoticePlaces;
  readonly devices: NoticeDevices;
  readonly items: NoticeItems;
  readonly outbox: NoticeOutbox;
  readonly removeDevice: (userId: string, deviceId: string) => Promise<void>;
}

/** So much is written in one call, about. */
const writtenAtOnce = 500;
const partitionsAtOnce = 500;

type Keys = Readonly<Record<string, unknown>>;

/** Each call begins anew; one that came to the end without a find resolves to 0. */
export class NoticeSweeps {
  readonly #parts: NoticeSweepsParts;

  constructor(parts: NoticeSweepsParts) {
    this.#parts = parts;
  }

  /** Takes back what was read meanwhile; resolves to how much. */
  async withdrawRead(): Promise<number> {
    let count = 0;
    for await (const records of this.#parts.places.all()) {
      const people = Map.groupBy(records, ({ user_id }) => user_id);
      for (const [userId, those] of people) count += await this.#withdrawReadOf(userId, those);
      if (count >= writtenAtOnce) return count;
    }
    return count;
  }

  /** Removes devices whose session is over; resolves to how many. */
  async removeDevicesOfEndedSessions(): Promise<number> {
    const query = "SELECT refresh_expires_at_ms FROM sessions WHERE id = ?";
    let count = 0;
    for await (const devices of this.#parts.devices.all())
      for (const { sessionId, userId, deviceId } of devices) {
        if (sessionId === "") continue;
        const session = await this.#parts.cql.one<{ refresh_expires_at_ms: bigint }>(query, sessionId);
        if (session && Number(session.refresh_expires_at_ms) > this.#parts.clock.now()) continue;
        await this.#parts.removeDevice(userId, deviceId);
        count++;
      }
    return count;
  }

  /** Forgets some of what was said before; resolves to how many rows, 0 when there is no more. */
  async forgetBefore(atMs: number): Promise<number> {
    const gone = await this.#forgetItems(atMs);
    if (gone > 0) return gone;
    const decided = await this.#forgetUpTo(decisions, atMs);
    if (decided > 0) return decided;
    const delivered = await this.#forgetUpTo(deliveries, atMs);
    if (delivered > 0) return delivered;
    return (await this.#forgetShown(atMs)) + (await this.#forgetHandOvers(atMs));
  }

  async #withdrawReadOf(userId: string, records: readonly PlaceRecord[]): Promise<number> {
    const open = records.flatMap((record) => {
      const said = saidAt(placeOf(keyOf(record), record));
      return said ? [{ record, said }] : [];
    });
    if (open.length === 0) return 0;
    const known = new NoticeKnown(this.#parts.cql, userId);
    const throughMs = await known.throughMs();
    const reads = await known.readSeqs(open.map(({ record }) => record.source_id));
    let count = 0;
    await Promise.all(
      open.map(async ({ record, said: { seq, atMs } }) => {
        const source = { sourceId: record.source_id, seq, atMs };
        const isRead = atMs <= throughMs || seq <= (reads.get(record.source_id) ?? -1);
        if (!isRead && !(await this.#parts.items.one(userId, source))?.acked) return;
        const covered: Covered = { seq, alone: false, why: "read" };
        if (await this.#parts.outbox.takeBackOf(record, covered)) count++;
      }),
    );
    return count;
  }

  async #forgetItems(atMs: number): Promise<number> {
    const query = `SELECT at_ms FROM notices WHERE user_id = ? AND urgent = ? AND at_ms < ?
      ORDER BY at_ms ASC, source_id ASC, seq ASC LIMIT ${writtenAtOnce}`;
    let gone = 0;
    for await (const { user_id, urgent } of this.#partitions("user_id, urgent", "notices")) {
      const old = await this.#parts.cql.all<{ at_ms: bigint }>(query, user_id, urgent, BigInt(atMs));
      const last = old.at(-1);
      if (!last) continue;
      const forget = "DELETE FROM notices WHERE user_id = ? AND urgent = ? AND at_ms <= ?";
      await this.#parts.cql.run(forget, user_id, urgent, last.at_ms);
      gone += old.length;
      if (gone >= writtenAtOnce) return gone;
    }
    return gone;
  }

  /** Forgets rows that lie in the order of seqs, up to the last old one. */
  async #forgetUpTo({ table, keys, saidAtMs }: BySeq, atMs: number): Promise<number> {
    const where = keys.map((key) => `${key} = ?`).join(" AND ");
    const query = `SELECT seq, ${saidAtMs} AS said_at_ms FROM ${table} WHERE ${where} LIMIT ${writtenAtOnce}`;
    let gone = 0;
    for await (const partition of this.#partitions(keys.join(", "), table)) {
      const place = keys.map((key) => partition[key]);
      const rows = await this.#parts.cql.all<{ seq: bigint; said_at_ms: bigint | null }>(query, ...place);
      const kept = rows.findIndex(({ said_at_ms }) => Number(said_at_ms ?? 0n) >= atMs);
      const old = kept < 0 ? rows : rows.slice(0, kept);
      const last = old.at(-1);
      if (!last) continue;
      await this.#parts.cql.run(`DELETE FROM ${table} WHERE ${where} AND seq <= ?`, ...place, last.seq);
      gone += old.length;
      if (gone >= writtenAtOnce) return gone;
    }
    return gone;
  }

  // What nobody ever reads, such as what another service told a program, would be looked through for ever.
  async #forgetShown(atMs: number): Promise<number> {
    let gone = 0;
    for await (const records of this.#parts.places.all()) {
      for (const record of records) {
        const { entry, shown } = placeOf(keyOf(record), record);
        const saidAtMs = shown?.atMs ?? Number(record.told_at_ms ?? 0n);
        const seq = latestSeqOf(record);
        if (entry || saidAtMs >= atMs || seq < 0) continue;
        await this.#parts.places.forget(keyOf(record), seq);
        gone++;
      }
      if (gone >= writtenAtOnce) return gone;
    }
    return gone;
  }

  async #forgetHandOvers(atMs: number): Promise<number> {
    const query = "SELECT part, at_ms, taken_at_ms FROM notice_hand_overs WHERE source_id = ? AND seq = ?";
    let gone = 0;
    for await (const { source_id, seq } of this.#partitions("source_id, seq", "notice_hand_overs")) {
      type Row = { part: number; at_ms: bigint; taken_at_ms: bigint | null };
      const rows = await this.#parts.cql.all<Row>(query, source_id, seq);
      if (rows.some((row) => row.taken_at_ms === null || Number(row.at_ms) >= atMs)) continue;
      await this.#parts.cql.run("DELETE FROM notice_hand_overs WHERE source_id = ? AND seq = ?", source_id, seq);
      gone += rows.length;
      if (gone >= writtenAtOnce) return gone;
    }
    return gone;
  }

  async *#partitions(keys: string, table: string): AsyncGenerator<Keys> {
    const statement: Statement = { query: `SELECT DISTINCT ${keys} FROM ${table}`, params: [] };
    let after: string | undefined;
    do {
      const page = await this.#parts.cql.page<Keys>(statement, { size: partitionsAtOnce, after });
      yield* page.rows;
      after = page.next;
    } while (after !== undefined);
  }
}

interface BySeq {
  readonly table: string;
  readonly keys: readonly string[];
  readonly saidAtMs: string;
}

const decisions: BySeq = { table: "notice_decisions", keys: ["source_id", "bucket"], saidAtMs: "at_ms" };
const deliveries: BySeq = { table: "notice_deliveries", keys: ["user_id", "source_id"], saidAtMs: "said_at_ms" };

/** What a device has that may be known meanwhile: of what waits to be taken back nothing. */
function saidAt({ entry, shown }: Place): { seq: number; atMs: number } | undefined {
  return entry ? (entry.act === "tell" ? entry : undefined) : shown;
}
