// Rows of the notice store's tables, and the domain's rows in them.
import type {
  DeliveryRow,
  DeviceRow,
  DeviceWay,
  HandOverEntry,
  NoticeReason,
  OutboxEntry,
  PreferenceRow,
} from "../../core/notices.ts";

/** Reasons by the number that they have in rows; what comes after the first is urgent. */
const reasons: readonly NoticeReason[] = ["all", "service", "direct", "mention", "reply"];

/** The number of a reason. */
export function codeOf(reason: NoticeReason): number {
  return reasons.indexOf(reason);
}

/** A row of the table notices, without its person. */
export interface NoticeRecord {
  readonly at_ms: number;
  readonly source_id: string;
  readonly seq: number;
  readonly reason: number;
  readonly acked: number;
}

/** A row of the table notice_outbox. */
export interface OutboxRecord {
  readonly source_id: string;
  readonly device_id: string;
  readonly user_id: string;
  readonly seq: number;
  readonly at_ms: number;
  readonly reason: number;
  /** Why it is taken back; "": it is told. */
  readonly taken_back: "" | TakenBack;
  readonly due_at_ms: number;
  readonly attempts: number;
}

/** Why something is taken back. */
export type TakenBack = "read" | "deleted";

/** A row of the table notice_shown. */
export type ShownRecord = Omit<OutboxRecord, "taken_back" | "due_at_ms" | "attempts">;

/** A row of the table notice_devices. */
export interface DeviceRecord {
  readonly id: string;
  readonly user_id: string;
  readonly session_id: string;
  readonly label: string;
  readonly way: string;
  readonly shows_text: number;
  readonly created_at_ms: number;
  readonly last_taken_at_ms: number;
  readonly last_failure: string;
}

/** A row of the table notice_deliveries, as far as it is shown. */
export interface DeliveryRecord {
  readonly device_id: string;
  readonly device_label: string;
  readonly source_id: string;
  readonly seq: number;
  readonly at_ms: number;
  readonly result: DeliveryRow["result"];
  readonly detail: string;
}

/** A row of the table notice_hand_overs. */
export interface HandOverRecord {
  readonly source_id: string;
  readonly seq: number;
  readonly part: number;
  readonly at_ms: number;
  readonly target: string;
  readonly user_ids: string;
  readonly due_at_ms: number | null;
  readonly attempts: number;
  readonly taken_at_ms: number | null;
  readonly detail: string;
}

/** A row of the table notice_preferences. */
export interface PreferenceRecord {
  readonly user_id: string;
  readonly channel_id: string;
  readonly level: PreferenceRow["level"];
  readonly muted_until_ms: number;
}

/** The entry in a row. */
export function toEntry(record: OutboxRecord): OutboxEntry {
  return {
    deviceId: record.device_id,
    userId: record.user_id,
    sourceId: record.source_id,
    seq: record.seq,
    atMs: record.at_ms,
    reason: reasonOf(record.reason),
    act: record.taken_back === "" ? "tell" : "withdraw",
    dueAtMs: record.due_at_ms,
    attempts: record.attempts,
  };
}

/** The reason with a number. */
export function reasonOf(code: number): NoticeReason {
  return reasons[code] as NoticeReason;
}

/** The device in a row. */
export function toDevice(record: DeviceRecord): DeviceRow {
  return {
    deviceId: record.id,
    userId: record.user_id,
    sessionId: record.session_id,
    label: record.label,
    way: JSON.parse(record.way) as DeviceWay,
    showsText: record.shows_text === 1,
    createdAtMs: record.created_at_ms,
    lastTakenAtMs: record.last_taken_at_ms,
    lastFailure: record.last_failure,
  };
}

/** The delivery in a row. */
export function toDelivery(record: DeliveryRecord): DeliveryRow {
  const { device_id, device_label, source_id, seq, at_ms, result, detail } = record;
  return { deviceId: device_id, deviceLabel: device_label, sourceId: source_id, seq, atMs: at_ms, result, detail };
}

/** The entry in a row that waits. */
export function toHandOver(record: HandOverRecord): HandOverEntry {
  return {
    sourceId: record.source_id,
    seq: record.seq,
    atMs: record.at_ms,
    target: record.target,
    userIds: JSON.parse(record.user_ids) as string[],
    part: record.part,
    dueAtMs: record.due_at_ms ?? 0,
    attempts: record.attempts,
  };
}

/** The preference in a row. */
export function toPreference({ channel_id, level, muted_until_ms }: PreferenceRecord): PreferenceRow {
  return { channelId: channel_id, level, mutedUntilMs: muted_until_ms };
}
