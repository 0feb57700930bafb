// The command `madang admin migrate`: what a fleet needs before its first process starts.
import type { Command } from "commander";
import { ConfigError, loadConfig } from "../config.ts";

interface Flags {
  readonly kafka?: string;
  readonly cql?: string;
  readonly kafkaTopic?: string;
  readonly cqlKeyspace?: string;
  readonly cqlDataCenter?: string;
  readonly partitions: string;
  readonly copies: string;
}

/** Adds the command. */
export function addMigrateCommand(admin: Command): void {
  admin
    .command("migrate")
    .description("make a fleet's keyspace, tables and topic, or bring them to this release; safe to run twice")
    .requiredOption("--kafka <list>", "Kafka brokers, as host:port")
    .requiredOption("--cql <list>", "ScyllaDB or Cassandra nodes, as host:port")
    .option("--kafka-topic <name>", "the topic of the log (default: madang.log)")
    .option("--cql-keyspace <name>", "the keyspace of the rows (default: madang)")
    .option("--cql-data-center <name>", "the data centre of the CQL nodes (default: datacenter1)")
    .option("--partitions <number>", "of a new topic: the most processes that can own channels", "64")
    .option("--copies <number>", "on how many machines each row and record is; 1 to try it out", "3")
    .action(async (flags: Flags) => {
      process.exitCode = await migrate(flags);
    });
}

async function migrate({ partitions, copies, ...place }: Flags): Promise<number> {
  try {
    const plan = { partitions: count("--partitions", partitions, 1_000), copies: count("--copies", copies, 9) };
    const argv = Object.entries(place).flatMap(([name, value]) => [`--${kebab(name)}`, value]);
    // Loaded only now: the other commands need no driver.
    const { migrateFleet } = await import("../migrate.ts");
    await migrateFleet(loadConfig(argv, process.env, process.cwd()), plan, (step) => console.log(step));
    return 0;
  } catch (failure) {
    if (!(failure instanceof ConfigError)) throw failure;
    console.error(failure.message);
    return 1;
  }
}

function count(flag: string, given: string, most: number): number {
  const number = Number(given);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new ConfigError(`${flag} must be a whole number from 1 to ${most}, not "${given}".`);
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
