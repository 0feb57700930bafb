// Starts a real Apache Cassandra of one node.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Client } from "cassandra-driver";
import { cassandraFlags } from "./cassandra-flags.ts";
import { Engine, engineFolder } from "./engine.ts";
import { type JavaProgram, jarsOf } from "./jars.ts";
import { findJava } from "./java.ts";
import { quietPort } from "./quiet-port.ts";

const version = "5.0.9";
const program: JavaProgram = { name: "Cassandra", version, parts: [`org.apache.cassandra:cassandra-all:${version}`] };
const questionWithinMs = 5_000;

/** The name of the one data centre, which drivers want to be told. */
export const dataCentre = "datacenter1";

/** When a write is on disk: `periodic` answers before, up to 10 s; `batch` and `group` answer after. */
export type CommitlogSync = "periodic" | "batch" | "group";

/** Where it keeps its data (by default a temporary folder that goes with it), and who hears of downloads. */
export type CassandraOptions = { folder?: string; commitlogSync?: CommitlogSync; say?: (line: string) => void };

const syncSettings: Record<CommitlogSync, string> = {
  periodic: "commitlog_sync: periodic\ncommitlog_sync_period: 10s",
  batch: "commitlog_sync: batch",
  group: "commitlog_sync: group\ncommitlog_sync_group_window: 10ms",
};

/** Resolves with a node that answers CQL; its keyspaces need a replication factor of 1. */
export async function startCassandra(options: CassandraOptions = {}): Promise<Engine> {
  const { java } = findJava();
  const jars = await jarsOf(program, options.say ?? (() => undefined));
  const folder = engineFolder("cassandra", options.folder);
  const [port, storagePort] = [await quietPort(), await quietPort()];
  const sync = syncSettings[options.commitlogSync ?? "periodic"];
  writeFileSync(join(folder.path, "cassandra.yaml"), settingsFor({ port, storagePort, folder: folder.path, sync }));
  writeFileSync(join(folder.path, "logback.xml"), logging);
  const address = `127.0.0.1:${port}`;
  const args = [...cassandraFlags(jars, folder.path), "org.apache.cassandra.service.CassandraDaemon"];
  const plan = { name: "Cassandra", address, command: java, args, asksWell: () => askVersion(address) };
  return await Engine.start(plan, folder);
}

async function askVersion(address: string): Promise<void> {
  const client = new Client({
    contactPoints: [address],
    localDataCenter: dataCentre,
    socketOptions: { connectTimeout: questionWithinMs, readTimeout: questionWithinMs },
  });
  try {
    await client.execute("SELECT release_version FROM system.local");
  } finally {
    await client.shutdown();
  }
}

function settingsFor(place: { port: number; storagePort: number; folder: string; sync: string }): string {
  const data = JSON.stringify(join(place.folder, "data")).slice(1, -1);
  return `cluster_name: madang
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
endpoint_snitch: SimpleSnitch
num_tokens: 1
listen_address: 127.0.0.1
rpc_address: 127.0.0.1
storage_port: ${place.storagePort}
native_transport_port: ${place.port}
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters:
      - seeds: "127.0.0.1:${place.storagePort}"
data_file_directories: ["${data}/rows"]
commitlog_directory: "${data}/commitlog"
saved_caches_directory: "${data}/saved_caches"
hints_directory: "${data}/hints"
cdc_raw_directory: "${data}/cdc"
${place.sync}
auto_snapshot: false
memtable_allocation_type: heap_buffers
disk_access_mode: standard
`;
}

const logging = `<configuration>
  <appender name="out" class="ch.qos.logback.core.ConsoleAppender">
    <encoder><pattern>%d{HH:mm:ss.SSS} %-5level %logger{20} %msg%n</pattern></encoder>
  </appender>
  <root level="WARN"><appender-ref ref="out"/></root>
</configuration>
`;
