// The log's topic in Kafka: the only file that knows its client. Readers are positioned by us, and order is one request at a time.
import { Admin, Consumer, Producer } from "@platformatic/kafka";
import type { Clock } from "../../core/clock.ts";
import { KafkaReader } from "./kafka-reader.ts";
import type { LogTopic, RecordSink } from "./log-topic.ts";
import type { PartitionLog } from "./ports.ts";
import { SharedQuestion } from "./shared-question.ts";

/** Where the log is. */
export interface KafkaPlace {
  /** host:port of some brokers; the others are found through them. */
  readonly brokers: readonly string[];
  readonly topic: string;
}

/** Kafka cannot be used as it is; the message is a sentence for the operator. */
export class KafkaError extends Error {}

const deadlineMs = 5_000;
const connectMs = 3_000;
/** Records that wait to be produced, of one partition: beyond it, who produces is told at once that it failed. */
const maxWaitingBytes = 32 * 1024 * 1024;
const maxRequestBytes = 900_000;
/** Every replica that is in sync. */
const allReplicas = -1;
const latest = -1n;

/** Settings of every client: a failure is told at once, and who asked asks again. */
export function clientOptions({ brokers }: KafkaPlace, name: string) {
  return {
    clientId: `madang-${name}`,
    bootstrapBrokers: [...brokers],
    retries: 0,
    connectTimeout: connectMs,
    requestTimeout: deadlineMs,
    autocreateTopics: false,
  };
}

/** How many partitions the topic has; undefined if there is no such topic. Rejects with KafkaError. */
export async function partitionsOf(place: KafkaPlace): Promise<number | undefined> {
  const admin = new Admin(clientOptions(place, "admin"));
  try {
    const { topics } = await admin.metadata({ topics: [place.topic] });
    return topics.get(place.topic)?.partitionsCount;
  } catch (failure) {
    if (/UNKNOWN_TOPIC|unknown topic|does not host/i.test(wordsOf(failure))) return undefined;
    throw new KafkaError(
      `Kafka at ${place.brokers.join(", ")} cannot be reached: ${wordsOf(failure)}. Name it with --kafka.`,
      { cause: failure },
    );
  } finally {
    await admin.close().catch(() => undefined);
  }
}

/** LogTopic over Kafka. */
export class KafkaTopic implements LogTopic {
  readonly partitions: number;
  readonly #place: KafkaPlace;
  readonly #clock: Clock;
  readonly #producer: Producer;
  readonly #asker: Consumer;
  readonly #logs = new Map<number, PartitionLog>();
  /** Each reads a partition at most once. */
  readonly #readers: KafkaReader[] = [];

  constructor(place: KafkaPlace, partitions: number, clock: Clock) {
    this.#place = place;
    this.partitions = partitions;
    this.#clock = clock;
    this.#producer = new Producer({ ...clientOptions(place, "log"), acks: allReplicas });
    this.#asker = new Consumer({ ...clientOptions(place, "ends"), groupId: "madang-ends" });
    this.#asker.topics.track(place.topic);
  }

  log(partition: number): PartitionLog {
    const known = this.#logs.get(partition);
    if (known) return known;
    const queue = new ProduceQueue(this.#producer, this.#place.topic, partition);
    const end = new SharedQuestion(() => this.#end(partition));
    const log = { produce: (record: Uint8Array) => queue.produce(record), end: () => end.ask() };
    this.#logs.set(partition, log);
    return log;
  }

  read(partition: number, from: number, sink: RecordSink): () => void {
    let reader = this.#readers.find((each) => !each.reads(partition));
    if (!reader) {
      reader = new KafkaReader(this.#place, this.#clock);
      this.#readers.push(reader);
    }
    return reader.read(partition, from, sink);
  }

  async close(): Promise<void> {
    const closing = [this.#producer, this.#asker, ...this.#readers].map((each) => each.close(true));
    await Promise.allSettled(closing);
  }

  async #end(partition: number): Promise<number> {
    const { topic } = this.#place;
    const offsets = await this.#asker.listOffsets({
      topics: [topic],
      partitions: { [topic]: [partition] },
      timestamp: latest,
    });
    const end = offsets.get(topic)?.[partition];
    if (end === undefined) throw new KafkaError("Kafka did not say where the log ends.");
    return Number(end);
  }
}

interface Waiting {
  readonly record: Uint8Array;
  readonly resolve: () => void;
  readonly reject: (failure: unknown) => void;
}

/** One request at a time, with all that came meanwhile: records stand in the log in the order of calls. */
class ProduceQueue {
  readonly #producer: Producer;
  readonly #topic: string;
  readonly #partition: number;
  readonly #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #isProducing = false;

  constructor(producer: Producer, topic: string, partition: number) {
    this.#producer = producer;
    this.#topic = topic;
    this.#partition = partition;
  }

  produce(record: Uint8Array): Promise<void> {
    if (this.#waitingBytes > maxWaitingBytes) return Promise.reject(new KafkaError("Too much waits for Kafka."));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ record, resolve, reject });
    this.#waitingBytes += record.length;
    if (!this.#isProducing) void this.#produceAll();
    return promise;
  }

  async #produceAll(): Promise<void> {
    this.#isProducing = true;
    // What is produced in this turn goes together.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) await this.#produceSome(this.#takeSome());
    this.#isProducing = false;
  }

  #takeSome(): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length && (count === 0 || bytes < maxRequestBytes / 2))
      bytes += this.#waiting[count++]?.record.length ?? 0;
    this.#waitingBytes -= bytes;
    return this.#waiting.splice(0, count);
  }

  async #produceSome(some: readonly Waiting[]): Promise<void> {
    const messages = some.map(({ record }) => ({
      topic: this.#topic,
      partition: this.#partition,
      value: Buffer.from(record.buffer, record.byteOffset, record.byteLength),
    }));
    try {
      await this.#producer.send({ messages });
      for (const { resolve } of some) resolve();
    } catch (failure) {
      for (const { reject } of some) reject(failure);
    }
  }
}

function wordsOf(failure: unknown): string {
  const { errors = [], message = String(failure) } = failure as { errors?: Error[]; message?: string };
  return [...new Set([message, ...errors.map(wordsOf)])].join(" ");
}
