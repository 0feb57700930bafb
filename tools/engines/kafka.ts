// Starts a real Apache Kafka: one process that is broker and controller.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Admin } from "@platformatic/kafka";
import { Engine, engineFolder } from "./engine.ts";
import { type JavaProgram, jarsOf } from "./jars.ts";
import { findJava } from "./java.ts";
import { quietPort } from "./quiet-port.ts";

const version = "4.3.1";
const program: JavaProgram = {
  name: "Kafka",
  version,
  parts: [`org.apache.kafka:kafka_2.13:${version}`, "org.slf4j:slf4j-simple:1.7.36"],
};
const clusterId = "AAAAAAAAQACAAAAAAAAAAA";
const questionWithinMs = 2_000;

/** Where it keeps its data (by default a temporary folder that goes with it), and who hears of downloads. */
export type KafkaOptions = { folder?: string; say?: (line: string) => void };

/** Resolves with a broker that answers requests for metadata; topics are only made when asked for. */
export async function startKafka(options: KafkaOptions = {}): Promise<Engine> {
  const { java } = findJava();
  const jars = await jarsOf(program, options.say ?? (() => undefined));
  const folder = engineFolder("kafka", options.folder);
  const [port, controllerPort] = [await quietPort(), await quietPort()];
  const settings = join(folder.path, "server.properties");
  writeFileSync(settings, settingsFor({ port, controllerPort, data: join(folder.path, "data") }));
  const flags = ["-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn"];
  const run = [...flags, "-cp", `${jars}/*`];
  const format = [...run, "kafka.tools.StorageTool", "format", "--ignore-formatted", "-t", clusterId, "-c", settings];
  const { status, stderr } = spawnSync(java, format, { encoding: "utf8", timeout: 60_000 });
  if (status !== 0) throw new Error(`Kafka cannot use ${folder.path}: ${stderr}`);
  const address = `127.0.0.1:${port}`;
  const args = [...run, "kafka.Kafka", settings];
  return await Engine.start(
    { name: "Kafka", address, command: java, args, asksWell: () => askMetadata(address) },
    folder,
  );
}

async function askMetadata(address: string): Promise<void> {
  const admin = new Admin({
    clientId: "madang-engines",
    bootstrapBrokers: [address],
    retries: 0,
    connectTimeout: questionWithinMs,
    requestTimeout: questionWithinMs,
  });
  try {
    const { brokers } = await admin.metadata({ topics: [] });
    if (brokers.size === 0) throw new Error("The broker has not joined its cluster yet.");
  } finally {
    await admin.close();
  }
}

// What one broker needs instead of the defaults for three; small buffers, since many machines run this beside tests.
function settingsFor(place: { port: number; controllerPort: number; data: string }): string {
  const broker = `PLAINTEXT://127.0.0.1:${place.port}`;
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${place.controllerPort}
listeners=${broker},CONTROLLER://127.0.0.1:${place.controllerPort}
advertised.listeners=${broker}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${place.data}
auto.create.topics.enable=false
broker.heartbeat.interval.ms=500
broker.session.timeout.ms=3000
controlled.shutdown.enable=false
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=2097152
log.cleaner.io.buffer.size=65536
num.network.threads=2
num.io.threads=4
offsets.topic.num.partitions=1
offsets.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
transaction.state.log.replication.factor=1
`;
}
