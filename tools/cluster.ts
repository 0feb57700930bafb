// The command `npm run cluster`: real Kafka and Cassandra and a fleet of Madang over them, on this machine, until it is stopped.
import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { FleetProcesses } from "./cluster/fleet-processes.ts";
import { guideTo } from "./cluster/guide.ts";
import { startCassandra } from "./engines/cassandra.ts";
import type { Engine } from "./engines/engine.ts";
import { findJava } from "./engines/java.ts";
import { startKafka } from "./engines/kafka.ts";
import { Reaper } from "./engines/reaper.ts";

const usage = `npm run cluster -- [--data <folder>]
  Starts Kafka, Cassandra and a fleet of six processes on this machine. Needs Java 17 and Maven.
  --data <folder>  keep everything in it; without it a temporary folder is used and removed`;
const signals = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const;

const engines: (readonly [string, Engine])[] = [];
let fleet: FleetProcesses | undefined;
let reaper: Reaper | undefined;
let isOver = false;

for (const [signal, code] of signals) process.on(signal, () => void leave(code));
// The launcher is gone, even by kill -9.
process.once("disconnect", () => void leave(1));
process.channel?.unref();

try {
  const { values } = parseArgs({ options: { data: { type: "string" }, help: { type: "boolean" } } });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  await run(values.data);
} catch (failure) {
  if (!isOver) console.error(failure instanceof Error ? failure.message : failure);
  await leave(1);
}

async function run(data: string | undefined): Promise<void> {
  findJava();
  const folder = data === undefined ? mkdtempSync(join(tmpdir(), "madang-cluster-")) : resolve(data);
  mkdirSync(folder, { recursive: true });
  if (data === undefined) reaper = new Reaper(folder);
  say(`Everything is kept in ${folder}${data === undefined ? " until this ends" : ""}.`);
  const [kafka, cql] = await startEngines(folder);
  fleet = new FleetProcesses({
    ...{ kafka: kafka.address, cql: cql.address, keyspace: "madang", topic: "madang.log", folder, say },
    onDied: ({ role }, how) => isOver || say(`${role.name} is gone (${how}). Type ${role.name} to start it again.`),
  });
  await fleet.start();
  for (const line of guideTo(fleet, engines)) console.log(line);
  createInterface({ input: process.stdin }).on("line", (line) => void startAgain(line.trim()));
  // Without a keyboard it goes on as well.
  setInterval(() => undefined, 60_000);
}

async function startEngines(folder: string): Promise<[Engine, Engine]> {
  const start = async (name: string, starting: Promise<Engine>) => {
    const engine = await starting;
    engines.push([name, engine]);
    say(`${name} answers.`);
    return engine;
  };
  say("Kafka and Cassandra are starting. The first time their jars are fetched, which takes minutes.");
  const both = await Promise.allSettled([
    start("kafka", startKafka({ folder: join(folder, "kafka"), say })),
    start("cassandra", startCassandra({ folder: join(folder, "cassandra"), say })),
  ]);
  const [kafka, cql] = both.map((each) => {
    if (each.status === "rejected") throw each.reason;
    return each.value;
  });
  return [kafka as Engine, cql as Engine];
}

async function startAgain(name: string): Promise<void> {
  if (name === "" || isOver || !fleet) return;
  try {
    const member = fleet.member(name);
    if (member.pid !== 0) return say(`${name} runs: pid ${member.pid}.`);
    await member.start();
    say(`${name} serves again: pid ${member.pid}.`);
  } catch (failure) {
    say((failure as Error).message);
  }
}

async function leave(code: number): Promise<void> {
  if (isOver) return;
  isOver = true;
  if (fleet) say("Stopping.");
  await fleet?.stop();
  await Promise.all(engines.map(([, engine]) => engine.stop()));
  await reaper?.release();
  process.exit(code);
}

function say(line: string): void {
  console.log(line);
}
