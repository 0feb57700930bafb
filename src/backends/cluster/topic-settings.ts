// The log's topic: how it is made, and what must be so before anything is trusted to it.
import { Admin, type ConfigResourceTypes } from "@platformatic/kafka";
import type { Cql } from "./cql.ts";
import { clientOptions, KafkaError, type KafkaPlace, partitionsOf } from "./kafka.ts";
import { maxRecordBytes } from "./log-record.ts";

/** How the topic is made. */
export interface TopicPlan {
  readonly partitions: number;
  /** On how many brokers each record is. */
  readonly copies: number;
}

const topicResource: typeof ConfigResourceTypes.TOPIC = 2;
const dayMs = 24 * 3_600_000;
/** A store that is down for days must not lose what only the log has. */
const retentionMs = 7 * dayMs;
const partitionsKey = "partitions";

/** Makes the topic if it is not there, and remembers how many partitions it has. Safe to call twice, and by two at once. */
export async function makeTopic(cql: Cql, place: KafkaPlace, plan: TopicPlan): Promise<void> {
  if ((await partitionsOf(place)) === undefined) await create(place, plan);
  const found = (await partitionsOf(place)) ?? plan.partitions;
  const insert = "INSERT INTO store_claims (what, value) VALUES (?, ?) IF NOT EXISTS";
  await cql.compare(insert, partitionsKey, BigInt(found));
}

/**
 * The number of partitions. Rejects with KafkaError, a sentence that says what to do, unless the topic is there and as
 * it must be; resolves with sentences about what could be better.
 */
export async function requireTopic(cql: Cql, place: KafkaPlace): Promise<{ partitions: number; warnings: string[] }> {
  const partitions = await partitionsOf(place);
  if (partitions === undefined)
    throw new KafkaError(`Kafka has no topic "${place.topic}": make it with madang admin migrate.`);
  const query = "SELECT value FROM store_claims WHERE what = ?";
  const known = await cql.one<{ value: bigint }>(query, partitionsKey);
  if (Number(known?.value) !== partitions)
    throw new KafkaError(
      `The topic "${place.topic}" has ${partitions} partitions, but the store was made for ${known?.value ?? "none"}: channels would move. Name the topic that belongs to this keyspace.`,
    );
  const settings = await settingsOf(place);
  if ((settings.get("cleanup.policy") ?? "delete").includes("compact"))
    throw new KafkaError(`The topic "${place.topic}" is compacted, which loses messages: set cleanup.policy=delete.`);
  return { partitions, warnings: warningsOf(place, settings) };
}

function warningsOf({ topic }: KafkaPlace, settings: ReadonlyMap<string, string>): string[] {
  const warnings: string[] = [];
  if (Number(settings.get("min.insync.replicas") ?? 1) < 2)
    warnings.push(
      `The topic "${topic}" acknowledges on one broker alone: a broker that dies may take messages with it.`,
    );
  const keptMs = Number(settings.get("retention.ms") ?? retentionMs);
  if (keptMs >= 0 && keptMs < retentionMs)
    warnings.push(`The topic "${topic}" keeps less than 7 days: what the store has not by then is lost.`);
  if (settings.get("unclean.leader.election.enable") === "true")
    warnings.push(`The topic "${topic}" may elect an unclean leader, which loses what was acknowledged.`);
  return warnings;
}

async function create({ brokers, topic }: KafkaPlace, { partitions, copies }: TopicPlan): Promise<void> {
  const admin = new Admin(clientOptions({ brokers, topic }, "admin"));
  const configs = [
    { name: "cleanup.policy", value: "delete" },
    { name: "retention.ms", value: String(retentionMs) },
    { name: "min.insync.replicas", value: String(Math.min(copies, Math.max(1, copies - 1))) },
    { name: "max.message.bytes", value: String(2 * maxRecordBytes) },
    { name: "unclean.leader.election.enable", value: "false" },
  ];
  try {
    await admin.createTopics({ topics: [topic], partitions, replicas: copies, configs });
  } catch (failure) {
    // Somebody else may have made it meanwhile.
    if ((await partitionsOf({ brokers, topic })) === undefined)
      throw new KafkaError(`Kafka refused to make the topic "${topic}": ${(failure as Error).message}`, {
        cause: failure,
      });
  } finally {
    await admin.close().catch(() => undefined);
  }
}

async function settingsOf(place: KafkaPlace): Promise<Map<string, string>> {
  const admin = new Admin(clientOptions(place, "admin"));
  try {
    const [found] = await admin.describeConfigs({
      resources: [{ resourceType: topicResource, resourceName: place.topic, configurationKeys: null }],
    });
    return new Map(
      (found?.configs ?? []).flatMap(({ name, value }) =>
        value === null || value === undefined ? [] : [[name, value]],
      ),
    );
  } finally {
    await admin.close().catch(() => undefined);
  }
}
