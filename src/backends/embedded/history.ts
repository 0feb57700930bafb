// Pages of a channel's messages in their present state.
import { kinds } from "../../core/event.ts";
import type { HistoryAsk, HistoryPage, StoredMessage } from "../../core/ports.ts";
import type { Reader } from "./reader.ts";

/** How many events one page looks through: a channel full of reactions gives short pages, not slow ones. */
const windowEvents = 5_000;
/** What one page holds, besides its last message: lines of older protocols may be megabytes. */
const maxPageBytes = 4 * 1024 * 1024;

interface Posted {
  readonly seq: number;
  readonly bytes: Uint8Array;
}

interface Change {
  readonly seq: number;
  readonly text: string;
  readonly mentions: string;
  readonly edited_at_ms: number;
  readonly deleted: number;
}

interface ReactionRecord {
  readonly seq: number;
  readonly emoji: string;
  readonly user_id: string;
}

/** Reads a page before a seq (the newest without one), or after one. */
export function readHistory(reader: Reader, channelId: string, ask: HistoryAsk): HistoryPage {
  const sql = "SELECT no, head, messages FROM channels WHERE id = ?";
  const found = reader.get<{ no: number; head: number; messages: number }>(sql, channelId);
  const { no, head: headSeq, messages } = found ?? { no: 0, head: 0, messages: 0 };
  const head = { channelId, seq: headSeq, messages, firstSeq: 1 };
  const range =
    ask.after === undefined
      ? pageBefore(reader, no, headSeq, ask)
      : pageAfter(reader, no, headSeq, { ...ask, after: ask.after });
  return { messages: withState(reader, no, range.posted), after: range.after, through: range.through, head };
}

interface PostedRange {
  readonly posted: readonly Posted[];
  readonly after: number;
  readonly through: number;
}

function pageBefore(reader: Reader, no: number, head: number, ask: HistoryAsk): PostedRange {
  const { before, size } = ask;
  const through = Math.min(before === undefined ? head : before - 1, head);
  const from = Math.max(0, through - windowEvents);
  const sql = `SELECT seq, bytes FROM events WHERE channel_no = ? AND seq > ? AND seq <= ? AND ${kindsOf(ask)}
    ORDER BY seq DESC LIMIT ?`;
  const { posted, isCut } = takePage(reader.each<Posted>(sql, no, from, through, size), size);
  posted.reverse();
  const after = isCut ? (posted[0] as Posted).seq - 1 : from;
  return { posted, after, through: Math.max(through, 0) };
}

function pageAfter(reader: Reader, no: number, head: number, ask: HistoryAsk & { after: number }): PostedRange {
  const { after, size } = ask;
  const to = Math.min(head, after + windowEvents);
  const sql = `SELECT seq, bytes FROM events WHERE channel_no = ? AND seq > ? AND seq <= ? AND ${kindsOf(ask)}
    ORDER BY seq LIMIT ?`;
  const { posted, isCut } = takePage(reader.each<Posted>(sql, no, after, to, size), size);
  const through = isCut ? (posted.at(-1) as Posted).seq : Math.max(after, to);
  return { posted, after, through };
}

/** The first messages, at least one; cut: there may be more. */
function takePage(messages: Iterable<Posted>, size: number): { posted: Posted[]; isCut: boolean } {
  const posted: Posted[] = [];
  let bytes = 0;
  for (const message of messages) {
    posted.push(message);
    bytes += message.bytes.length;
    if (posted.length === size || bytes > maxPageBytes) return { posted, isCut: true };
  }
  return { posted, isCut: false };
}

function kindsOf({ doorLines }: HistoryAsk): string {
  return doorLines ? `kind IN (${kinds.messagePosted}, ${kinds.doorLine})` : `kind = ${kinds.messagePosted}`;
}

function withState(reader: Reader, no: number, posted: readonly Posted[]): StoredMessage[] {
  const [first, last] = [posted[0]?.seq ?? 0, posted.at(-1)?.seq ?? 0];
  if (last === 0) return [];
  const changesSql = "SELECT * FROM message_changes WHERE channel_no = ? AND seq BETWEEN ? AND ?";
  const changes = new Map(reader.all<Change>(changesSql, no, first, last).map((change) => [change.seq, change]));
  const reactionsSql =
    "SELECT seq, emoji, user_id FROM reactions WHERE channel_no = ? AND seq BETWEEN ? AND ? ORDER BY at_seq";
  const reactions = Map.groupBy(reader.all<ReactionRecord>(reactionsSql, no, first, last), (record) => record.seq);
  return posted.map(({ seq, bytes }) => {
    const change = changes.get(seq);
    const isEdited = change !== undefined && change.deleted === 0;
    return {
      seq,
      bytes,
      edited: isEdited
        ? { text: change.text, mentions: JSON.parse(change.mentions) as string[], atMs: change.edited_at_ms }
        : undefined,
      deleted: change?.deleted === 1,
      reactions: gather(reactions.get(seq) ?? []),
    };
  });
}

function gather(records: readonly ReactionRecord[]): StoredMessage["reactions"] {
  const byEmoji = Map.groupBy(records, (record) => record.emoji);
  return [...byEmoji].map(([emoji, those]) => ({ emoji, userIds: those.map((record) => record.user_id) }));
}
