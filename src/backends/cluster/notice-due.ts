// When to look at what waits: rows by minute, which are dropped a minute at a time, since a queue of rows deleted one by
// one would have to be read past all that was deleted.
import type { Clock } from "../../core/clock.ts";
import type { Cql } from "./cql.ts";
import { placeOfId } from "./spread.ts";

/** What waits: entries for devices, or calls to other services. */
export type DueKind = "device" | "hand-over";

/** An entry of a kind with its time. */
interface Timed {
  readonly dueAtMs: number;
}

/** What is due, and when the next one is. */
export interface Due<Entry> {
  readonly entries: Entry[];
  readonly nextDueMs: number | undefined;
}

interface MinuteRow {
  readonly shard: string;
  readonly minute: bigint;
  readonly stamp: bigint;
}

interface DueRow {
  readonly what: string;
  readonly stamp: bigint;
}

/** Whether this node tells what is in a shard: each is one node's, so that nobody is told by two. */
export type OwnsShard = (shard: number) => boolean;

/** By source; the same in all releases. */
const dueShards = 16;
const minuteMs = 60_000;
/** Nothing is put off for longer: who is due later was put off by a clock that was wrong. */
const longestMs = 24 * 60 * 60 * 1_000;
/** A minute is dropped when nobody who is a little late writes into it any more. */
const droppedAfterMs = 15 * minuteMs;
const rowsAtOnce = 1_000;

/** Reminders of one kind. `look` finds what there is to them now: an entry for each that still waits. */
export class NoticeDue<Entry extends Timed> {
  readonly #cql: Cql;
  readonly #clock: Clock;
  readonly #kind: DueKind;
  readonly #owns: OwnsShard;
  readonly #look: (whats: readonly string[]) => Promise<Map<string, Entry>>;

  constructor(parts: {
    cql: Cql;
    clock: Clock;
    kind: DueKind;
    owns: OwnsShard;
    look: (whats: readonly string[]) => Promise<Map<string, Entry>>;
  }) {
    this.#cql = parts.cql;
    this.#clock = parts.clock;
    this.#kind = parts.kind;
    this.#owns = parts.owns;
    this.#look = parts.look;
  }

  /** To be written before what waits until then: a reminder of nothing does no harm. */
  async remind(sourceId: string, what: string, dueAtMs: number): Promise<void> {
    const shard = this.#shard(placeOfId(sourceId, dueShards));
    const minute = minuteOf(Math.max(dueAtMs, this.#clock.now()));
    const row = "INSERT INTO notice_due (shard, minute, what, due_ms) VALUES (?, ?, ?, ?)";
    await this.#cql.run(row, shard, minute, what, BigInt(dueAtMs));
    // After the row: who drops the minute meanwhile does not drop this.
    const index = "INSERT INTO notice_minutes (shard, minute, due_ms) VALUES (?, ?, ?)";
    await this.#cql.run(index, shard, minute, BigInt(dueAtMs));
  }

  /** Entries whose time has come, those due first. */
  async due(nowMs: number, most: number): Promise<Due<Entry>> {
    const minutes = await this.#minutes();
    const isDue = (ms: number) => ms <= nowMs || ms > nowMs + longestMs;
    const found = new Map<string, Entry>();
    let next: number | undefined;
    for (const minute of minutes) {
      const beginsMs = Number(minute.minute) * minuteMs;
      const isOver = isDue(beginsMs);
      if (!isOver && (next !== undefined || found.size > most)) continue;
      if (isOver && found.size > most) continue;
      for (const [what, entry] of await this.#ofMinute(minute)) {
        if (isDue(entry.dueAtMs)) found.set(what, entry);
        else next = Math.min(next ?? entry.dueAtMs, entry.dueAtMs);
      }
    }
    const sorted = [...found.values()].toSorted((a, b) => lateness(a, nowMs) - lateness(b, nowMs));
    const nextDueMs = sorted[most]?.dueAtMs ?? next;
    return { entries: sorted.slice(0, most), nextDueMs: nextDueMs && Math.min(nextDueMs, nowMs + longestMs) };
  }

  async #minutes(): Promise<MinuteRow[]> {
    const shards = Array.from({ length: dueShards }, (_, shard) => shard).filter((shard) => this.#owns(shard));
    const query = "SELECT shard, minute, WRITETIME(due_ms) AS stamp FROM notice_minutes WHERE shard IN ?";
    const rows = await this.#cql.all<MinuteRow>(
      query,
      shards.map((shard) => this.#shard(shard)),
    );
    return rows.toSorted((a, b) => Number(a.minute - b.minute));
  }

  /** What still waits of a minute's rows; a minute of which nothing does is dropped. */
  async #ofMinute(row: MinuteRow): Promise<Map<string, Entry>> {
    const query = "SELECT what, WRITETIME(due_ms) AS stamp FROM notice_due WHERE shard = ? AND minute = ?";
    const found = new Map<string, Entry>();
    let last = 0n;
    let after: string | undefined;
    do {
      const statement = { query, params: [row.shard, row.minute] };
      const page = await this.#cql.page<DueRow>(statement, { size: rowsAtOnce, after });
      for (const { stamp } of page.rows) if (stamp > last) last = stamp;
      for (const [what, entry] of await this.#look(page.rows.map(({ what }) => what))) found.set(what, entry);
      after = page.next;
    } while (after !== undefined);
    await this.#dropIfOver(row, { last, found });
    return found;
  }

  // What waits until later has a reminder there, so this minute's are needed only for what is due.
  async #dropIfOver(
    { shard, minute, stamp }: MinuteRow,
    { last, found }: { last: bigint; found: ReadonlyMap<string, Entry> },
  ): Promise<void> {
    const endsMs = (Number(minute) + 1) * minuteMs;
    if (endsMs + droppedAfterMs > this.#clock.now()) return;
    for (const { dueAtMs } of found.values()) if (dueAtMs < endsMs) return;
    const rows = "DELETE FROM notice_due USING TIMESTAMP ? WHERE shard = ? AND minute = ?";
    if (last > 0n) await this.#cql.run(rows, last, shard, minute);
    const index = "DELETE FROM notice_minutes USING TIMESTAMP ? WHERE shard = ? AND minute = ?";
    await this.#cql.run(index, stamp, shard, minute);
  }

  #shard(shard: number): string {
    return `${this.#kind} ${shard}`;
  }
}

function minuteOf(ms: number): bigint {
  return BigInt(Math.floor(ms / minuteMs));
}

// What a wrong clock put off comes last.
function lateness({ dueAtMs }: Timed, nowMs: number): number {
  return dueAtMs <= nowMs ? dueAtMs : nowMs + dueAtMs;
}
