// The cluster backend under test: a topic and a keyspace of its own on real engines, one node, a clock turned by hand.
import { Admin } from "@platformatic/kafka";
import { Cql } from "../../src/backends/cluster/cql.ts";
import { KafkaTopic } from "../../src/backends/cluster/kafka.ts";
import { KafkaMembership } from "../../src/backends/cluster/kafka-membership.ts";
import { type ClusterBackend, openCluster } from "../../src/backends/cluster/open.ts";
import { makeKeyspace, migrate } from "../../src/backends/cluster/schema.ts";
import type { Clock } from "../../src/core/clock.ts";
import { Hub } from "../../src/core/hub.ts";
import type { Nodes } from "../../src/core/nodes.ts";
import { systemClock } from "../../src/runtime/system-clock.ts";
import { dataCentre, ownName, sharedEngines } from "../support/engines.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import type { Mend } from "./harness.ts";

const partitions = 4;
const ownedWithinMs = 20_000;

let keyspace: string | undefined;

/** What a test of the log needs, over one node. */
export class ClusterHarness {
  readonly clock = new FakeClock();
  readonly #topic = ownName("log");
  readonly #keyspace: string;
  readonly #kafka: string;
  readonly #wire: TcpProxy;
  hub!: Hub;
  #backend!: ClusterBackend;

  private constructor(keyspaceName: string, kafka: string, wire: TcpProxy) {
    this.#keyspace = keyspaceName;
    this.#kafka = kafka;
    this.#wire = wire;
  }

  /** Opens a fresh and empty store; the tables are made once a process. */
  static async open(): Promise<ClusterHarness> {
    const engines = await sharedEngines();
    keyspace ??= await makeTables(engines.cql);
    const wire = await TcpProxy.start(engines.cql);
    const harness = new ClusterHarness(keyspace, engines.kafka, wire);
    await harness.#begin(engines.cql);
    return harness;
  }

  get log() {
    return this.#backend.log;
  }
  get channels() {
    return this.#backend.channels;
  }
  get sessions() {
    return this.#backend.sessions;
  }
  get numbers() {
    return this.#backend.numbers;
  }

  async reopen(): Promise<void> {
    await this.#backend.close();
    await this.#openNode();
  }

  pauseStore(): Mend {
    this.#wire.stall();
    return () => this.#wire.flow();
  }

  async close(): Promise<void> {
    this.#wire.flow();
    await this.#backend.close();
    await this.#wire.close();
  }

  async #begin(cqlAddress: string): Promise<void> {
    const cql = await Cql.open({ contactPoints: [cqlAddress], keyspace: this.#keyspace, localDataCenter: dataCentre });
    await emptyTables(cql, this.#keyspace);
    await cql.close();
    const admin = new Admin({ clientId: "madang-test", bootstrapBrokers: [this.#kafka] });
    await admin.createTopics({ topics: [this.#topic], partitions, replicas: 1 });
    await admin.close();
    await this.#openNode();
  }

  async #openNode(): Promise<void> {
    const place = { brokers: [this.#kafka], topic: this.#topic };
    const clock: Clock = { ...systemClock, now: () => this.clock.now() };
    const cql = await Cql.open({
      contactPoints: [this.#wire.address],
      keyspace: this.#keyspace,
      localDataCenter: dataCentre,
    });
    this.hub = new Hub({ clock, schedule: setImmediate });
    this.#backend = await openCluster({
      ...{ cql, clock, hub: this.hub, nodes: noNodes, address: "127.0.0.1:1", services: [], version: "test" },
      topic: new KafkaTopic(place, partitions, systemClock),
      membership: new KafkaMembership(place, systemClock),
    });
    const untilMs = performance.now() + ownedWithinMs;
    while (this.#backend.partitions.length < partitions) {
      if (performance.now() > untilMs) throw new Error("The node did not come to own its partitions.");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const noNodes: Nodes = {
  open() {
    throw new Error("there is one node only");
  },
};

async function makeTables(address: string): Promise<string> {
  const name = ownName("madang").toLowerCase();
  const root = await Cql.open({ contactPoints: [address], keyspace: "", localDataCenter: dataCentre });
  await makeKeyspace(root, name, { localDataCenter: dataCentre, copies: 1 });
  await root.close();
  const cql = await Cql.open({ contactPoints: [address], keyspace: name, localDataCenter: dataCentre });
  await migrate(cql);
  await cql.close();
  return name;
}

async function emptyTables(cql: Cql, name: string): Promise<void> {
  const query = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?";
  for (const { table_name } of await cql.all<{ table_name: string }>(query, name)) {
    if (table_name === "versions") continue;
    if (await cql.one(`SELECT * FROM ${table_name} LIMIT 1`)) await cql.define(`TRUNCATE ${table_name}`);
  }
}
