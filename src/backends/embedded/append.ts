// Gives drafts their seqs, inside the writer's transaction: repeats, rules, the event's row, and all that is derived.
import { Buffer } from "node:buffer";
import { applyEvent } from "../../core/channel-state.ts";
import { errors } from "../../core/errors.ts";
import { type Draft, encodeEvent, kinds, type Place, placeOf } from "../../core/event.ts";
import { admit } from "../../core/rules.ts";
import { type OpenChannel, type ReadPosition, SqlChannelRows } from "./channel-rows.ts";
import { bodyDigest, contentDigest } from "./content-digest.ts";
import { type ChannelRecord, toChannel } from "./records.ts";
import type { RowStatements } from "./row-statements.ts";

/** What became of a draft. */
export interface Placed extends Place {
  /** The encoded event; undefined if nothing was appended. */
  readonly bytes: Uint8Array | undefined;
}

const maxOpenChannels = 20_000;

/** Appends drafts one after the other; holds committed rows in memory between transactions. */
export class Appender {
  readonly #statements: RowStatements;
  #channels = new Map<string, OpenChannel>();
  readonly #dirty = new Set<OpenChannel>();
  readonly #reads = new Map<string, ReadPosition>();

  constructor(statements: RowStatements) {
    this.#statements = statements;
  }

  /** Appends one draft. A ChatError refuses it and leaves no trace; any other failure means: roll back and forget. */
  append(draft: Draft, nowMs: number): Placed {
    const open = this.#open(draft.channelId, draft.kind === kinds.channelCreated);
    if (!open) throw errors.channelNotFound();
    const rows = new SqlChannelRows(open, this.#statements, this.#reads);
    let verdict: ReturnType<typeof admit>;
    try {
      verdict = admit(rows, draft);
    } catch (refusal) {
      const first = this.#repeat(open, draft);
      if (first) return first;
      throw refusal;
    }
    if (verdict === "nothing") {
      return (
        this.#repeat(open, draft) ?? { seq: open.head, atMs: open.atMs, messages: open.messages, bytes: undefined }
      );
    }
    return this.#insert(open, rows, draft, nowMs);
  }

  /** Writes what was gathered over the transaction: heads and read positions. */
  flush(): void {
    for (const open of this.#dirty) this.#writeChannel(open);
    this.#dirty.clear();
    for (const read of this.#reads.values()) this.writeRead(read);
    this.#reads.clear();
  }

  /** Forgets all that is held: after a rollback it may never have been. */
  forget(): void {
    this.#channels = new Map();
    this.#dirty.clear();
    this.#reads.clear();
  }

  /** Moves a read position; the highest wins. */
  writeRead(read: ReadPosition): void {
    const sql = `INSERT INTO reads VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
      SET seq = excluded.seq, messages = excluded.messages WHERE excluded.seq > seq`;
    this.#statements.sql(sql).run(read.userId, read.no, read.seq, read.messages);
  }

  #insert(open: OpenChannel, rows: SqlChannelRows, draft: Draft, nowMs: number): Placed {
    const isMessage = draft.kind === kinds.messagePosted;
    const place = {
      seq: open.head + 1,
      atMs: Math.max(open.atMs, nowMs),
      messages: open.messages + (isMessage ? 1 : 0),
    };
    const bytes = encodeEvent(draft, place);
    const { changes } = this.#statements
      .sql(
        "INSERT INTO events VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, NULL) ON CONFLICT (client_id, actor_id, channel_no) DO NOTHING",
      )
      .run(open.no, place.seq, draft.kind, draft.actorId, draft.clientMessageId, draft.targetSeq, bytes);
    if (changes === 0) return this.#repeat(open, draft) as Placed;
    open.head = place.seq;
    open.atMs = place.atMs;
    open.messages = place.messages;
    this.#dirty.add(open);
    applyEvent(rows, { ...draft, ...place });
    return { ...place, bytes };
  }

  /** The first answer to this id, if there was one; throws ID_REUSED if it was for something else. */
  #repeat(open: OpenChannel, draft: Draft): Placed | undefined {
    const first = this.#statements
      .sql("SELECT kind, bytes, erased FROM events WHERE client_id = ? AND actor_id = ? AND channel_no = ?")
      .get(draft.clientMessageId, draft.actorId, open.no) as FirstRow | undefined;
    if (!first) return undefined;
    const said = first.erased ?? contentDigest(first.kind, first.bytes);
    if (Buffer.compare(said, bodyDigest(draft.kind, draft.body)) !== 0) throw errors.idReused();
    return { ...placeOf(first.bytes), bytes: undefined };
  }

  #open(channelId: string, create: boolean): OpenChannel | undefined {
    const known = this.#channels.get(channelId);
    if (known) return known;
    if (this.#channels.size >= maxOpenChannels && this.#dirty.size === 0) this.#channels.clear();
    const opened = this.#load(channelId) ?? (create ? this.#create(channelId) : undefined);
    if (opened) this.#channels.set(channelId, opened);
    return opened;
  }

  #load(channelId: string): OpenChannel | undefined {
    const found = this.#statements.sql("SELECT * FROM channels WHERE id = ?").get(channelId) as
      | ChannelRecord
      | undefined;
    if (!found) return undefined;
    return {
      no: found.no,
      channelId,
      row: toChannel(found),
      head: found.head,
      messages: found.messages,
      atMs: found.at_ms,
      members: new Map(),
    };
  }

  #create(channelId: string): OpenChannel {
    const { lastInsertRowid } = this.#statements
      .sql("INSERT INTO channels VALUES (NULL, ?, 0, '', '', 0, 0, 0, 0, 0)")
      .run(channelId);
    return {
      no: Number(lastInsertRowid),
      channelId,
      row: undefined,
      head: 0,
      messages: 0,
      atMs: 0,
      members: new Map(),
    };
  }

  #writeChannel({ no, row, head, messages, atMs }: OpenChannel): void {
    const sql =
      "UPDATE channels SET kind = ?, name = ?, topic = ?, archived = ?, members = ?, head = ?, messages = ?, at_ms = ? WHERE no = ?";
    this.#statements
      .sql(sql)
      .run(
        row?.kind ?? 0,
        row?.name ?? "",
        row?.topic ?? "",
        row?.archived ? 1 : 0,
        row?.members ?? 0,
        head,
        messages,
        atMs,
        no,
      );
  }
}

interface FirstRow {
  readonly kind: number;
  readonly bytes: Uint8Array;
  readonly erased: Uint8Array | null;
}
