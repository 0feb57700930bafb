// The stores over CQL under test: a real Cassandra behind a wire that can be cut, a log in memory, a clock turned by hand.
import { after, before } from "node:test";
import { ClusterChannelStore } from "../../src/backends/cluster/channel-store.ts";
import { Cql } from "../../src/backends/cluster/cql.ts";
import { NameClaims } from "../../src/backends/cluster/name-claims.ts";
import { ClusterNoticeStore } from "../../src/backends/cluster/notice-store.ts";
import { ClusterNotificationStore } from "../../src/backends/cluster/notification-store.ts";
import { ClusterNumberStore } from "../../src/backends/cluster/number-store.ts";
import { Ownership } from "../../src/backends/cluster/ownership.ts";
import { makeKeyspace, migrate } from "../../src/backends/cluster/schema.ts";
import { ClusterSessionStore } from "../../src/backends/cluster/session-store.ts";
import type { Clock } from "../../src/core/clock.ts";
import { errors } from "../../src/core/errors.ts";
import type { Draft } from "../../src/core/event.ts";
import type { Appended } from "../../src/core/ports.ts";
import { systemClock } from "../../src/runtime/system-clock.ts";
import { dataCentre, ownName, sharedEngines } from "../support/engines.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { MemoryTopic } from "../support/memory-topic.ts";
import { missingTool } from "../support/require-tool.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import type { Harness, Mend } from "./harness.ts";

const readyWithinMs = 20_000;
const askEveryMs = 20;

let made: Promise<CqlTarget> | undefined;
// Engines and tables take longer than a test may; an engine that keeps the tables of every run becomes slow.
if (missingTool("java").skip === undefined) {
  before(async () => {
    made ??= makeTables();
    await made;
  });
  after(async () => {
    if (made) await dropTables(await made);
  });
}

/** A keyspace of a test file's own. */
interface CqlTarget {
  readonly address: string;
  readonly keyspace: string;
}

/** A fresh and empty store: all there is of a harness but what only the log's suites ask for. */
export async function openCqlHarness(): Promise<Harness> {
  made ??= makeTables();
  const target = await made;
  await emptyTables(target);
  const harness = new CqlHarness(target, await TcpProxy.start(target.address));
  await harness.begin();
  return harness as unknown as Harness;
}

class CqlHarness {
  readonly clock = new FakeClock();
  readonly #target: CqlTarget;
  readonly #wire: TcpProxy;
  readonly #topic = new MemoryTopic();
  #node!: Node;
  #isBroken = false;

  constructor(target: CqlTarget, wire: TcpProxy) {
    this.#target = target;
    this.#wire = wire;
  }

  get log() {
    return { append: (draft: Draft) => this.#node.append(draft) };
  }

  get channels() {
    return this.#node.channels;
  }

  get sessions() {
    return this.#node.sessions;
  }

  get numbers() {
    return this.#node.numbers;
  }

  get notifications() {
    return this.#node.notifications;
  }

  get notices() {
    return this.#node.notices;
  }

  async begin(): Promise<void> {
    const cql = await Cql.open(placeOf({ ...this.#target, address: this.#wire.address }));
    this.#node = new Node(
      breakable(cql, () => this.#isBroken),
      this.#topic,
      { ...systemClock, now: () => this.clock.now() },
    );
  }

  async reopen(): Promise<void> {
    await this.#node.close();
    await this.begin();
  }

  pauseStore(): Mend {
    this.#wire.stall();
    return () => this.#wire.flow();
  }

  // Not by the wire: a client of the driver that lost its store goes on trying to reach it after it was shut down, and the
  // test's process would never end.
  breakStore(): Mend {
    this.#isBroken = true;
    return () => {
      this.#isBroken = false;
    };
  }

  async close(): Promise<void> {
    this.#wire.flow();
    await this.#node.close();
    await this.#wire.close();
  }
}

/** The stores of one node, over one connection. */
class Node {
  readonly channels: ClusterChannelStore;
  readonly sessions: ClusterSessionStore;
  readonly numbers: ClusterNumberStore;
  readonly notifications: ClusterNotificationStore;
  readonly notices: ClusterNoticeStore;
  readonly #cql: Cql;
  readonly #ownership: Ownership;
  #owns = false;

  constructor(cql: Cql, topic: MemoryTopic, clock: Clock) {
    const claims = new NameClaims({ cql, clock });
    this.#cql = cql;
    this.channels = new ClusterChannelStore({ cql, claims });
    this.sessions = new ClusterSessionStore({ cql, claims, clock, beforeUser: async () => undefined });
    this.numbers = new ClusterNumberStore(cql);
    this.notifications = new ClusterNotificationStore({ cql, clock });
    this.notices = new ClusterNoticeStore({ cql, clock });
    const nothing = () => undefined;
    this.#ownership = new Ownership({
      ...{ topic, cql, clock, epoch: 1, nodeId: "node", address: "127.0.0.1:1" },
      ...{ onShown: nothing, onSettled: nothing, onGained: nothing, onLost: nothing },
    });
  }

  async append(draft: Draft): Promise<Appended> {
    // Most suites never append: the partition is taken over by the first who does.
    if (!this.#owns) this.#ownership.assign([0]);
    this.#owns = true;
    await until(() => this.#ownership.owner(0) !== undefined);
    const answer = await this.#ownership.owner(0)?.appendInOrder([draft]);
    if (!answer) throw errors.draining();
    if (answer.failure) throw answer.failure;
    return answer.appended[0] as Appended;
  }

  async close(): Promise<void> {
    await this.#ownership.close();
    await this.#cql.close();
  }
}

/** The store, but every question fails while it is broken, as it does when no node can be reached. */
function breakable(cql: Cql, isBroken: () => boolean): Cql {
  return new Proxy(cql, {
    get(target, name) {
      const method = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      return (...args: unknown[]) =>
        isBroken() && name !== "close" ? Promise.reject(errors.storeFailed()) : Reflect.apply(method, target, args);
    },
  });
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAtMs = performance.now() + readyWithinMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAtMs) throw new Error("The store was not ready in time.");
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}

async function makeTables(): Promise<CqlTarget> {
  const address = (await sharedEngines()).cql;
  const keyspace = ownName("stores");
  const root = await Cql.open(placeOf({ address, keyspace: "" }));
  await makeKeyspace(root, keyspace, { localDataCenter: dataCentre, copies: 1 });
  await root.close();
  const cql = await Cql.open(placeOf({ address, keyspace }));
  await migrate(cql);
  await cql.close();
  return { address, keyspace };
}

async function dropTables({ address, keyspace }: CqlTarget): Promise<void> {
  const root = await Cql.open(placeOf({ address, keyspace: "" }));
  await root.define(`DROP KEYSPACE ${keyspace}`);
  await root.close();
}

async function emptyTables(target: CqlTarget): Promise<void> {
  const cql = await Cql.open(placeOf(target));
  const query = "SELECT table_name FROM system_schema.tables WHERE keyspace_name = ?";
  const tables = await cql.all<{ table_name: string }>(query, target.keyspace);
  for (const { table_name } of tables) {
    if (table_name === "versions") continue;
    if (await cql.one(`SELECT * FROM ${table_name} LIMIT 1`)) await cql.define(`TRUNCATE ${table_name}`);
  }
  await cql.close();
}

function placeOf({ address, keyspace }: CqlTarget) {
  return { contactPoints: [address], keyspace, localDataCenter: dataCentre };
}
