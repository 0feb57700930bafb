// The rows of one channel for the fold and the rules, over SQLite, inside the writer's transaction.
import type { StatementSync } from "node:sqlite";
import { toBinary } from "@bufbuild/protobuf";
import type { ChannelRow, ChannelRows, FoldedEvent, MemberRow, MessageRow } from "../../core/channel-state.ts";
import { decodeEvent, kinds } from "../../core/event.ts";
import { EventSchema, Role } from "../../gen/madang/channel/v1/event_pb.ts";
import { contentDigest } from "./content-digest.ts";
import { type MemberRecord, toMember } from "./records.ts";
import type { RowStatements } from "./row-statements.ts";

/** What the writer holds of a channel between transactions: a cache of committed rows. */
export interface OpenChannel {
  readonly no: number;
  readonly channelId: string;
  row: ChannelRow | undefined;
  head: number;
  messages: number;
  atMs: number;
  readonly members: Map<string, MemberRow | undefined>;
}

/** A read position to be written at the end of the transaction. */
export interface ReadPosition {
  readonly userId: string;
  readonly no: number;
  readonly seq: number;
  readonly messages: number;
}

const maxCachedMembers = 10_000;

/** ChannelRows over SQL; what every message changes is gathered and written once a transaction. */
export class SqlChannelRows implements ChannelRows {
  readonly #open: OpenChannel;
  readonly #statements: RowStatements;
  readonly #reads: Map<string, ReadPosition>;

  constructor(open: OpenChannel, statements: RowStatements, reads: Map<string, ReadPosition>) {
    this.#open = open;
    this.#statements = statements;
    this.#reads = reads;
  }

  channel(): ChannelRow | undefined {
    return this.#open.row;
  }

  putChannel(row: ChannelRow): void {
    this.#open.row = row;
  }

  member(userId: string): MemberRow | undefined {
    const { members, no } = this.#open;
    if (members.has(userId)) return members.get(userId);
    const found = this.#sql("SELECT * FROM members WHERE channel_no = ? AND user_id = ?").get(no, userId);
    const member = found && toMember(found as unknown as MemberRecord);
    if (members.size >= maxCachedMembers) members.clear();
    members.set(userId, member);
    return member;
  }

  putMember(row: MemberRow): void {
    this.#open.members.set(row.userId, row);
    this.#sql("INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?, ?, ?)").run(
      this.#open.no,
      row.userId,
      row.name,
      row.role,
      row.banned ? 1 : 0,
      row.joinedSeq,
    );
  }

  dropMember(userId: string): void {
    this.#open.members.set(userId, undefined);
    this.#sql("DELETE FROM members WHERE channel_no = ? AND user_id = ?").run(this.#open.no, userId);
  }

  owners(): number {
    const count = this.#sql("SELECT count(*) AS n FROM members WHERE channel_no = ? AND role = ?").get(
      this.#open.no,
      Role.OWNER,
    );
    return (count as { n: number }).n;
  }

  message(seq: number): MessageRow | undefined {
    const found = this.#sql(
      `SELECT e.actor_id, c.deleted FROM events e LEFT JOIN message_changes c USING (channel_no, seq)
       WHERE e.channel_no = ? AND e.seq = ? AND e.kind = ${kinds.messagePosted}`,
    ).get(this.#open.no, seq) as { actor_id: string; deleted: number | null } | undefined;
    return found && { seq, authorId: found.actor_id, deleted: found.deleted === 1 };
  }

  // The event's own row is the message; a second one would double the cost of every send.
  addMessage(_event: FoldedEvent): void {}

  editMessage(seq: number, text: string, mentions: readonly string[], atMs: number): void {
    this.#sql("INSERT OR REPLACE INTO message_changes VALUES (?, ?, ?, ?, ?, 0)").run(
      this.#open.no,
      seq,
      text,
      JSON.stringify(mentions),
      atMs,
    );
  }

  eraseMessage(seq: number): void {
    const { no } = this.#open;
    this.#sql("INSERT OR REPLACE INTO message_changes VALUES (?, ?, '', '[]', 0, 1)").run(no, seq);
    this.#sql("DELETE FROM reactions WHERE channel_no = ? AND seq = ?").run(no, seq);
    this.#eraseBodies(this.#sql("SELECT pos, kind, bytes FROM events WHERE channel_no = ? AND seq = ?").all(no, seq));
    this.#eraseBodies(
      this.#sql(
        `SELECT pos, kind, bytes FROM events WHERE kind = ${kinds.messageEdited} AND channel_no = ? AND target = ?`,
      ).all(no, seq),
    );
  }

  hasReaction(seq: number, emoji: string, userId: string): boolean {
    const where = "channel_no = ? AND seq = ? AND emoji = ? AND user_id = ?";
    return this.#sql(`SELECT 1 FROM reactions WHERE ${where}`).get(this.#open.no, seq, emoji, userId) !== undefined;
  }

  emojis(seq: number): readonly string[] {
    const rows = this.#sql("SELECT DISTINCT emoji FROM reactions WHERE channel_no = ? AND seq = ?").all(
      this.#open.no,
      seq,
    );
    return rows.map((row) => row.emoji as string);
  }

  putReaction(seq: number, emoji: string, userId: string, atSeq: number): void {
    this.#sql("INSERT OR IGNORE INTO reactions VALUES (?, ?, ?, ?, ?)").run(this.#open.no, seq, emoji, userId, atSeq);
  }

  dropReaction(seq: number, emoji: string, userId: string): void {
    const where = "channel_no = ? AND seq = ? AND emoji = ? AND user_id = ?";
    this.#sql(`DELETE FROM reactions WHERE ${where}`).run(this.#open.no, seq, emoji, userId);
  }

  putMention(userId: string, seq: number): void {
    this.#sql("INSERT OR IGNORE INTO mentions VALUES (?, ?, ?)").run(userId, this.#open.no, seq);
  }

  dropMentions(seq: number): void {
    this.#sql("DELETE FROM mentions WHERE channel_no = ? AND seq = ?").run(this.#open.no, seq);
  }

  putRead(userId: string, seq: number, messages: number): void {
    const key = `${this.#open.no} ${userId}`;
    if ((this.#reads.get(key)?.seq ?? -1) < seq) this.#reads.set(key, { userId, no: this.#open.no, seq, messages });
  }

  #eraseBodies(rows: Record<string, unknown>[]): void {
    for (const { pos, kind, bytes } of rows as { pos: number; kind: number; bytes: Uint8Array }[]) {
      const event = decodeEvent(bytes);
      const digest = contentDigest(kind, bytes);
      if (event.body.case === "messagePosted") {
        event.body.value.text = "";
        event.body.value.mentionedUserIds = [];
        delete event.body.value.custom;
      } else if (event.body.case === "messageEdited") {
        event.body.value.text = "";
        event.body.value.mentionedUserIds = [];
      } else continue;
      const sql = "UPDATE events SET bytes = ?, erased = coalesce(erased, ?) WHERE pos = ?";
      this.#sql(sql).run(toBinary(EventSchema, event), digest, pos);
    }
  }

  #sql(text: string): StatementSync {
    return this.#statements.sql(text);
  }
}
