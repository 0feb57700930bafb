// What one person knows of: what they read, acknowledged or left, as far as their notices ask for it.
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { type ChannelRecord, memberOf, nobody } from "./channel-records.ts";
import type { Cql } from "./cql.ts";
import { partOf } from "./spread.ts";

/** An item as its row says, without its person. */
export interface ItemRecord {
  readonly at_ms: bigint;
  readonly source_id: string;
  readonly seq: bigint;
  readonly reason: number;
  readonly decided_at_ms: bigint | null;
  readonly acked: boolean | null;
}

const keysAtOnce = 100;

/** Remembers what it read, so it is for one answer only. */
export class NoticeKnown {
  readonly #cql: Cql;
  readonly #userId: string;
  readonly #read = new Map<string, number>();
  readonly #left = new Map<string, Promise<boolean>>();
  #throughMs: Promise<number> | undefined;

  constructor(cql: Cql, userId: string) {
    this.#cql = cql;
    this.#userId = userId;
  }

  /** Everything said up to this time is known. */
  throughMs(): Promise<number> {
    const query = "SELECT through_ms FROM notice_people WHERE user_id = ?";
    this.#throughMs ??= this.#cql
      .one<{ through_ms: bigint }>(query, this.#userId)
      .then((row) => Number(row?.through_ms ?? 0n));
    return this.#throughMs;
  }

  /** How far the person has read in each of these channels; -1 where they have not. */
  async readSeqs(sourceIds: Iterable<string>): Promise<ReadonlyMap<string, number>> {
    const query = "SELECT channel_id, seq FROM reads WHERE user_id = ? AND channel_id IN ?";
    const unknown = [...new Set(sourceIds)].filter((sourceId) => !this.#read.has(sourceId));
    for (let at = 0; at < unknown.length; at += keysAtOnce) {
      const some = unknown.slice(at, at + keysAtOnce);
      const rows = await this.#cql.all<{ channel_id: string; seq: bigint }>(query, this.#userId, some);
      for (const sourceId of some) this.#read.set(sourceId, -1);
      for (const { channel_id, seq } of rows) this.#read.set(channel_id, Number(seq));
    }
    return this.#read;
  }

  /** Which of these items the person knows. */
  async known(items: readonly ItemRecord[]): Promise<(item: ItemRecord) => boolean> {
    const throughMs = await this.throughMs();
    const reads = await this.readSeqs(items.map(({ source_id }) => source_id));
    return ({ acked, at_ms, seq, source_id }) =>
      acked === true || Number(at_ms) <= throughMs || Number(seq) <= (reads.get(source_id) ?? -1);
  }

  /** Whether it is a channel that the person is no longer in. */
  hasLeft(sourceId: string): Promise<boolean> {
    let left = this.#left.get(sourceId);
    if (!left) {
      left = this.#hasLeft(sourceId);
      this.#left.set(sourceId, left);
    }
    return left;
  }

  /** Which of these items are of deleted messages. */
  async deleted(items: readonly ItemRecord[]): Promise<ReadonlySet<ItemRecord>> {
    const places = Map.groupBy(items, ({ source_id, seq }) => JSON.stringify([source_id, partOf(Number(seq))]));
    const query = "SELECT seq, deleted FROM message_changes WHERE channel_id = ? AND part = ? AND seq IN ?";
    const gone = new Set<ItemRecord>();
    for (const [place, those] of places) {
      const [sourceId, part] = JSON.parse(place) as [string, number];
      const seqs = those.map(({ seq }) => seq);
      const rows = await this.#cql.all<{ seq: bigint; deleted: boolean | null }>(query, sourceId, part, seqs);
      const deleted = new Set(rows.filter((row) => row.deleted).map(({ seq }) => seq));
      for (const item of those) if (deleted.has(item.seq)) gone.add(item);
    }
    return gone;
  }

  async #hasLeft(sourceId: string): Promise<boolean> {
    const query = "SELECT * FROM channels WHERE channel_id = ? AND user_id IN ?";
    const rows = await this.#cql.all<ChannelRecord>(query, sourceId, [nobody, this.#userId]);
    const kind = rows[0]?.kind ?? null;
    if (kind === null || kind === ChannelKind.LOBBY) return false;
    const own = rows.find(({ user_id }) => user_id === this.#userId);
    return ((own && memberOf(own))?.role ?? 0) === 0;
  }
}
