// Starts a Kafka and a Cassandra for as long as it runs, with their data in a folder if one is named, for work on the fleet.
import { join } from "node:path";
import { startCassandra } from "./engines/cassandra.ts";
import type { Engine } from "./engines/engine.ts";
import { findJava } from "./engines/java.ts";
import { startKafka } from "./engines/kafka.ts";

const folder = process.argv[2];
const say = (line: string): void => console.log(line);
const inFolder = (name: string): { folder?: string } => (folder === undefined ? {} : { folder: join(folder, name) });

const ended = new Promise((resolve) => {
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.once(signal, resolve);
});
const engines: Engine[] = [];
try {
  findJava();
  say("starting Kafka and Cassandra");
  engines.push(await startKafka({ ...inFolder("kafka"), say }));
  engines.push(await startCassandra({ ...inFolder("cassandra"), commitlogSync: "batch", say }));
  const [kafka, cql] = engines;
  say(`--kafka ${kafka?.address} --cql ${cql?.address}`);
  await ended;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
await Promise.all(engines.map((engine) => engine.stop()));
