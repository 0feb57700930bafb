// What is derived from the log, read from SQLite.
import { type ChannelRow, isMember, type MemberRow } from "../../core/channel-state.ts";
import { lobbyId } from "../../core/ids.ts";
import type { ChannelOfUser, ChannelStore, HistoryPage, Page, PageAsk } from "../../core/ports.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { readHistory } from "./history.ts";
import type { Reader } from "./reader.ts";
import { type ChannelRecord, type MemberRecord, toChannel, toMember } from "./records.ts";
import type { Writer } from "./writer.ts";

const known = "c.head > 0";
const mine = "EXISTS (SELECT 1 FROM members m WHERE m.channel_no = c.no AND m.user_id = ? AND m.role > 0)";

/** ChannelStore over the writer and the reader of one database. */
export class EmbeddedChannelStore implements ChannelStore {
  readonly #writer: Writer;
  readonly #reader: Reader;

  constructor({ writer, reader }: { writer: Writer; reader: Reader }) {
    this.#writer = writer;
    this.#reader = reader;
  }

  async channel(channelId: string): Promise<ChannelRow | undefined> {
    const record = this.#record(channelId);
    return record && toChannel(record);
  }

  async channelNamed(nameKey: string): Promise<ChannelRow | undefined> {
    const sql = "SELECT c.* FROM names n JOIN channels c ON c.id = n.channel_id WHERE n.name_key = ?";
    const record = this.#reader.get<ChannelRecord>(sql, nameKey);
    return record && toChannel(record);
  }

  async member(channelId: string, userId: string): Promise<MemberRow | undefined> {
    const record = this.#record(channelId);
    return record && this.#member(record.no, userId);
  }

  async members(channelId: string, { after, size }: PageAsk): Promise<Page<MemberRow>> {
    const sql = `SELECT m.* FROM members m JOIN channels c ON c.no = m.channel_no
      WHERE c.id = ? AND m.user_id > ? ORDER BY m.user_id LIMIT ?`;
    const rows = this.#reader.all<MemberRecord>(sql, channelId, after ?? "", size + 1).map(toMember);
    return pageOf(rows, size, (row) => row.userId);
  }

  async channelOf(userId: string, channelId: string): Promise<ChannelOfUser | undefined> {
    const record = this.#record(channelId);
    return record && this.#ofUser(userId, record);
  }

  async channelsOf(userId: string, { after, size }: PageAsk): Promise<Page<ChannelOfUser>> {
    const sql = `SELECT c.* FROM members m CROSS JOIN channels c ON c.no = m.channel_no
      WHERE m.user_id = ? AND m.role > 0 AND ${known} AND c.id > ? AND c.kind <> ? ORDER BY c.id LIMIT ?`;
    const records = this.#reader.all<ChannelRecord>(sql, userId, after ?? "", ChannelKind.LOBBY, size + 1);
    const lobby = after === undefined ? this.#record(lobbyId) : undefined;
    const page = pageOf(records, size, (record) => record.id);
    const all = lobby ? [lobby, ...page.items] : page.items;
    return { items: all.flatMap((record) => this.#ofUser(userId, record) ?? []), next: page.next };
  }

  async directory(userId: string, { after, size }: PageAsk): Promise<Page<ChannelOfUser>> {
    const sql = `SELECT c.* FROM channels c WHERE ${known} AND c.id > ? AND (c.kind IN (?, ?) OR ${mine}) ORDER BY c.id LIMIT ?`;
    const { PUBLIC, LOBBY } = ChannelKind;
    const records = this.#reader.all<ChannelRecord>(sql, after ?? "", PUBLIC, LOBBY, userId, size + 1);
    const page = pageOf(records, size, (record) => record.id);
    return { items: page.items.flatMap((record) => this.#ofUser(userId, record) ?? []), next: page.next };
  }

  async history(channelId: string, ask: { before?: number; after?: number; size: number }): Promise<HistoryPage> {
    return readHistory(this.#reader, channelId, ask);
  }

  claimName(nameKey: string, channelId: string): Promise<string> {
    return this.#writer.act("claimName", nameKey, channelId);
  }

  releaseName(nameKey: string, channelId: string): Promise<void> {
    return this.#writer.act("releaseName", nameKey, channelId);
  }

  markRead(userId: string, channelId: string, seq: number): Promise<void> {
    return this.#writer.act("markRead", userId, channelId, seq);
  }

  #record(channelId: string): ChannelRecord | undefined {
    return this.#reader.get<ChannelRecord>("SELECT * FROM channels WHERE id = ? AND head > 0", channelId);
  }

  #member(channelNo: number, userId: string): MemberRow | undefined {
    const sql = "SELECT * FROM members WHERE channel_no = ? AND user_id = ?";
    const record = this.#reader.get<MemberRecord>(sql, channelNo, userId);
    return record && toMember(record);
  }

  #ofUser(userId: string, record: ChannelRecord): ChannelOfUser | undefined {
    const channel = toChannel(record);
    if (!channel) return undefined;
    const member = this.#member(record.no, userId);
    const read = this.#reader.get<{ seq: number; messages: number }>(
      "SELECT seq, messages FROM reads WHERE user_id = ? AND channel_no = ?",
      userId,
      record.no,
    );
    const head = { channelId: record.id, seq: record.head, messages: record.messages, firstSeq: 1 };
    const unread = isMember(channel, member) ? record.messages - (read?.messages ?? 0) : 0;
    const isDirect = channel.kind === ChannelKind.DIRECT;
    const mentions = unread === 0 ? 0 : isDirect ? unread : this.#mentions(userId, record.no, read?.seq ?? 0);
    const peer = isDirect ? this.#peer(record.no, userId) : undefined;
    return { channel, member, head, readSeq: read?.seq ?? 0, unread, mentions, peer };
  }

  #mentions(userId: string, channelNo: number, readSeq: number): number {
    const sql = "SELECT count(*) AS n FROM mentions WHERE user_id = ? AND channel_no = ? AND seq > ?";
    return this.#reader.get<{ n: number }>(sql, userId, channelNo, readSeq)?.n ?? 0;
  }

  #peer(channelNo: number, userId: string): MemberRow | undefined {
    const sql = "SELECT * FROM members WHERE channel_no = ? AND user_id <> ? LIMIT 1";
    const record = this.#reader.get<MemberRecord>(sql, channelNo, userId);
    return record && toMember(record);
  }
}

function pageOf<Row>(rows: readonly Row[], size: number, key: (row: Row) => string): Page<Row> {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, next: rows.length > size && last !== undefined ? key(last) : undefined };
}
