// The writes of the outbox: what became of entries, and what is taken back.
import type { HandOverEntry, Outcome } from "../../core/notices.ts";
import type { ActContext } from "./acts.ts";
import { type Covered, NoticePlace } from "./notice-place.ts";

/** Acts by name, part of the notice store's. */
export const noticeOutboxActs = {
  /** Takes back what these devices of a person still have or show of one source; returns from how many. */
  takeBack(context: ActContext, { sourceId, deviceIds, covered }: TakeBack): number {
    return deviceIds.filter((deviceId) => new NoticePlace(context, sourceId, deviceId).takeBack(covered)).length;
  },

  /** Settles entries; returns the devices that are gone. */
  settleNotices(context: ActContext, outcomes: readonly Outcome[]): string[] {
    for (const outcome of outcomes) {
      const { sourceId, deviceId } = outcome.entry;
      new NoticePlace(context, sourceId, deviceId).settle(outcome);
    }
    const gone = outcomes.filter(({ result }) => result === "gone").map(({ entry }) => entry.deviceId);
    return [...new Set(gone)];
  },

  settleHandOver({ statements }: ActContext, { entry, atMs, detail, retryAtMs }: HandedOver): void {
    const sql = `UPDATE notice_hand_overs SET due_at_ms = ?, attempts = ?, taken_at_ms = ?, detail = ?
      WHERE source_id = ? AND seq = ? AND part = ? AND due_at_ms IS NOT NULL`;
    const isTaken = retryAtMs === undefined;
    statements
      .sql(sql)
      .run(
        isTaken ? null : Math.ceil(retryAtMs),
        entry.attempts + (isTaken ? 0 : 1),
        isTaken ? atMs : null,
        detail,
        entry.sourceId,
        entry.seq,
        entry.part,
      );
  },
} as const;

/** What is taken back of one source, and from which devices. */
export interface TakeBack {
  readonly sourceId: string;
  readonly deviceIds: readonly string[];
  readonly covered: Covered;
}

/** What became of a call to another service. */
export interface HandedOver {
  readonly entry: Pick<HandOverEntry, "sourceId" | "seq" | "part" | "attempts">;
  readonly atMs: number;
  readonly detail: string;
  readonly retryAtMs: number | undefined;
}
