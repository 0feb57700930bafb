// The rows of a channel's events in CQL, and what became of its messages.
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { EventSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import type { Cql, Statement } from "./cql.ts";
import type { EventRecord } from "./log-record.ts";
import { lastOfPart, partOf } from "./spread.ts";

interface EventRow {
  readonly seq: bigint;
  readonly gen: bigint;
  readonly n: bigint;
  readonly at_ms: bigint;
  readonly messages: bigint;
  readonly actor_id: string;
  readonly client_id: string;
  readonly kind: number;
  readonly target: bigint;
  readonly mentions: string[] | null;
  readonly bytes: Buffer;
}

/** A message that is not what its event says. */
export interface MessageChangeRow {
  readonly seq: bigint;
  readonly text: string | null;
  readonly mentions: string[] | null;
  readonly edited_at_ms: bigint | null;
  readonly deleted: boolean;
  readonly edits: bigint[] | null;
}

/** A reaction that is there, or was. */
export interface ReactionRow {
  readonly seq: bigint;
  readonly emoji: string;
  readonly user_id: string;
  readonly at_seq: bigint;
  readonly present: boolean;
}

/** Reads and writes them; `place` names channel and part in every statement. */
export class EventRows {
  readonly #cql: Cql;

  constructor(cql: Cql) {
    this.#cql = cql;
  }

  /** Events after a seq, in order: at most `max`, and none behind a hole. */
  async after(channelId: string, after: number, max: number): Promise<EventRecord[]> {
    const query = "SELECT * FROM events WHERE channel_id = ? AND part = ? AND seq > ? AND seq <= ? LIMIT ?";
    const found: EventRecord[] = [];
    for (let from = after; found.length < max; ) {
      const part = partOf(from + 1);
      const wanted = max - found.length;
      const rows = await this.#cql.all<EventRow>(query, channelId, part, BigInt(from), BigInt(from + wanted), wanted);
      for (const row of rows) {
        if (Number(row.seq) !== after + found.length + 1) return found;
        found.push(toEvent(channelId, row));
      }
      // The rest of what was wanted may be in the next part; where the part did not end, the channel does.
      if (after + found.length < lastOfPart(part)) return found;
      from = after + found.length;
    }
    return found;
  }

  /** Some of the events up to a seq, the newest first: those of one part. */
  async upTo(channelId: string, through: number, max: number): Promise<EventRecord[]> {
    if (through <= 0) return [];
    const query = `SELECT * FROM events WHERE channel_id = ? AND part = ? AND seq <= ? AND seq > ? ORDER BY seq DESC LIMIT ?`;
    const bounds = [BigInt(through), BigInt(through - max), max];
    const rows = await this.#cql.all<EventRow>(query, channelId, partOf(through), ...bounds);
    return rows.map((row) => toEvent(channelId, row));
  }

  /** The seq of the last row there is; `known` is one that is there, or 0. */
  async last(channelId: string, known: number): Promise<number> {
    const query = "SELECT seq FROM events WHERE channel_id = ? AND part = ? ORDER BY seq DESC LIMIT 1";
    for (let last = known; ; ) {
      const row = await this.#cql.one<{ seq: bigint }>(query, channelId, partOf(last + 1));
      if (!row) return last;
      last = Number(row.seq);
      if (last < lastOfPart(partOf(last))) return last;
    }
  }

  /** Writes events, each part at once and the parts in their order, so that what is there is always a prefix. */
  async write(channelId: string, events: readonly { event: EventRecord; stamp: number }[]): Promise<void> {
    const parts = Map.groupBy(events, ({ event }) => partOf(event.seq));
    for (const those of parts.values())
      await this.#cql.batch(those.map(({ event, stamp }) => toInsert(channelId, event, stamp)));
  }

  /** What became of the messages from one seq to another. */
  async changes(channelId: string, first: number, last: number): Promise<Map<number, MessageChangeRow>> {
    const rows = await this.#ofParts<MessageChangeRow>("message_changes", channelId, first, last);
    return new Map(rows.map((row) => [Number(row.seq), row]));
  }

  /** The reactions to the messages from one seq to another that are there, in the order in which they came. */
  async reactions(channelId: string, first: number, last: number): Promise<ReactionRow[]> {
    const rows = await this.#ofParts<ReactionRow>("reactions", channelId, first, last);
    return rows.filter(({ present }) => present).toSorted((a, b) => Number(a.at_seq - b.at_seq));
  }

  /** Takes the text out of a deleted message and of its edits, so that nobody reads it any more. */
  async erase(channelId: string, seq: number, stamp: number): Promise<void> {
    const change = (await this.changes(channelId, seq, seq)).get(seq);
    for (const each of [seq, ...(change?.edits ?? []).map(Number)]) {
      const [event] = await this.after(channelId, each - 1, 1);
      if (!event) continue;
      const query = "UPDATE events USING TIMESTAMP ? SET bytes = ? WHERE channel_id = ? AND part = ? AND seq = ?";
      const bytes = Buffer.from(withoutText(event.bytes));
      await this.#cql.run(query, BigInt(stamp), bytes, channelId, partOf(each), BigInt(each));
    }
  }

  async #ofParts<Row>(table: string, channelId: string, first: number, last: number): Promise<Row[]> {
    const parts = Array.from({ length: partOf(last) - partOf(first) + 1 }, (_, index) => partOf(first) + index);
    const query = `SELECT * FROM ${table} WHERE channel_id = ? AND part = ? AND seq >= ? AND seq <= ?`;
    const found = await Promise.all(
      parts.map((part) => this.#cql.all<Row>(query, channelId, part, BigInt(first), BigInt(last))),
    );
    return found.flat();
  }
}

function toEvent(channelId: string, row: EventRow): EventRecord {
  return {
    channelId,
    gen: Number(row.gen),
    n: Number(row.n),
    seq: Number(row.seq),
    atMs: Number(row.at_ms),
    messages: Number(row.messages),
    actorId: row.actor_id,
    clientMessageId: row.client_id,
    kind: row.kind,
    targetSeq: Number(row.target),
    mentions: row.mentions ?? [],
    bytes: row.bytes,
  };
}

function toInsert(channelId: string, event: EventRecord, stamp: number): Statement {
  const query = `INSERT INTO events (channel_id, part, seq, gen, n, at_ms, messages, actor_id, client_id, kind, target,
    mentions, bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?`;
  const params = [
    ...[channelId, partOf(event.seq), BigInt(event.seq), BigInt(event.gen), BigInt(event.n), BigInt(event.atMs)],
    ...[BigInt(event.messages), event.actorId, event.clientMessageId, event.kind, BigInt(event.targetSeq)],
    ...[[...event.mentions], Buffer.from(event.bytes), BigInt(stamp)],
  ];
  return { query, params };
}

function withoutText(bytes: Uint8Array): Uint8Array {
  const event = fromBinary(EventSchema, bytes);
  const { body } = event;
  if (body.case !== "messagePosted" && body.case !== "messageEdited") return bytes;
  body.value.text = "";
  body.value.mentionedUserIds = [];
  if (body.case === "messagePosted") delete body.value.custom;
  return toBinary(EventSchema, event);
}
