// One source on one device: what waits to be told there, what the device shows, and how the one becomes the other.
import type { SQLOutputValue, StatementSync } from "node:sqlite";
import type { Outcome } from "../../core/notices.ts";
import type { ActContext } from "./acts.ts";
import { codeOf, type OutboxRecord, type ShownRecord, type TakenBack } from "./notice-rows.ts";
import type { RowStatements } from "./row-statements.ts";

/** Which messages of a source are over, and why: one, or all up to one. */
export interface Covered {
  readonly seq: number;
  readonly alone: boolean;
  readonly why: TakenBack;
}

/** So many items of an inbox are looked at to find an earlier message that is still to be told. */
const lookedThrough = 200;

/** Reads and writes the rows of one place, inside the writer's transaction. */
export class NoticePlace {
  readonly #statements: RowStatements;
  readonly #nowMs: number;
  readonly #sourceId: string;
  readonly #deviceId: string;

  constructor({ statements, nowMs }: ActContext, sourceId: string, deviceId: string) {
    this.#statements = statements;
    this.#nowMs = nowMs;
    this.#sourceId = sourceId;
    this.#deviceId = deviceId;
  }

  /** Takes back what is over; returns whether there was anything. */
  takeBack({ seq, alone, why }: Covered): boolean {
    const isOver = (row: { seq: number }) => (alone ? row.seq === seq : row.seq <= seq);
    const entry = this.#entry();
    const isWaiting = entry?.taken_back === "" && isOver(entry);
    if (entry && isWaiting) {
      this.#record(entry, { result: why, atMs: this.#nowMs, detail: "" });
      this.#drop(entry, alone);
    }
    return this.#hide(isOver, why) || isWaiting;
  }

  /** Writes down what became of an attempt, whatever has changed here since it began. */
  settle(outcome: Outcome): void {
    const { entry, result } = outcome;
    if (!this.#noteDevice(outcome)) this.#delete();
    else if (result === "retry") this.#putOff(outcome);
    else if (result === "waits") this.#wait(outcome);
    else if (result !== "gone" && entry.act === "withdraw") this.#hidden(outcome);
    else if (result === "sent") this.#sent(outcome);
    else this.#over(outcome);
  }

  /** Keeps how the device does; false if there is no such device. */
  #noteDevice({ entry, result, atMs, detail }: Outcome): boolean {
    const taken = "UPDATE notice_devices SET last_taken_at_ms = ?, last_failure = '' WHERE id = ?";
    const failed = "UPDATE notice_devices SET last_failure = ? WHERE id = ?";
    if (result === "sent") return Number(this.#sql(taken).run(atMs, entry.deviceId).changes) === 1;
    if (result === "retry" || result === "refused")
      return Number(this.#sql(failed).run(detail, entry.deviceId).changes) === 1;
    return this.#sql("SELECT 1 FROM notice_devices WHERE id = ?").get(entry.deviceId) !== undefined;
  }

  // A device that fails is left alone until then, also with what is newer.
  #putOff({ entry, atMs, result, detail, retryAtMs = atMs }: Outcome): void {
    if (entry.act === "tell") this.#record(toRow(entry), { result, atMs, detail });
    const sql = "UPDATE notice_outbox SET due_at_ms = ?, attempts = ? WHERE source_id = ? AND device_id = ?";
    this.#sql(sql).run(Math.ceil(retryAtMs), entry.attempts + 1, this.#sourceId, this.#deviceId);
  }

  // Nothing became of it yet, so nothing is written down.
  #wait({ entry, atMs, retryAtMs = atMs }: Outcome): void {
    const sql = "UPDATE notice_outbox SET due_at_ms = ? WHERE source_id = ? AND device_id = ? AND seq = ?";
    this.#sql(sql).run(Math.ceil(retryAtMs), this.#sourceId, this.#deviceId, entry.seq);
  }

  #sent({ entry, atMs, result, detail }: Outcome): void {
    // Settled again after an answer that was lost: what happened since then stays.
    if (!this.#record(toRow(entry), { result, atMs, detail })) return;
    this.#show(toRow(entry));
    const now = this.#entry();
    if (!now) {
      const why = this.#isDeleted(entry.seq) ? "deleted" : "read";
      this.#hide((shown) => shown.seq <= entry.seq, why);
    } else if (now.taken_back !== "") this.#withdrawUpTo(toRow(entry));
    else if (now.seq === entry.seq) this.#delete();
    else if (now.attempts > 0) this.#retryNow(atMs);
  }

  #over({ entry, atMs, result, detail }: Outcome): void {
    this.#record(toRow(entry), { result, atMs, detail });
    const now = this.#entry();
    if (now?.taken_back !== "" || now.seq !== entry.seq) return;
    this.#drop(now, result === "deleted");
    if (result === "read") this.#hide((shown) => shown.seq <= entry.seq, "read");
  }

  /** A withdrawal was taken, or is given up: it is not tried for ever. */
  #hidden({ entry, atMs, result, detail }: Outcome): void {
    const now = this.#entry();
    const isCurrent = now !== undefined && now.taken_back !== "" && now.seq === entry.seq;
    const why = now?.taken_back || (this.#isDeleted(entry.seq) ? "deleted" : "read");
    if (result === "sent") this.#record(toRow(entry), { result: why, atMs, detail });
    if (isCurrent) this.#delete();
    const sql = "DELETE FROM notice_shown WHERE source_id = ? AND device_id = ? AND seq <= ?";
    this.#sql(sql).run(this.#sourceId, this.#deviceId, entry.seq);
  }

  /** Lets the device take back what it shows of what is over, unless something newer waits to take its place. */
  #hide(isOver: (shown: ShownRecord) => boolean, why: TakenBack): boolean {
    const shown = this.#get<ShownRecord>("SELECT * FROM notice_shown WHERE source_id = ? AND device_id = ?");
    if (!shown || !isOver(shown)) return false;
    const sql = `INSERT INTO notice_outbox VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`;
    const { user_id, seq, at_ms, reason } = shown;
    const withdrawal = [this.#sourceId, this.#deviceId, user_id, seq, at_ms, reason, why, this.#nowMs] as const;
    return Number(this.#sql(sql).run(...withdrawal).changes) === 1;
  }

  #show({ user_id, seq, at_ms, reason }: ShownRecord): void {
    const sql = `INSERT INTO notice_shown VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE
      SET seq = excluded.seq, at_ms = excluded.at_ms, reason = excluded.reason WHERE excluded.seq > seq`;
    this.#sql(sql).run(this.#sourceId, this.#deviceId, user_id, seq, at_ms, reason);
  }

  /** What waits goes; if only this one message is over, an earlier one that was to be told together with it is next. */
  #drop(entry: OutboxRecord, alone: boolean): void {
    const earlier = alone ? this.#earlier(entry) : undefined;
    if (!earlier) return this.#delete();
    const sql = "UPDATE notice_outbox SET seq = ?, at_ms = ?, reason = ? WHERE source_id = ? AND device_id = ?";
    this.#sql(sql).run(earlier.seq, earlier.at_ms, earlier.reason, this.#sourceId, this.#deviceId);
  }

  #earlier({ user_id, seq, at_ms }: OutboxRecord): { seq: number; at_ms: number; reason: number } | undefined {
    const shown = this.#get<ShownRecord>("SELECT * FROM notice_shown WHERE source_id = ? AND device_id = ?");
    const after = Math.max(shown?.seq ?? 0, this.#readSeq(user_id));
    const sql = `SELECT * FROM (SELECT * FROM notices WHERE user_id = ? AND urgent = ? AND at_ms <= ?
      ORDER BY at_ms DESC LIMIT ${lookedThrough}) WHERE source_id = ? AND seq < ? AND seq > ? AND acked = 0
      AND at_ms > coalesce((SELECT through_ms FROM notice_people WHERE user_id = ?), 0) ORDER BY seq DESC LIMIT 1`;
    const latest = [1, 0].flatMap((urgent) => {
      const found = this.#sql(sql).get(user_id, urgent, at_ms, this.#sourceId, seq, after, user_id);
      return found ? [found as unknown as { seq: number; at_ms: number; reason: number }] : [];
    });
    return latest.sort((a, b) => b.seq - a.seq)[0];
  }

  /** Keeps it for those who ask; false if that was kept before. */
  #record(row: ShownRecord, { result, atMs, detail }: Pick<Outcome, "result" | "atMs" | "detail">): boolean {
    const { user_id, seq, at_ms } = row;
    const known = `SELECT 1 FROM notice_deliveries
      WHERE user_id = ? AND source_id = ? AND seq = ? AND device_id = ? AND result = ?`;
    const isKnown = this.#sql(known).get(user_id, this.#sourceId, seq, this.#deviceId, result) !== undefined;
    const sql = `INSERT OR REPLACE INTO notice_deliveries
      VALUES (?, ?, ?, ?, ?, coalesce((SELECT label FROM notice_devices WHERE id = ?), ''), ?, ?, ?)`;
    this.#sql(sql).run(user_id, this.#sourceId, seq, this.#deviceId, result, this.#deviceId, at_ms, atMs, detail);
    return !isKnown;
  }

  // What was told while it was taken back is to be taken back too.
  #withdrawUpTo({ seq, at_ms }: ShownRecord): void {
    const sql = "UPDATE notice_outbox SET seq = ?1, at_ms = ?2 WHERE source_id = ?3 AND device_id = ?4 AND seq < ?1";
    this.#sql(sql).run(seq, at_ms, this.#sourceId, this.#deviceId);
  }

  #retryNow(atMs: number): void {
    const sql = `UPDATE notice_outbox SET attempts = 0, due_at_ms = min(due_at_ms, ?)
      WHERE source_id = ? AND device_id = ?`;
    this.#sql(sql).run(atMs, this.#sourceId, this.#deviceId);
  }

  #delete(): void {
    const sql = "DELETE FROM notice_outbox WHERE source_id = ? AND device_id = ?";
    this.#sql(sql).run(this.#sourceId, this.#deviceId);
  }

  #entry(): OutboxRecord | undefined {
    return this.#get<OutboxRecord>("SELECT * FROM notice_outbox WHERE source_id = ? AND device_id = ?");
  }

  #readSeq(userId: string): number {
    const sql = "SELECT r.seq FROM channels c JOIN reads r ON r.channel_no = c.no AND r.user_id = ? WHERE c.id = ?";
    return (this.#sql(sql).get(userId, this.#sourceId)?.seq ?? -1) as number;
  }

  #isDeleted(seq: number): boolean {
    const sql = `SELECT 1 FROM channels c JOIN message_changes m ON m.channel_no = c.no
      WHERE c.id = ? AND m.seq = ? AND m.deleted = 1`;
    return this.#sql(sql).get(this.#sourceId, seq) !== undefined;
  }

  #get<Row>(sql: string): Row | undefined {
    const found: Record<string, SQLOutputValue> | undefined = this.#sql(sql).get(this.#sourceId, this.#deviceId);
    return found as Row | undefined;
  }

  #sql(text: string): StatementSync {
    return this.#statements.sql(text);
  }
}

function toRow({ sourceId, deviceId, userId, seq, atMs, reason }: Outcome["entry"]): ShownRecord {
  return { source_id: sourceId, device_id: deviceId, user_id: userId, seq, at_ms: atMs, reason: codeOf(reason) };
}
