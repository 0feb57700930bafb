// Makes what a fleet needs before its first process starts, and brings it to this release: keyspace, tables and topic.
import { type Config, ConfigError } from "./config.ts";
import { cqlPlace, isFleet } from "./fleet.ts";

/** How things are made that are not there. */
export interface MigratePlan {
  /** Of the log: the most processes that can own channels; cannot be changed later. */
  readonly partitions: number;
  /** On how many machines each row and record is. */
  readonly copies: number;
}

/** Safe to run twice, and by two at once; rejects with ConfigError. `say` hears each step that is done. */
export async function migrateFleet(config: Config, plan: MigratePlan, say: (step: string) => void): Promise<void> {
  if (!isFleet(config)) throw new ConfigError("Name the fleet's store: --kafka host:port and --cql host:port.");
  const [{ Cql, CqlError }, { KafkaError }, { makeKeyspace, migrate, schemaVersion }, { makeTopic }] =
    await Promise.all([
      import("./backends/cluster/cql.ts"),
      import("./backends/cluster/kafka.ts"),
      import("./backends/cluster/schema.ts"),
      import("./backends/cluster/topic-settings.ts"),
    ]);
  const place = cqlPlace(config);
  const { keyspace, localDataCenter } = place;
  try {
    const root = await Cql.open({ ...place, keyspace: "" });
    try {
      await makeKeyspace(root, keyspace, { localDataCenter, copies: plan.copies });
    } finally {
      await root.close();
    }
    say(`The keyspace ${keyspace} is there.`);
    const cql = await Cql.open(place);
    try {
      await migrate(cql, (version) => say(`The tables are of version ${version}.`));
      say(`The tables are those of this release (version ${schemaVersion}).`);
      await makeTopic(cql, { brokers: config.kafka, topic: config.kafkaTopic }, plan);
      say(`The topic ${config.kafkaTopic} is there.`);
    } finally {
      await cql.close();
    }
  } catch (failure) {
    if (failure instanceof CqlError || failure instanceof KafkaError) throw new ConfigError(failure.message);
    throw failure;
  }
}
