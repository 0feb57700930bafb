// What became of notices on devices, kept for those who ask.
import type { DeliveryRow, Outcome } from "../../core/notices.ts";
import type { Cql } from "./cql.ts";
import type { PlaceKey } from "./notice-place.ts";

interface DeliveryRecord {
  readonly device_id: string;
  readonly device_label: string;
  readonly source_id: string;
  readonly seq: bigint;
  readonly at_ms: bigint;
  readonly result: DeliveryRow["result"];
  readonly detail: string;
}

/** One thing that became of a message on a device. */
export interface Delivered extends PlaceKey {
  readonly seq: number;
  /** When the message was said. */
  readonly saidAtMs: number;
  readonly deviceLabel: string;
  readonly atMs: number;
  readonly result: Outcome["result"];
  readonly detail: string;
}

const mostShown = 100;

/** Deliveries over CQL. */
export class NoticeDeliveries {
  readonly #cql: Cql;

  constructor(cql: Cql) {
    this.#cql = cql;
  }

  record({ userId, sourceId, seq, deviceId, result, deviceLabel, saidAtMs, atMs, detail }: Delivered): Promise<void> {
    const query = `INSERT INTO notice_deliveries (user_id, source_id, seq, device_id, result, device_label, said_at_ms,
      at_ms, detail) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
    const place = [userId, sourceId, BigInt(seq), deviceId, result, deviceLabel] as const;
    return this.#cql.run(query, ...place, BigInt(saidAtMs), BigInt(Math.floor(atMs)), detail);
  }

  async has({ userId, sourceId, deviceId }: PlaceKey, seq: number, result: Outcome["result"]): Promise<boolean> {
    const query = `SELECT seq FROM notice_deliveries
      WHERE user_id = ? AND source_id = ? AND seq = ? AND device_id = ? AND result = ?`;
    return (await this.#cql.one(query, userId, sourceId, BigInt(seq), deviceId, result)) !== undefined;
  }

  /** What became of a message or of later ones, in the order of time. */
  async since(userId: string, sourceId: string, seq: number): Promise<DeliveryRow[]> {
    const query = `SELECT * FROM notice_deliveries WHERE user_id = ? AND source_id = ? AND seq >= ? LIMIT ${mostShown}`;
    const records = await this.#cql.all<DeliveryRecord>(query, userId, sourceId, BigInt(seq));
    return records.map(toDelivery).toSorted((a, b) => a.atMs - b.atMs || stageOf(a) - stageOf(b));
  }
}

// In one moment it was tried, then taken, then taken back.
function stageOf({ result }: DeliveryRow): number {
  return result === "retry" ? 0 : result === "sent" ? 1 : 2;
}

function toDelivery({ device_id, device_label, source_id, seq, at_ms, result, detail }: DeliveryRecord): DeliveryRow {
  return {
    deviceId: device_id,
    deviceLabel: device_label,
    sourceId: source_id,
    seq: Number(seq),
    atMs: Number(at_ms),
    result,
    detail,
  };
}
