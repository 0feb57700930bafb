// Forgets what is old in the notice store, some of it in one act.
import type { ActContext } from "./acts.ts";

/** Acts by name, part of the notice store's. */
export const noticeForgetActs = {
  /** Forgets the items of one person before a time; returns how many rows went. */
  forgetItems({ statements }: ActContext, { userId, urgent, atMs }: OldItems): number {
    const sql = "DELETE FROM notices WHERE user_id = ? AND urgent = ? AND at_ms < ?";
    return Number(statements.sql(sql).run(userId, urgent, atMs).changes);
  },

  /** Forgets decisions on one source up to a seq. */
  forgetDecisions({ statements }: ActContext, sourceId: string, seq: number): number {
    const sql = "DELETE FROM notice_decisions WHERE source_id = ? AND seq <= ?";
    return Number(statements.sql(sql).run(sourceId, seq).changes);
  },

  forgetDeliveries({ statements }: ActContext, atMs: number, most: number): number {
    const sql = `DELETE FROM notice_deliveries WHERE (user_id, source_id, seq, device_id, result) IN (
      SELECT user_id, source_id, seq, device_id, result FROM notice_deliveries WHERE said_at_ms < ? LIMIT ?)`;
    return Number(statements.sql(sql).run(atMs, most).changes);
  },

  /** Forgets that devices show something, if they still show what is that old. */
  forgetShown({ statements }: ActContext, atMs: number, places: readonly ShownPlace[]): number {
    const forget = statements.sql("DELETE FROM notice_shown WHERE source_id = ? AND device_id = ? AND at_ms < ?");
    let gone = 0;
    for (const { source_id, device_id } of places) gone += Number(forget.run(source_id, device_id, atMs).changes);
    return gone;
  },

  /** Forgets calls to other services that were answered. */
  forgetHandOvers({ statements }: ActContext, atMs: number, most: number): number {
    const sql = `DELETE FROM notice_hand_overs WHERE (source_id, seq, part) IN (
      SELECT source_id, seq, part FROM notice_hand_overs WHERE due_at_ms IS NULL AND at_ms < ? LIMIT ?)`;
    return Number(statements.sql(sql).run(atMs, most).changes);
  },
} as const;

/** What one device shows of one source. */
export interface ShownPlace {
  readonly source_id: string;
  readonly device_id: string;
}

/** Items of one person: what is urgent or what is not, before a time. */
export interface OldItems {
  readonly userId: string;
  readonly urgent: 0 | 1;
  readonly atMs: number;
}
