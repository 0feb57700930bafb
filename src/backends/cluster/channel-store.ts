// What is derived from the log, read from CQL.
import { type ChannelRow, isMember, type MemberRow } from "../../core/channel-state.ts";
import { lobbyId } from "../../core/ids.ts";
import type { ChannelOfUser, ChannelStore, Head, HistoryAsk, HistoryPage, Page, PageAsk } from "../../core/ports.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { BucketedIds } from "./bucketed-ids.ts";
import { type ChannelRecord, headOf, memberOf, nobody, toChannel } from "./channel-records.ts";
import type { Cql } from "./cql.ts";
import { EventRows } from "./event-rows.ts";
import { readHistory } from "./history.ts";
import type { NameClaims } from "./name-claims.ts";

interface ReadRow {
  readonly channel_id: string;
  readonly seq: bigint;
  readonly messages: bigint;
}

/** A channel's own row and that of one member. */
const selectSide = "SELECT * FROM channels WHERE channel_id = ? AND user_id IN ?";
const selectReads = "SELECT channel_id, seq, messages FROM reads WHERE user_id = ? AND channel_id IN ?";
const selectMembers = "SELECT * FROM channels WHERE channel_id = ? AND user_id > ? LIMIT ?";

/** ChannelStore over the rows that the owners write. */
export class ClusterChannelStore implements ChannelStore {
  readonly #cql: Cql;
  readonly #claims: NameClaims;
  readonly #events: EventRows;
  readonly #ids: BucketedIds;

  constructor({ cql, claims }: { cql: Cql; claims: NameClaims }) {
    this.#cql = cql;
    this.#claims = claims;
    this.#events = new EventRows(cql);
    this.#ids = new BucketedIds(cql, "channel_ids");
  }

  async channel(channelId: string): Promise<ChannelRow | undefined> {
    const [own] = await this.#cql.all<ChannelRecord>(selectSide, channelId, [nobody]);
    return own && toChannel(channelId, own);
  }

  async channelNamed(nameKey: string): Promise<ChannelRow | undefined> {
    const channelId = await this.#claims.holderOf(nameClaim(nameKey));
    return channelId === undefined ? undefined : this.channel(channelId);
  }

  async member(channelId: string, userId: string): Promise<MemberRow | undefined> {
    const [record] = await this.#cql.all<ChannelRecord>(selectSide, channelId, [userId]);
    return record && memberOf(record);
  }

  async members(channelId: string, { after = nobody, size }: PageAsk): Promise<Page<MemberRow>> {
    const items: MemberRow[] = [];
    for (let from = after; ; ) {
      const records = await this.#cql.all<ChannelRecord>(selectMembers, channelId, from, size + 1);
      items.push(...records.flatMap((record) => memberOf(record) ?? []));
      const last = records.at(-1);
      if (items.length > size) return { items: items.slice(0, size), next: items[size - 1]?.userId };
      // Those who left have rows too: the page goes on behind them.
      if (records.length <= size || last === undefined) return { items, next: undefined };
      from = last.user_id;
    }
  }

  async channelOf(userId: string, channelId: string): Promise<ChannelOfUser | undefined> {
    return (await this.#sides(userId, [channelId]))[0];
  }

  async channelsOf(userId: string, { after, size }: PageAsk): Promise<Page<ChannelOfUser>> {
    const query = "SELECT channel_id, present FROM user_channels WHERE user_id = ? AND channel_id > ? LIMIT ?";
    const ids: string[] = [];
    let isEnd = false;
    for (let from = after ?? ""; ids.length <= size && !isEnd; ) {
      const rows = await this.#cql.all<{ channel_id: string; present: boolean }>(query, userId, from, size + 1);
      ids.push(...rows.flatMap((row) => (row.present && row.channel_id !== lobbyId ? row.channel_id : [])));
      from = rows.at(-1)?.channel_id ?? from;
      isEnd = rows.length <= size;
    }
    const shown = ids.slice(0, size);
    const first = after === undefined ? [lobbyId] : [];
    return {
      items: await this.#sides(userId, [...first, ...shown]),
      next: ids.length > size ? shown.at(-1) : undefined,
    };
  }

  async directory(userId: string, { after = "", size }: PageAsk): Promise<Page<ChannelOfUser>> {
    const items: ChannelOfUser[] = [];
    for (let from = after; ; ) {
      const ids = await this.#ids.page(from, size + 1);
      const sides = await this.#sides(userId, ids);
      items.push(...sides.filter(({ channel, member }) => isOpen(channel) || (member?.role ?? 0) > 0));
      const last = ids.at(-1);
      if (items.length > size) return { items: items.slice(0, size), next: items[size - 1]?.channel.channelId };
      if (ids.length <= size || last === undefined) return { items, next: undefined };
      from = last;
    }
  }

  async channels({ after = "", size }: PageAsk): Promise<Page<Pick<ChannelOfUser, "channel" | "head">>> {
    const ids = await this.#ids.page(after, size + 1);
    const shown = ids.slice(0, size);
    const records = await Promise.all(shown.map((id) => this.#cql.all<ChannelRecord>(selectSide, id, [nobody])));
    const items = records.flatMap(([record], index) => {
      const channelId = shown[index] as string;
      const channel = record && toChannel(channelId, record);
      return channel ? [{ channel, head: headOf(channelId, record) }] : [];
    });
    return { items, next: ids.length > size ? shown.at(-1) : undefined };
  }

  async history(channelId: string, ask: HistoryAsk): Promise<HistoryPage> {
    return readHistory(this.#events, await this.head(channelId), ask);
  }

  /** Up to where everything of a channel is durable and derived. */
  async head(channelId: string): Promise<Head> {
    const [record] = await this.#cql.all<ChannelRecord>(selectSide, channelId, [nobody]);
    return headOf(channelId, record);
  }

  claimName(nameKey: string, channelId: string): Promise<string> {
    return this.#claims.claim(
      nameClaim(nameKey),
      channelId,
      async (other) => (await this.channel(other)) !== undefined,
    );
  }

  releaseName(nameKey: string, channelId: string): Promise<void> {
    return this.#claims.release(nameClaim(nameKey), channelId);
  }

  async markRead(userId: string, channelId: string, seq: number): Promise<void> {
    const [event] = await this.#events.after(channelId, seq - 1, 1);
    if (event) await this.putRead(userId, { channelId, seq, messages: event.messages, firstSeq: 1 });
  }

  /** Moves a read position to a place that is known; the highest wins. */
  putRead(userId: string, { channelId, seq, messages }: Head): Promise<void> {
    const query = "INSERT INTO reads (user_id, channel_id, seq, messages) VALUES (?, ?, ?, ?) USING TIMESTAMP ?";
    return this.#cql.run(query, userId, channelId, BigInt(seq), BigInt(messages), BigInt(seq));
  }

  async #sides(userId: string, channelIds: readonly string[]): Promise<ChannelOfUser[]> {
    if (channelIds.length === 0) return [];
    const [reads, ...records] = await Promise.all([
      this.#cql.all<ReadRow>(selectReads, userId, [...channelIds]),
      ...channelIds.map((channelId) => this.#cql.all<ChannelRecord>(selectSide, channelId, [nobody, userId])),
    ]);
    const readOf = new Map(reads.map((row) => [row.channel_id, row]));
    const sides = await Promise.all(
      channelIds.map((channelId, index) => this.#side(userId, channelId, records[index] ?? [], readOf.get(channelId))),
    );
    return sides.flatMap((side) => side ?? []);
  }

  async #side(
    userId: string,
    channelId: string,
    records: readonly ChannelRecord[],
    read: ReadRow | undefined,
  ): Promise<ChannelOfUser | undefined> {
    const channel = records[0] && toChannel(channelId, records[0]);
    if (!channel) return undefined;
    const own = records.find((record) => record.user_id === userId);
    const member = own && memberOf(own);
    const head = headOf(channelId, records[0]);
    const readSeq = Number(read?.seq ?? 0n);
    const unread = isMember(channel, member) ? Math.max(0, head.messages - Number(read?.messages ?? 0n)) : 0;
    const isDirect = channel.kind === ChannelKind.DIRECT;
    const mentions = unread === 0 ? 0 : isDirect ? unread : await this.#mentioned(userId, channelId, readSeq);
    const peer = isDirect ? await this.#peer(channelId, userId) : undefined;
    return { channel, member, head, readSeq, unread, mentions, peer };
  }

  async #mentioned(userId: string, channelId: string, after: number): Promise<number> {
    const query = "SELECT present FROM mentions WHERE user_id = ? AND channel_id = ? AND seq > ?";
    const rows = await this.#cql.all<{ present: boolean }>(query, userId, channelId, BigInt(after));
    return rows.filter(({ present }) => present).length;
  }

  async #peer(channelId: string, userId: string): Promise<MemberRow | undefined> {
    const { items } = await this.members(channelId, { size: 2 });
    return items.find((member) => member.userId !== userId);
  }
}

function isOpen({ kind }: ChannelRow): boolean {
  return kind === ChannelKind.PUBLIC || kind === ChannelKind.LOBBY;
}

function nameClaim(nameKey: string): string {
  return `channel ${nameKey}`;
}
