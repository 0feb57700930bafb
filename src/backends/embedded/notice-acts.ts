// The writes of the notice store, as acts of the writer: decisions, and what people say they know.
import type { NoticeSource } from "../../core/notices.ts";
import type { ActContext } from "./acts.ts";
import { noticeDeviceActs } from "./notice-device-acts.ts";
import { noticeForgetActs } from "./notice-forget-acts.ts";
import { noticeOutboxActs } from "./notice-outbox-acts.ts";
import { costOf, type DecisionPiece, rowsAtOnce } from "./notice-pieces.ts";
import type { RowStatements } from "./row-statements.ts";

/** Acts by name, part of all acts. */
export const noticeActs = {
  ...noticeOutboxActs,
  ...noticeDeviceActs,
  ...noticeForgetActs,

  /** Keeps pieces of decisions until enough is written; returns how many pieces that were. */
  keepDecisions({ statements }: ActContext, pieces: readonly DecisionPiece[]): number {
    let rows = 0;
    let done = 0;
    for (; done < pieces.length && rows < rowsAtOnce; done++)
      rows += keepPiece(statements, pieces[done] as DecisionPiece);
    return done;
  },

  /** Marks items as known. */
  acknowledgeItems({ statements }: ActContext, userId: string, items: readonly NoticeSource[]): void {
    const sql = `UPDATE notices SET acked = 1
      WHERE user_id = ? AND urgent IN (0, 1) AND at_ms = ? AND source_id = ? AND seq = ? AND acked = 0`;
    const mark = statements.sql(sql);
    for (const { atMs, sourceId, seq } of items) mark.run(userId, atMs, sourceId, seq);
  },

  /** Marks everything said up to a time as known, also what is decided later; but nothing that is still to be said. */
  acknowledgeThrough({ statements, nowMs }: ActContext, userId: string, throughMs: number): void {
    const latest = `SELECT max((SELECT coalesce(max(at_ms), 0) FROM notices WHERE user_id = ?1 AND urgent = 0),
      (SELECT coalesce(max(at_ms), 0) FROM notices WHERE user_id = ?1 AND urgent = 1)) AS at_ms`;
    const latestMs = statements.sql(latest).get(userId)?.at_ms as number;
    const sql = `INSERT INTO notice_people VALUES (?, ?)
      ON CONFLICT DO UPDATE SET through_ms = max(through_ms, excluded.through_ms)`;
    statements.sql(sql).run(userId, Math.min(throughMs, Math.max(nowMs, latestMs)));
  },
} as const;

/** Returns how many rows it wrote. */
function keepPiece(statements: RowStatements, piece: DecisionPiece): number {
  const beginning = begin(statements, piece);
  if (beginning === "kept") return 1;
  const added: number[] = [];
  const { sourceId, seq, atMs, userIds, reasons } = piece;
  const insert = statements.sql("INSERT OR IGNORE INTO notices VALUES (?, ?, ?, ?, ?, ?, 0)");
  for (const [i, userId] of userIds.entries()) {
    const reason = reasons[i] as number;
    const isUrgent = reason > 0 ? 1 : 0;
    // Decided again after a crash, a person may have another reason: they are told once all the same.
    if (beginning === "resumed" && isTold(statements, piece, userId, 1 - isUrgent)) continue;
    if (Number(insert.run(userId, isUrgent, atMs, sourceId, seq, reason).changes) > 0) added.push(i);
  }
  const further =
    piece.handOverTo === undefined ? tellDevices(statements, piece, added) : handOver(statements, piece, added);
  return costOf(piece) + further;
}

function begin(statements: RowStatements, piece: DecisionPiece): "new" | "resumed" | "kept" {
  const { sourceId, seq, part, atMs, decidedAtMs, isLast, silent } = piece;
  const insert = "INSERT OR IGNORE INTO notice_decisions VALUES (?, ?, ?, ?, ?, ?, ?)";
  const isWhole = part === 0 && isLast;
  if (part === 0) {
    const { changes } = statements.sql(insert).run(sourceId, seq, 0, atMs, decidedAtMs, isWhole ? 1 : 0, silent);
    if (changes === 1) return "new";
  }
  const first = "SELECT complete FROM notice_decisions WHERE source_id = ? AND seq = ? AND part = 0";
  if (statements.sql(first).get(sourceId, seq)?.complete === 1) return "kept";
  if (part > 0 && silent !== "") statements.sql(insert).run(sourceId, seq, part, atMs, decidedAtMs, 0, silent);
  const complete = "UPDATE notice_decisions SET complete = 1 WHERE source_id = ? AND seq = ? AND part = 0";
  if (isLast) statements.sql(complete).run(sourceId, seq);
  return "resumed";
}

function isTold(statements: RowStatements, piece: DecisionPiece, userId: string, urgent: number): boolean {
  const sql = "SELECT 1 FROM notices WHERE user_id = ? AND urgent = ? AND at_ms = ? AND source_id = ? AND seq = ?";
  return statements.sql(sql).get(userId, urgent, piece.atMs, piece.sourceId, piece.seq) !== undefined;
}

function tellDevices(statements: RowStatements, piece: DecisionPiece, added: readonly number[]): number {
  const { sourceId, seq, atMs, userIds, reasons, dueAtMs } = piece;
  // Whoever waits for a device that fails goes on waiting; nobody is put off by what comes later, and what is urgent
  // stays so: who comes back meanwhile is left to read the rest themselves.
  const sql = `INSERT INTO notice_outbox SELECT ?, id, user_id, ?, ?, ?, '', ?, 0 FROM notice_devices WHERE user_id = ?
    ON CONFLICT DO UPDATE SET seq = excluded.seq, at_ms = excluded.at_ms, taken_back = '',
    reason = iif(excluded.reason = 0 AND taken_back = '', reason, excluded.reason),
    due_at_ms = iif(attempts > 0, due_at_ms, min(due_at_ms, excluded.due_at_ms)) WHERE excluded.seq > seq`;
  const insert = statements.sql(sql);
  let rows = 0;
  for (const i of added) {
    const parameters = [sourceId, seq, atMs, reasons[i] as number, dueAtMs[i] as number, userIds[i] as string] as const;
    rows += Number(insert.run(...parameters).changes);
  }
  return rows;
}

function handOver(statements: RowStatements, piece: DecisionPiece, added: readonly number[]): number {
  if (added.length === 0) return 0;
  const { sourceId, seq, atMs, handOverTo = "" } = piece;
  const next = "SELECT count(*) AS part FROM notice_hand_overs WHERE source_id = ? AND seq = ?";
  let part = statements.sql(next).get(sourceId, seq)?.part as number;
  const insert = statements.sql("INSERT INTO notice_hand_overs VALUES (?, ?, ?, ?, ?, ?, ?, 0, NULL, '')");
  const together = Map.groupBy(added, (i) => piece.dueAtMs[i] as number);
  for (const [dueAtMs, people] of together) {
    const userIds = JSON.stringify(people.map((i) => piece.userIds[i]));
    insert.run(sourceId, seq, part++, atMs, handOverTo, userIds, dueAtMs);
  }
  return together.size;
}
