// Reads inboxes: pages of items, what is open of them, and what became of one.
import { errors } from "../../core/errors.ts";
import type { DeliveryRow, InboxAsk, KeptNotice, NoticeSource, NoticeTrail } from "../../core/notices.ts";
import type { Page } from "../../core/ports.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { silenceOf } from "./notice-pieces.ts";
import {
  type DeliveryRecord,
  type HandOverRecord,
  type NoticeRecord,
  type OutboxRecord,
  reasonOf,
  toDelivery,
  toEntry,
} from "./notice-rows.ts";
import type { Reader } from "./reader.ts";

/** So many items are looked at for one page: those that nobody asked for cost time too. */
const lookedThrough = 1_000;
const readAtOnce = 64;
const maxDeliveries = 100;
/** Places before any of which there is nothing: after the last item of any inbox. */
const newest: Place = { atMs: Number.MAX_SAFE_INTEGER, sourceId: "", seq: 0 };

type Place = NoticeSource;

/** An item with what stands elsewhere about it: asked for one by one it would cost several times as much. */
interface ItemRecord extends NoticeRecord {
  readonly decided_at_ms: number | null;
  readonly deleted: 0 | 1;
}

const selectItems = `SELECT at_ms, source_id, seq, reason, acked,
  (SELECT decided_at_ms FROM notice_decisions d WHERE d.source_id = n.source_id AND d.seq = n.seq AND d.part = 0)
    AS decided_at_ms,
  EXISTS (SELECT 1 FROM channels c JOIN message_changes m ON m.channel_no = c.no
    WHERE c.id = n.source_id AND m.seq = n.seq AND m.deleted = 1) AS deleted FROM notices n`;

/** What people are and were told, over the reader of one database. */
export class NoticeInbox {
  readonly #reader: Reader;

  constructor(reader: Reader) {
    this.#reader = reader;
  }

  /** A page of items, the latest first; shorter than asked where few of those looked at are asked for. */
  page(userId: string, ask: InboxAsk): Page<KeptNotice> {
    const person = new Known(this.#reader, userId);
    const items: KeptNotice[] = [];
    let last = ask.after === undefined ? newest : placeAt(ask.after);
    let looked = 0;
    for (const record of this.#merged(userId, last, ask)) {
      if (ask.openOnly && record.at_ms <= person.throughMs) return { items, next: undefined };
      if (items.length === ask.size || looked === lookedThrough) return { items, next: toCursor(last) };
      looked++;
      last = toPlace(record);
      if (ask.reasons.length > 0 && !ask.reasons.includes(reasonOf(record.reason))) continue;
      const acknowledged = person.knows(record);
      if (ask.openOnly && (acknowledged || record.deleted === 1)) continue;
      items.push(this.#toKept(userId, record, acknowledged));
    }
    return { items, next: undefined };
  }

  /** How much of what is urgent is open. */
  countOpen(userId: string, most: number): number {
    const person = new Known(this.#reader, userId);
    const nextSource = `SELECT source_id FROM notices INDEXED BY notices_open
      WHERE user_id = ? AND urgent = 1 AND acked = 0 AND source_id > ? ORDER BY source_id LIMIT 1`;
    const open = `SELECT count(*) AS n FROM (SELECT 1 FROM notices n INDEXED BY notices_open
      WHERE user_id = ?1 AND urgent = 1 AND acked = 0 AND source_id = ?2 AND seq > ?3 AND at_ms > ?4 AND NOT EXISTS
      (SELECT 1 FROM message_changes m WHERE m.channel_no = ?5 AND m.seq = n.seq AND m.deleted = 1) LIMIT ?6)`;
    let count = 0;
    for (let source = ""; count < most; ) {
      const found = this.#reader.get<{ source_id: string }>(nextSource, userId, source);
      if (!found) break;
      source = found.source_id;
      const { channelNo, readSeq, isLeft } = person.channel(source);
      if (isLeft) continue;
      const parameters = [userId, source, readSeq, person.throughMs, channelNo, most - count];
      count += this.#reader.get<{ n: number }>(open, ...parameters)?.n ?? 0;
    }
    return count;
  }

  /** All that is kept of one notice. */
  trail(userId: string, { sourceId, seq, atMs }: NoticeSource): NoticeTrail {
    const itemSql = `${selectItems} WHERE user_id = ? AND urgent IN (0, 1) AND at_ms = ? AND source_id = ? AND seq = ?`;
    const record = this.#reader.get<ItemRecord>(itemSql, userId, atMs, sourceId, seq);
    const deliveries = `SELECT * FROM notice_deliveries WHERE user_id = ? AND source_id = ? AND seq >= ?
      ORDER BY seq LIMIT ${maxDeliveries}`;
    const waiting = `SELECT o.* FROM notice_devices d CROSS JOIN notice_outbox o ON o.device_id = d.id
      WHERE d.user_id = ? AND o.source_id = ? AND o.seq >= ? ORDER BY d.no`;
    return {
      decidedAtMs: this.#decidedAtMs(sourceId, seq),
      notice: record && this.#toKept(userId, record, new Known(this.#reader, userId).knows(record)),
      silence: record ? undefined : this.#silence(userId, sourceId, seq),
      deliveries: this.#reader
        .all<DeliveryRecord>(deliveries, userId, sourceId, seq)
        .map(toDelivery)
        .sort((a, b) => a.atMs - b.atMs || stageOf(a) - stageOf(b)),
      waiting: this.#reader.all<OutboxRecord>(waiting, userId, sourceId, seq).map(toEntry),
      handOver: record && this.#handOver(userId, sourceId, seq),
    };
  }

  /** Items from a place on, the latest first: what is urgent and what is not lie apart. */
  *#merged(userId: string, before: Place, { reasons }: InboxAsk): Generator<ItemRecord> {
    const wantsAll = reasons.length === 0 || reasons.includes("all");
    const wantsUrgent = reasons.length === 0 || reasons.some((reason) => reason !== "all");
    const urgent = wantsUrgent ? this.#items(userId, 1, before) : [].values();
    const others = wantsAll ? this.#items(userId, 0, before) : [].values();
    let [one, other] = [urgent.next().value, others.next().value];
    while (one ?? other) {
      if (one && (!other || isLater(one, other))) {
        yield one;
        one = urgent.next().value;
      } else if (other) {
        yield other;
        other = others.next().value;
      }
    }
  }

  *#items(userId: string, urgent: number, before: Place): Generator<ItemRecord, undefined> {
    const sql = `${selectItems} WHERE user_id = ? AND urgent = ?
      AND (at_ms, source_id, seq) < (?, ?, ?) ORDER BY at_ms DESC, source_id DESC, seq DESC LIMIT ${readAtOnce}`;
    let { atMs, sourceId, seq } = before;
    for (;;) {
      const some = this.#reader.all<ItemRecord>(sql, userId, urgent, atMs, sourceId, seq);
      yield* some;
      const last = some.at(-1);
      if (!last || some.length < readAtOnce) return;
      ({ atMs, sourceId, seq } = toPlace(last));
    }
  }

  #toKept(userId: string, record: ItemRecord, acknowledged: boolean): KeptNotice {
    const { source_id: sourceId, seq, at_ms: atMs, reason } = record;
    const decidedAtMs = record.decided_at_ms ?? atMs;
    return { userId, sourceId, seq, atMs, reason: reasonOf(reason), decidedAtMs, acknowledged };
  }

  #decidedAtMs(sourceId: string, seq: number): number | undefined {
    const sql = "SELECT decided_at_ms FROM notice_decisions WHERE source_id = ? AND seq = ? AND part = 0";
    return this.#reader.get<{ decided_at_ms: number }>(sql, sourceId, seq)?.decided_at_ms;
  }

  #silence(userId: string, sourceId: string, seq: number): NoticeTrail["silence"] {
    const sql = "SELECT silent FROM notice_decisions WHERE source_id = ? AND seq = ? AND silent <> ''";
    for (const { silent } of this.#reader.each<{ silent: string }>(sql, sourceId, seq)) {
      const found = silenceOf(silent, userId);
      if (found) return found;
    }
    return undefined;
  }

  #handOver(userId: string, sourceId: string, seq: number): NoticeTrail["handOver"] {
    const sql = `SELECT target, taken_at_ms, detail FROM notice_hand_overs h WHERE source_id = ? AND seq = ?
      AND EXISTS (SELECT 1 FROM json_each(h.user_ids) WHERE value = ?)`;
    const found = this.#reader.get<Pick<HandOverRecord, "target" | "taken_at_ms" | "detail">>(
      sql,
      sourceId,
      seq,
      userId,
    );
    return found && { target: found.target, takenAtMs: found.taken_at_ms ?? undefined, detail: found.detail };
  }
}

interface KnownChannel {
  readonly channelNo: number;
  readonly readSeq: number;
  /** 1: the person is no longer in it, and is shown nothing of it. */
  readonly isLeft: number;
}

const noChannel: KnownChannel = { channelNo: -1, readSeq: -1, isLeft: 0 };

/** What one person knows of; remembers what it read, so it is for one answer only. */
class Known {
  readonly #reader: Reader;
  readonly #userId: string;
  readonly #channels = new Map<string, KnownChannel>();
  readonly throughMs: number;

  constructor(reader: Reader, userId: string) {
    this.#reader = reader;
    this.#userId = userId;
    const sql = "SELECT through_ms FROM notice_people WHERE user_id = ?";
    this.throughMs = reader.get<{ through_ms: number }>(sql, userId)?.through_ms ?? 0;
  }

  knows({ acked, at_ms, source_id, seq }: NoticeRecord): boolean {
    return acked === 1 || at_ms <= this.throughMs || seq <= this.channel(source_id).readSeq;
  }

  /** The number of a channel and where the person reads in it; -1 of what is none. */
  channel(sourceId: string): KnownChannel {
    const known = this.#channels.get(sourceId);
    if (known) return known;
    const sql = `SELECT c.no AS channelNo, coalesce(r.seq, -1) AS readSeq,
      c.kind <> ${ChannelKind.LOBBY} AND coalesce(m.role, 0) = 0 AS isLeft FROM channels c
      LEFT JOIN reads r ON r.channel_no = c.no AND r.user_id = ?1
      LEFT JOIN members m ON m.channel_no = c.no AND m.user_id = ?1 WHERE c.id = ?2`;
    const channel = this.#reader.get<KnownChannel>(sql, this.#userId, sourceId) ?? noChannel;
    this.#channels.set(sourceId, channel);
    return channel;
  }
}

// In one moment it was tried, then taken, then taken back.
function stageOf({ result }: DeliveryRow): number {
  return result === "retry" ? 0 : result === "sent" ? 1 : 2;
}

function isLater(a: NoticeRecord, b: NoticeRecord): boolean {
  if (a.at_ms !== b.at_ms) return a.at_ms > b.at_ms;
  if (a.source_id !== b.source_id) return a.source_id > b.source_id;
  return a.seq > b.seq;
}

function toPlace({ at_ms, source_id, seq }: NoticeRecord): Place {
  return { atMs: at_ms, sourceId: source_id, seq };
}

function toCursor({ atMs, sourceId, seq }: Place): string {
  return `${atMs}.${seq}.${sourceId}`;
}

function placeAt(cursor: string): Place {
  const [, atMs, seq, sourceId = ""] = /^(\d{1,15})\.(\d{1,15})\.(.+)$/s.exec(cursor) ?? [];
  if (atMs === undefined) throw errors.pageToken();
  return { atMs: Number(atMs), seq: Number(seq), sourceId };
}
