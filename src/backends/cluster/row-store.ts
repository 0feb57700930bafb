// What the owner of one partition reads and writes in CQL; see log-tables.ts.
import { kinds } from "../../core/event.ts";
import { bucketOf } from "./bucketed-ids.ts";
import { type ChannelRecord, memberOf, nobody, toChannel } from "./channel-records.ts";
import type { Cql, Statement } from "./cql.ts";
import { EventRows } from "./event-rows.ts";
import type { LogPosition } from "./fold.ts";
import type { EventRecord } from "./log-record.ts";
import type {
  HeadRow,
  RowChange,
  RowStore,
  SendRow,
  StampedChange,
  StateWrite,
  StoredChannel,
  StoredMember,
  StoredMessageState,
} from "./ports.ts";
import { partOf } from "./spread.ts";
import { seqOfStamp } from "./stamp.ts";

interface PositionRow {
  readonly position_gen: bigint;
  readonly position_n: bigint;
  readonly log_offset: bigint;
}

const headsAtOnce = 500;

/** RowStore of one partition. */
export class CqlRowStore implements RowStore {
  readonly #cql: Cql;
  readonly #partition: number;
  readonly #rows: EventRows;

  constructor(cql: Cql, partition: number) {
    this.#cql = cql;
    this.#partition = partition;
    this.#rows = new EventRows(cql);
  }

  async readPosition(): Promise<LogPosition | undefined> {
    const query = "SELECT position_gen, position_n, log_offset FROM positions WHERE partition = ? LIMIT 1";
    const row = await this.#cql.one<PositionRow>(query, this.#partition);
    return row && { offset: Number(row.log_offset), gen: Number(row.position_gen), n: Number(row.position_n) };
  }

  writePosition(gen: number, { offset, gen: positionGen, n }: LogPosition): Promise<void> {
    const query = "INSERT INTO positions (partition, gen, position_gen, position_n, log_offset) VALUES (?, ?, ?, ?, ?)";
    return this.#cql.run(query, this.#partition, BigInt(gen), BigInt(positionGen), BigInt(n), BigInt(offset));
  }

  async raiseGen(above: number): Promise<number> {
    const query = "SELECT gen FROM gen_claims WHERE partition = ?";
    const row = await this.#cql.one<{ gen: bigint }>(query, this.#partition);
    for (let known = row?.gen; ; ) {
      const gen = BigInt(Math.max(Number(known ?? 0n), above) + 1);
      const lost = await this.#raise(gen, known);
      if (!lost) return Number(gen);
      known = lost.gen;
    }
  }

  async readChannel(channelId: string): Promise<StoredChannel> {
    const record = await this.#cql.one<ChannelRecord>(selectMember, channelId, [nobody]);
    const channel = record && toChannel(channelId, record);
    return { channel, owners: record?.owners ?? 0, derivedSeq: Number(record?.derived_seq ?? 0n) };
  }

  async readMember(channelId: string, userId: string): Promise<StoredMember> {
    const records = await this.#cql.all<ChannelRecord>(selectMember, channelId, [nobody, userId]);
    const own = records.find((record) => record.user_id === userId);
    return { member: own && memberOf(own), derivedSeq: Number(records[0]?.derived_seq ?? 0n) };
  }

  async readMessage(channelId: string, seq: number): Promise<StoredMessageState | undefined> {
    const [[event], changes, reactions] = await Promise.all([
      this.#rows.after(channelId, seq - 1, 1),
      this.#rows.changes(channelId, seq, seq),
      this.#rows.reactions(channelId, seq, seq),
    ]);
    if (event?.kind !== kinds.messagePosted) return undefined;
    const change = changes.get(seq);
    const deleted = change?.deleted ?? false;
    const mentions = deleted ? [] : (change?.mentions ?? event.mentions);
    const there = deleted ? [] : reactions.map(({ emoji, user_id }) => ({ emoji, userId: user_id }));
    return { authorId: event.actorId, deleted, mentions, reactions: there };
  }

  readEvents(channelId: string, after: number, max: number): Promise<readonly EventRecord[]> {
    return this.#rows.after(channelId, after, max);
  }

  async lookUpSend(channelId: string, actorId: string, clientMessageId: string): Promise<SendRow | undefined> {
    const query = `SELECT seq, digest, writetime(seq) AS stamp FROM sends
      WHERE channel_id = ? AND actor_id = ? AND client_id = ?`;
    const row = await this.#cql.one<{ seq: bigint; digest: Buffer; stamp: bigint }>(
      query,
      channelId,
      actorId,
      clientMessageId,
    );
    return row && { actorId, clientMessageId, seq: Number(row.seq), digest: row.digest, stamp: Number(row.stamp) };
  }

  writeEvents(channelId: string, events: readonly { event: EventRecord; stamp: number }[]): Promise<void> {
    return this.#rows.write(channelId, events);
  }

  writeSends(channelId: string, sends: readonly SendRow[]): Promise<void> {
    const query =
      "INSERT INTO sends (channel_id, actor_id, client_id, seq, digest) VALUES (?, ?, ?, ?, ?) USING TIMESTAMP ?";
    return this.#cql.each(
      sends.map(({ actorId, clientMessageId, seq, digest, stamp }) => ({
        query,
        params: [channelId, actorId, clientMessageId, BigInt(seq), Buffer.from(digest), BigInt(stamp)],
      })),
    );
  }

  async writeChanges(channelId: string, changes: readonly StampedChange[]): Promise<void> {
    await this.#cql.each(changes.map((each) => toStatement(channelId, each)));
    const erasures = changes.map(async ({ change, stamp }) => {
      if (change.row === "message" && change.deleted) await this.#rows.erase(channelId, change.seq, stamp);
    });
    await Promise.all(erasures);
  }

  async writeState(channelId: string, { changes, owners, derivedSeq, messages, stamp }: StateWrite): Promise<void> {
    // Before the mark that says they are there.
    await this.#cql.each(changes.flatMap((each) => elsewhere(channelId, each)));
    const query = `INSERT INTO channels (channel_id, user_id, owners, derived_seq, messages, present)
      VALUES (?, ?, ?, ?, ?, false) USING TIMESTAMP ?`;
    const params = [channelId, nobody, owners, BigInt(derivedSeq), BigInt(messages), BigInt(stamp)];
    await this.#cql.batch([{ query, params }, ...changes.map((each) => toStatement(channelId, each))]);
  }

  async writeHeads(heads: readonly HeadRow[]): Promise<void> {
    const query = "INSERT INTO heads (partition, channel_id, seq, messages) VALUES (?, ?, ?, ?) USING TIMESTAMP ?";
    const statements = heads.map(({ channelId, seq, messages, stamp }) => ({
      query,
      params: [this.#partition, channelId, BigInt(seq), BigInt(messages), BigInt(stamp)],
    }));
    for (let at = 0; at < statements.length; at += headsAtOnce)
      await this.#cql.batch(statements.slice(at, at + headsAtOnce));
  }

  #raise(gen: bigint, known: bigint | undefined): Promise<{ gen?: bigint } | undefined> {
    if (known === undefined)
      return this.#cql.compare(
        "INSERT INTO gen_claims (partition, gen) VALUES (?, ?) IF NOT EXISTS",
        this.#partition,
        gen,
      );
    return this.#cql.compare(
      "UPDATE gen_claims SET gen = ? WHERE partition = ? IF gen = ?",
      gen,
      this.#partition,
      known,
    );
  }
}

const selectMember = "SELECT * FROM channels WHERE channel_id = ? AND user_id IN ?";

type Write<Row extends RowChange["row"]> = (
  channelId: string,
  change: Extract<RowChange, { row: Row }>,
  stamp: bigint,
) => Statement;

const writes: { readonly [Row in RowChange["row"]]: Write<Row> } = {
  channel: (channelId, { channel: { kind, name, topic, archived, members } }, stamp) => ({
    query: `INSERT INTO channels (channel_id, kind, name, topic, archived, members) VALUES (?, ?, ?, ?, ?, ?)
      USING TIMESTAMP ?`,
    params: [channelId, kind, name, topic, archived, members, stamp],
  }),
  member: (channelId, { userId, member }, stamp) => ({
    query: `INSERT INTO channels (channel_id, user_id, member_name, role, banned, joined_seq, present)
      VALUES (?, ?, ?, ?, ?, ?, ?) USING TIMESTAMP ?`,
    params: [
      ...[channelId, userId, member?.name ?? "", member?.role ?? 0, member?.banned ?? false],
      ...[BigInt(member?.joinedSeq ?? 0), member !== undefined, stamp],
    ],
  }),
  message: (channelId, { seq, edited, deleted }, stamp) => ({
    query: `UPDATE message_changes USING TIMESTAMP ? SET text = ?, mentions = ?, edited_at_ms = ?, deleted = ?,
      edits = edits + ? WHERE channel_id = ? AND part = ? AND seq = ?`,
    params: [
      ...[stamp, edited?.text ?? "", [...(edited?.mentions ?? [])], BigInt(edited?.atMs ?? 0), deleted],
      ...[deleted ? [] : [BigInt(seqOfStamp(Number(stamp)))], channelId, partOf(seq), BigInt(seq)],
    ],
  }),
  reaction: (channelId, { seq, emoji, userId, is }, stamp) => ({
    query: `INSERT INTO reactions (channel_id, part, seq, emoji, user_id, at_seq, present) VALUES (?, ?, ?, ?, ?, ?, ?)
      USING TIMESTAMP ?`,
    params: [channelId, partOf(seq), BigInt(seq), emoji, userId, BigInt(seqOfStamp(Number(stamp))), is, stamp],
  }),
  mention: (channelId, { seq, userId, is }, stamp) => ({
    query: "INSERT INTO mentions (user_id, channel_id, seq, present) VALUES (?, ?, ?, ?) USING TIMESTAMP ?",
    params: [userId, channelId, BigInt(seq), is, stamp],
  }),
  read: (channelId, { userId, seq, messages }, stamp) => ({
    query: "INSERT INTO reads (user_id, channel_id, seq, messages) VALUES (?, ?, ?, ?) USING TIMESTAMP ?",
    params: [userId, channelId, BigInt(seq), BigInt(messages), stamp],
  }),
};

function toStatement(channelId: string, { change, stamp }: StampedChange): Statement {
  const write = writes[change.row] as (channelId: string, change: RowChange, stamp: bigint) => Statement;
  return write(channelId, change, BigInt(stamp));
}

/** The rows outside of the channel's own partition that follow from one in it. */
function elsewhere(channelId: string, { change, stamp }: StampedChange): Statement[] {
  if (change.row === "channel") {
    const query = "INSERT INTO channel_ids (bucket, id, kind) VALUES (?, ?, ?) USING TIMESTAMP ?";
    return [{ query, params: [bucketOf(channelId), channelId, change.channel.kind, BigInt(stamp)] }];
  }
  if (change.row !== "member") return [];
  const query = "INSERT INTO user_channels (user_id, channel_id, present) VALUES (?, ?, ?) USING TIMESTAMP ?";
  const present = change.member !== undefined && change.member.role !== 0;
  return [{ query, params: [change.userId, channelId, present, BigInt(stamp)] }];
}
