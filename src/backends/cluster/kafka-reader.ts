// Reads partitions of the log by one waiting request to each broker, from offsets that we name.
import { Consumer } from "@platformatic/kafka";
import type { Cancel, Clock } from "../../core/clock.ts";
import { clientOptions, type KafkaPlace } from "./kafka.ts";
import type { RecordSink } from "./log-topic.ts";

/** A broker that has nothing answers after so long; who is added meanwhile waits for that. */
const maxWaitMs = 100;
const maxBytes = 4 * 1024 * 1024;
const maxPartitionBytes = 1024 * 1024;
const pauseMs = 20;
const retryMs = 200;
const offsetOutOfRange = 1;

interface Reading {
  next: number;
  readonly sink: RecordSink;
}

interface FetchedPartition {
  readonly partitionIndex: number;
  readonly errorCode: number;
  readonly records?: readonly Batch[] | null;
}

interface Batch {
  readonly firstOffset: bigint;
  readonly records: readonly { readonly offsetDelta: number; readonly value: Buffer | null }[];
}

/** Each partition at most once. */
export class KafkaReader {
  readonly #place: KafkaPlace;
  readonly #clock: Clock;
  readonly #consumer: Consumer;
  readonly #readings = new Map<number, Reading>();
  readonly #fetching = new Set<number>();
  #closed = false;

  constructor(place: KafkaPlace, clock: Clock) {
    this.#place = place;
    this.#clock = clock;
    this.#consumer = new Consumer({ ...clientOptions(place, "reader"), groupId: "madang-readers" });
    this.#consumer.topics.track(place.topic);
  }

  /** Whether it reads this partition. */
  reads(partition: number): boolean {
    return this.#readings.has(partition);
  }

  read(partition: number, from: number, sink: RecordSink): Cancel {
    const reading = { next: from, sink };
    this.#readings.set(partition, reading);
    void this.#begin();
    return () => {
      if (this.#readings.get(partition) === reading) this.#readings.delete(partition);
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#readings.clear();
    await this.#consumer.close(true);
  }

  /** Sees to it that every broker with partitions of ours has a request waiting. */
  async #begin(): Promise<void> {
    try {
      const { topics } = await this.#consumer.metadata({ topics: [this.#place.topic] });
      const topic = topics.get(this.#place.topic);
      const leaders = new Set(
        [...this.#readings.keys()].map((partition) => topic?.partitions[partition]?.leader ?? -1),
      );
      for (const leader of leaders) if (leader >= 0 && !this.#fetching.has(leader)) void this.#fetchFrom(leader);
    } catch {
      if (!this.#closed && this.#readings.size > 0) this.#clock.after(retryMs, () => void this.#begin());
    }
  }

  async #fetchFrom(node: number): Promise<void> {
    this.#fetching.add(node);
    while (!this.#closed) {
      try {
        const wanted = await this.#wantedOf(node);
        if (wanted.size === 0 && this.#readings.size === 0) break;
        if (wanted.size === 0) await this.#wait(pauseMs);
        else await this.#fetchOnce(node, wanted);
      } catch {
        await this.#wait(retryMs);
        this.#consumer.clearMetadata();
        void this.#begin();
      }
    }
    this.#fetching.delete(node);
  }

  /** The partitions that this broker leads and whose readers want more. */
  async #wantedOf(node: number): Promise<Map<number, Reading>> {
    const { topics } = await this.#consumer.metadata({ topics: [this.#place.topic] });
    const partitions = topics.get(this.#place.topic)?.partitions;
    return new Map(
      [...this.#readings].filter(
        ([partition, { sink }]) => partitions?.[partition]?.leader === node && !sink.isBehind(),
      ),
    );
  }

  async #fetchOnce(node: number, wanted: ReadonlyMap<number, Reading>): Promise<void> {
    const { topics } = await this.#consumer.metadata({ topics: [this.#place.topic] });
    const topicId = topics.get(this.#place.topic)?.id ?? "";
    const partitions = [...wanted].map(([partition, { next }]) => ({
      partition,
      currentLeaderEpoch: -1,
      fetchOffset: BigInt(next),
      lastFetchedEpoch: -1,
      partitionMaxBytes: maxPartitionBytes,
    }));
    const ask = { node, topics: [{ topicId, partitions }], minBytes: 1, maxBytes, maxWaitTime: maxWaitMs };
    const { responses } = await this.#consumer.fetch(ask).catch(rescue);
    for (const { partitions: fetched } of responses) for (const each of fetched) this.#take(each, wanted);
  }

  #take({ partitionIndex, errorCode, records }: FetchedPartition, wanted: ReadonlyMap<number, Reading>): void {
    const reading = wanted.get(partitionIndex);
    // It may have ended while the broker was asked.
    if (!reading || this.#readings.get(partitionIndex) !== reading) return;
    if (errorCode === offsetOutOfRange)
      this.#fail(partitionIndex, reading, `offset ${reading.next} is not in the log of partition ${partitionIndex}`);
    for (const { firstOffset, records: batch } of records ?? [])
      for (const { offsetDelta, value } of batch) {
        const offset = Number(firstOffset) + offsetDelta;
        // A batch is given whole, also what stands before the offset that was asked for.
        if (offset < reading.next || this.#readings.get(partitionIndex) !== reading) continue;
        reading.next = offset + 1;
        reading.sink.onRecord(offset, value ?? new Uint8Array());
      }
  }

  #fail(partition: number, reading: Reading, reason: string): void {
    this.#readings.delete(partition);
    reading.sink.onFailed(new Error(reason));
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(delayMs, resolve));
  }
}

interface Fetched {
  readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[];
}

// One partition's error makes the client throw away what came of the others: the answer is in the error.
function rescue(failure: unknown): Fetched {
  const { response, errors = [] } = failure as { response?: Fetched; errors?: unknown[] };
  if (response?.responses.some(({ partitions }) => partitions.some(({ errorCode }) => errorCode === offsetOutOfRange)))
    return response;
  for (const each of errors) {
    const { response: inner } = each as { response?: Fetched };
    if (inner?.responses) return rescue(each);
  }
  throw failure;
}
