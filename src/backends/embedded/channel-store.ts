// What is derived from the log, read from SQLite.
import { type ChannelRow, isMember, type MemberRow } from "../../core/channel-state.ts";
import { lobbyId } from "../../core/ids.ts";
import type { ChannelOfUser, ChannelStore, Head, HistoryPage, Page, PageAsk } from "../../core/ports.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { readHistory } from "./history.ts";
import type { Reader } from "./reader.ts";
import { type ChannelRecord, type MemberRecord, toChannel, toMember } from "./records.ts";
import type { Writer } from "./writer.ts";

// A channel from one person's side in one query: who has thousands of them must not cost thousands of look-ups.
const side = `c.*, m.user_id, m.name AS member_name, m.role, m.banned, m.joined_seq,
  coalesce(r.seq, 0) AS read_seq, coalesce(r.messages, 0) AS read_messages,
  (SELECT count(*) FROM mentions x WHERE x.user_id = ? AND x.channel_no = c.no AND x.seq > coalesce(r.seq, 0)) AS mentioned`;
const joins = `LEFT JOIN members m ON m.channel_no = c.no AND m.user_id = ?
  LEFT JOIN reads r ON r.channel_no = c.no AND r.user_id = ?`;
const selectSide = `SELECT ${side} FROM channels c ${joins} WHERE c.head > 0`;

interface SideRecord extends ChannelRecord {
  readonly user_id: string | null;
  readonly member_name: string;
  readonly role: MemberRecord["role"];
  readonly banned: number;
  readonly joined_seq: number;
  readonly read_seq: number;
  readonly read_messages: number;
  readonly mentioned: number;
}

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
    return this.#side(userId, channelId);
  }

  async channelsOf(userId: string, { after, size }: PageAsk): Promise<Page<ChannelOfUser>> {
    // From the members' index on: the person's channels and no others are touched.
    const sql = `SELECT ${side} FROM members m CROSS JOIN channels c ON c.no = m.channel_no
      LEFT JOIN reads r ON r.channel_no = c.no AND r.user_id = m.user_id
      WHERE m.user_id = ? AND m.role > 0 AND c.head > 0 AND c.id > ? AND c.kind <> ? ORDER BY c.id LIMIT ?`;
    const records = this.#reader.all<SideRecord>(sql, userId, userId, after ?? "", ChannelKind.LOBBY, size + 1);
    const page = this.#sides(userId, records, size);
    const lobby = after === undefined ? this.#side(userId, lobbyId) : undefined;
    return lobby ? { ...page, items: [lobby, ...page.items] } : page;
  }

  async directory(userId: string, { after, size }: PageAsk): Promise<Page<ChannelOfUser>> {
    const { PUBLIC, LOBBY } = ChannelKind;
    const sql = `${selectSide} AND c.id > ? AND (c.kind IN (?, ?) OR m.role > 0) ORDER BY c.id LIMIT ?`;
    const parameters = [userId, userId, userId, after ?? "", PUBLIC, LOBBY, size + 1];
    return this.#sides(userId, this.#reader.all<SideRecord>(sql, ...parameters), size);
  }

  async channels({ after, size }: PageAsk): Promise<Page<Pick<ChannelOfUser, "channel" | "head">>> {
    const sql = "SELECT * FROM channels WHERE head > 0 AND id > ? ORDER BY id LIMIT ?";
    const page = pageOf(this.#reader.all<ChannelRecord>(sql, after ?? "", size + 1), size, ({ id }) => id);
    const items = page.items.flatMap((record) => {
      const channel = toChannel(record);
      return channel ? [{ channel, head: headOf(record) }] : [];
    });
    return { items, next: page.next };
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

  #side(userId: string, channelId: string): ChannelOfUser | undefined {
    const sql = `${selectSide} AND c.id = ?`;
    const record = this.#reader.get<SideRecord>(sql, userId, userId, userId, channelId);
    return record && this.#toOfUser(userId, record);
  }

  #sides(userId: string, records: readonly SideRecord[], size: number): Page<ChannelOfUser> {
    const page = pageOf(records, size, (record) => record.id);
    return { items: page.items.flatMap((record) => this.#toOfUser(userId, record) ?? []), next: page.next };
  }

  #toOfUser(userId: string, record: SideRecord): ChannelOfUser | undefined {
    const channel = toChannel(record);
    if (!channel) return undefined;
    const { user_id, member_name: name } = record;
    const member = user_id === null ? undefined : toMember({ ...record, user_id, name });
    const head = headOf(record);
    const unread = isMember(channel, member) ? record.messages - record.read_messages : 0;
    const isDirect = channel.kind === ChannelKind.DIRECT;
    const mentions = unread === 0 ? 0 : isDirect ? unread : record.mentioned;
    const peer = isDirect ? this.#peer(record.no, userId) : undefined;
    return { channel, member, head, readSeq: record.read_seq, unread, mentions, peer };
  }

  #peer(channelNo: number, userId: string): MemberRow | undefined {
    const sql = "SELECT * FROM members WHERE channel_no = ? AND user_id <> ? LIMIT 1";
    const record = this.#reader.get<MemberRecord>(sql, channelNo, userId);
    return record && toMember(record);
  }
}

function headOf({ id, head, messages }: ChannelRecord): Head {
  return { channelId: id, seq: head, messages, firstSeq: 1 };
}

function pageOf<Row>(rows: readonly Row[], size: number, key: (row: Row) => string): Page<Row> {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, next: rows.length > size && last !== undefined ? key(last) : undefined };
}
