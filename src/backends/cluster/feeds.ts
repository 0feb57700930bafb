// The log as a feed: every event when it is in the store, from where a reader stopped.
import { setTimeout as sleep } from "node:timers/promises";
import type { ChatError } from "../../core/errors.ts";
import type { FeedBatch } from "../../core/ports.ts";
import type { ClusterChannelStore } from "./channel-store.ts";
import type { Cql } from "./cql.ts";
import type { EventRows } from "./event-rows.ts";
import { firstPosition, type LogPosition, PartitionFold } from "./fold.ts";
import { decodeRecord, type EventRecord } from "./log-record.ts";
import type { LogTopic, Membership } from "./log-topic.ts";
import { toLogged } from "./message-log.ts";

/** What feeds are given. */
export interface FeedsOptions {
  readonly cql: Cql;
  readonly topic: LogTopic;
  /** The group of all who read by one name. */
  readonly groupOf: (reader: string) => Membership;
  readonly channels: ClusterChannelStore;
  readonly rows: EventRows;
}

interface PositionRow {
  readonly position_gen: bigint;
  readonly position_n: bigint;
  readonly log_offset: bigint;
  readonly not_before?: bigint | null;
}

interface Read {
  readonly event: EventRecord;
  readonly position: LogPosition;
}

const batchEvents = 1_000;
const rowsAtOnce = 500;
/** Events that were read and not asked for, of one partition. */
const maxWaiting = 2_000;
const idleMs = 50;
const derivedWithinMs = 30_000;

/** Readers of one name on several nodes share the partitions. */
export class Feeds {
  readonly #options: FeedsOptions;
  #closed: ChatError | undefined;

  constructor(options: FeedsOptions) {
    this.#options = options;
  }

  /** Ends all feeds. */
  close(reason: ChatError): void {
    this.#closed = reason;
  }

  /** See MessageLog.feed. */
  async *read(reader: string, signal: AbortSignal, begin: "first" | "now"): AsyncIterable<FeedBatch> {
    const readers = new Map<number, PartitionReader>();
    const group = this.#options.groupOf(reader);
    let assigned: readonly number[] = [];
    group.join((partitions) => {
      assigned = partitions;
    });
    try {
      while (!signal.aborted) {
        if (this.#closed) throw this.#closed;
        await this.#follow(readers, assigned, reader, begin);
        const taken = takeFrom(readers.values());
        const reads = taken.flatMap((those) => those.reads);
        if (reads.length === 0) {
          await sleep(idleMs, undefined, { signal }).catch(() => undefined);
          continue;
        }
        await this.#derived(reads, signal);
        if (signal.aborted) return;
        yield await this.#asStored(reads);
        // Asked for more: what was given is done.
        await Promise.all(
          taken.flatMap(({ each, reads: [...those] }) => (those.length > 0 ? each.confirm(those) : [])),
        );
      }
    } finally {
      for (const each of readers.values()) each.close();
      await group.leave();
    }
  }

  /** Reads the partitions that are assigned now, and no others. */
  async #follow(
    readers: Map<number, PartitionReader>,
    assigned: readonly number[],
    reader: string,
    begin: "first" | "now",
  ): Promise<void> {
    for (const [partition, each] of readers)
      if (each.isBroken || !assigned.includes(partition)) {
        each.close();
        readers.delete(partition);
      }
    for (const partition of assigned)
      if (!readers.has(partition))
        readers.set(partition, await PartitionReader.open(this.#options, reader, partition, begin));
  }

  /** The events as their rows have them: what was deleted since is not given any more. */
  async #asStored(reads: readonly Read[]): Promise<FeedBatch> {
    const stored = new Map<string, EventRecord>();
    for (const [channelId, those] of Map.groupBy(reads, ({ event }) => event.channelId)) {
      const last = those.at(-1)?.event.seq ?? 0;
      for (let after = (those[0]?.event.seq ?? 1) - 1; after < last; ) {
        const rows = await this.#options.rows.after(channelId, after, Math.min(rowsAtOnce, last - after));
        for (const row of rows) stored.set(placeOf(row), row);
        if (rows.length === 0) break;
        after = rows.at(-1)?.seq ?? last;
      }
    }
    return reads.map(({ event }) => toLogged(stored.get(placeOf(event)) ?? event));
  }

  /** Waits until what follows from the events is in the store, since whoever reads the feed asks for it. */
  async #derived(reads: readonly Read[], signal: AbortSignal): Promise<void> {
    const last = new Map(reads.map(({ event }) => [event.channelId, event.seq]));
    const untilMs = performance.now() + derivedWithinMs;
    for (const [channelId, seq] of last)
      while (!signal.aborted && performance.now() < untilMs) {
        const head = await this.#options.channels.head(channelId).catch(() => undefined);
        if (head && head.seq >= seq) break;
        await sleep(idleMs);
      }
  }
}

interface Taken {
  readonly each: PartitionReader;
  readonly reads: Read[];
}

function takeFrom(readers: Iterable<PartitionReader>): Taken[] {
  const taken: Taken[] = [];
  let room = batchEvents;
  // Who has most is not always served first: the rest of a partition comes with the next batch.
  for (const each of [...readers].toSorted((a, b) => a.servedAt - b.servedAt)) {
    const reads = each.take(room);
    room -= reads.length;
    taken.push({ each, reads });
  }
  return taken;
}

function placeOf({ channelId, seq }: EventRecord): string {
  return `${channelId} ${seq}`;
}

/** One partition, read from where the feed's reader stopped. */
class PartitionReader {
  readonly #cql: Cql;
  readonly #reader: string;
  readonly #partition: number;
  readonly #fold: PartitionFold;
  /** What stands before this offset is not given. */
  readonly #notBefore: number;
  readonly #waiting: Read[] = [];
  readonly #cancel: () => void;
  isBroken = false;
  /** When something was taken from it last. */
  servedAt = 0;

  private constructor(
    { cql, topic }: FeedsOptions,
    reader: string,
    partition: number,
    from: LogPosition,
    notBefore: number,
  ) {
    this.#cql = cql;
    this.#notBefore = notBefore;
    this.#reader = reader;
    this.#partition = partition;
    this.#fold = new PartitionFold(from);
    this.#cancel = topic.read(partition, from.offset, {
      onRecord: (offset, bytes) => this.#take(offset, bytes),
      isBehind: () => this.#waiting.length >= maxWaiting,
      onFailed: () => {
        this.isBroken = true;
      },
    });
  }

  static async open(
    options: FeedsOptions,
    reader: string,
    partition: number,
    begin: "first" | "now",
  ): Promise<PartitionReader> {
    const query = "SELECT * FROM feed_positions WHERE reader = ? AND partition = ?";
    const kept = await options.cql.one<PositionRow>(query, reader, partition);
    if (kept) return new PartitionReader(options, reader, partition, toPosition(kept), Number(kept.not_before ?? 0n));
    const opened = await (begin === "now"
      ? PartitionReader.#openNow(options, reader, partition)
      : new PartitionReader(options, reader, partition, firstPosition, 0));
    // A crash before the first batch must not move the beginning.
    await opened.#keep(opened.#fold.position);
    return opened;
  }

  // The owner's position is a little behind the end, so that the fold knows what counts; what is between is left out.
  static async #openNow(options: FeedsOptions, reader: string, partition: number): Promise<PartitionReader> {
    const end = await options.topic.log(partition).end();
    const query = "SELECT * FROM positions WHERE partition = ? LIMIT 1";
    const row = await options.cql.one<PositionRow>(query, partition);
    return new PartitionReader(options, reader, partition, row ? toPosition(row) : firstPosition, end);
  }

  take(most: number): Read[] {
    if (this.#waiting.length > 0 && most > 0) this.servedAt = performance.now();
    return this.#waiting.splice(0, most);
  }

  confirm(reads: readonly Read[]): Promise<void> {
    return this.#keep((reads.at(-1) as Read).position);
  }

  close(): void {
    this.#cancel();
  }

  #take(offset: number, bytes: Uint8Array): void {
    if (this.isBroken) return;
    try {
      const folded = this.#fold.next(offset, decodeRecord(bytes));
      if (folded.what === "event" && offset >= this.#notBefore)
        this.#waiting.push({ event: folded.event, position: this.#fold.position });
    } catch {
      this.isBroken = true;
    }
  }

  #keep({ offset, gen, n }: LogPosition): Promise<void> {
    const query = `INSERT INTO feed_positions (reader, partition, position_gen, position_n, log_offset, not_before)
      VALUES (?, ?, ?, ?, ?, ?)`;
    const place = [BigInt(gen), BigInt(n), BigInt(offset), BigInt(this.#notBefore)];
    return this.#cql.run(query, this.#reader, this.#partition, ...place);
  }
}

function toPosition({ log_offset, position_gen, position_n }: PositionRow): LogPosition {
  return { offset: Number(log_offset), gen: Number(position_gen), n: Number(position_n) };
}
