// People whom another service is to tell, until it has taken them.
import type { Clock } from "../../core/clock.ts";
import type { HandOverEntry, NoticeTrail } from "../../core/notices.ts";
import type { Cql } from "./cql.ts";
import type { HandedOver } from "./notice-decisions.ts";
import { type Due, NoticeDue, type OwnsShard } from "./notice-due.ts";

interface HandOverRecord {
  readonly source_id: string;
  readonly seq: bigint;
  readonly part: number;
  readonly at_ms: bigint;
  readonly target: string;
  readonly user_ids: string[];
  readonly due_at_ms: bigint;
  readonly attempts: number | null;
  readonly retry_at_ms: bigint | null;
  readonly taken_at_ms: bigint | null;
  readonly detail: string | null;
}

type Key = readonly [sourceId: string, seq: number, part: number];

/** Hand-overs over CQL. */
export class NoticeHandOvers {
  readonly #cql: Cql;
  readonly #due: NoticeDue<HandOverEntry>;

  constructor({ cql, clock, owns }: { cql: Cql; clock: Clock; owns: OwnsShard }) {
    this.#cql = cql;
    this.#due = new NoticeDue({ cql, clock, owns, kind: "hand-over", look: (whats) => this.#look(whats) });
  }

  /** Lets people wait; again it changes nothing. */
  async add({ sourceId, seq, part, atMs, target, userIds, dueAtMs }: HandedOver): Promise<void> {
    await this.#due.remind(sourceId, whatOf([sourceId, seq, part]), dueAtMs);
    // What became of it stands in other columns.
    const query = `INSERT INTO notice_hand_overs (source_id, seq, part, at_ms, target, user_ids, due_at_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?)`;
    await this.#cql.run(query, sourceId, BigInt(seq), part, BigInt(atMs), target, [...userIds], BigInt(dueAtMs));
  }

  due(nowMs: number, most: number): Promise<Due<HandOverEntry>> {
    return this.#due.due(nowMs, most);
  }

  /** With `retryAtMs` it waits again, without it is done. */
  async settle(entry: HandOverEntry, atMs: number, detail: string, retryAtMs: number | undefined): Promise<void> {
    const { sourceId, seq, part, attempts } = entry;
    const key = [sourceId, BigInt(seq), part] as const;
    const where = "WHERE source_id = ? AND seq = ? AND part = ?";
    if (retryAtMs === undefined) {
      const taken = `UPDATE notice_hand_overs SET taken_at_ms = ?, detail = ? ${where}`;
      return this.#cql.run(taken, BigInt(Math.floor(atMs)), detail, ...key);
    }
    const againMs = Math.ceil(retryAtMs);
    await this.#due.remind(sourceId, whatOf([sourceId, seq, part]), againMs);
    const again = `UPDATE notice_hand_overs SET retry_at_ms = ?, attempts = ?, detail = ? ${where}`;
    await this.#cql.run(again, BigInt(againMs), attempts + 1, detail, ...key);
  }

  /** What became of one person's. */
  async of(userId: string, sourceId: string, seq: number): Promise<NoticeTrail["handOver"]> {
    const records = await this.#records(sourceId, seq);
    const found = records.find(({ user_ids }) => user_ids.includes(userId));
    if (!found) return undefined;
    const takenAtMs = found.taken_at_ms === null ? undefined : Number(found.taken_at_ms);
    return { target: found.target, takenAtMs, detail: found.detail ?? "" };
  }

  #records(sourceId: string, seq: number): Promise<HandOverRecord[]> {
    const query = "SELECT * FROM notice_hand_overs WHERE source_id = ? AND seq = ?";
    return this.#cql.all<HandOverRecord>(query, sourceId, BigInt(seq));
  }

  async #look(whats: readonly string[]): Promise<Map<string, HandOverEntry>> {
    const found = new Map<string, HandOverEntry>();
    const query = "SELECT * FROM notice_hand_overs WHERE source_id = ? AND seq = ? AND part = ?";
    await Promise.all(
      whats.map(async (what) => {
        const [sourceId, seq, part] = JSON.parse(what) as Key;
        const record = await this.#cql.one<HandOverRecord>(query, sourceId, BigInt(seq), part);
        if (record?.target && record.taken_at_ms === null) found.set(what, toEntry(record));
      }),
    );
    return found;
  }
}

function whatOf(key: Key): string {
  return JSON.stringify(key);
}

function toEntry(record: HandOverRecord): HandOverEntry {
  const attempts = record.attempts ?? 0;
  return {
    sourceId: record.source_id,
    seq: Number(record.seq),
    atMs: Number(record.at_ms),
    target: record.target,
    userIds: record.user_ids,
    part: record.part,
    dueAtMs: Number(attempts > 0 ? record.retry_at_ms : record.due_at_ms),
    attempts,
  };
}
