// The cluster backend under test: a topic and a keyspace on real engines, one node that owns everything, a clock turned by hand.
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Cql } from "../../src/backends/cluster/cql.ts";
import { KafkaTopic } from "../../src/backends/cluster/kafka.ts";
import { type ClusterBackend, openCluster } from "../../src/backends/cluster/open.ts";
import { Hub } from "../../src/core/hub.ts";
import type { Nodes } from "../../src/core/nodes.ts";
import { systemClock } from "../../src/runtime/system-clock.ts";
import { HandTurnedMembership } from "../support/hand-turned-membership.ts";
import { HurriedClock } from "../support/hurried-clock.ts";
import { eventually } from "../support/running-command.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";
import { allPartitions, type ClusterPlace, connect, dropStore, freshStore, partitions } from "./cluster-store.ts";
import { WriteSeam } from "./cluster-write-seam.ts";
import type { Doom, DoomedRecord } from "./doomed-people.ts";
import { runDoomed } from "./doomed-process.ts";
import type { LogHarness, Mend } from "./harness.ts";

const doomedProgram = fileURLToPath(new URL("./cluster-doomed.ts", import.meta.url));
const ownedWithinMs = 20_000;
const answersWithinMs = 20_000;

/** What a test of the log needs, over one node. */
export class ClusterHarness implements LogHarness {
  readonly failedIsUndone = false;
  readonly clock = new HurriedClock();
  readonly #place: ClusterPlace;
  readonly #wire: TcpProxy;
  readonly #mends = new Set<Mend>();
  hub!: Hub;
  #backend!: ClusterBackend;
  #seam!: WriteSeam;

  private constructor(place: ClusterPlace, wire: TcpProxy) {
    this.#place = place;
    this.#wire = wire;
  }

  /** Opens a fresh and empty store. */
  static async open(): Promise<ClusterHarness> {
    const place = await freshStore();
    const harness = new ClusterHarness(place, await TcpProxy.start(place.cql));
    await harness.#openNode();
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
    return this.#mendable(this.#seam.hold());
  }

  breakStore(): Mend {
    this.#wire.refuse();
    const { cql } = this.#seam;
    return this.#mendable(async () => {
      this.#wire.accept();
      await untilAnswered(cql);
    });
  }

  failAt(channelId: string, seq: number, how: "statement" | "transaction"): Mend {
    return this.#mendable(this.#seam.failAt({ channelId, seq, isWritten: how === "transaction" }));
  }

  async crash(doom: Doom): Promise<DoomedRecord> {
    await this.#backend.close();
    try {
      return await runDoomed(
        { path: doomedProgram, args: [this.#place, doom].map((each) => JSON.stringify(each)) },
        doom,
      );
    } finally {
      await this.#openNode();
    }
  }

  async close(): Promise<void> {
    for (const mend of this.#mends) await mend();
    await this.#backend.close();
    await this.#wire.close();
    await dropStore(this.#place);
  }

  #mendable(mending: Mend): Mend {
    const mend = async () => {
      if (this.#mends.delete(mend)) await mending();
    };
    this.#mends.add(mend);
    return mend;
  }

  async #openNode(): Promise<void> {
    const cql = await connect(this.#place, this.#wire.address);
    this.#seam = new WriteSeam(cql);
    this.hub = new Hub({ clock: this.clock, schedule: setImmediate });
    this.#backend = await openAlone(this.#place, { cql, hub: this.hub, clock: this.clock.running });
  }
}

// The driver looks for its host every few seconds.
async function untilAnswered(cql: Cql): Promise<void> {
  const untilMs = performance.now() + answersWithinMs;
  while (performance.now() < untilMs) {
    if (await cql.one("SELECT release_version FROM system.local").catch(() => undefined)) return;
    await wait(50);
  }
  throw new Error("The store does not answer again.");
}

/** Opens a node that owns all partitions and knows no other. */
export async function openAlone(
  { kafka, topic }: ClusterPlace,
  parts: Pick<Parameters<typeof openCluster>[0], "cql" | "hub" | "clock">,
): Promise<ClusterBackend> {
  const backend = await openCluster({
    ...{ ...parts, nodes: noNodes, address: "127.0.0.1:1", services: [], version: "test", owns: true },
    topic: new KafkaTopic({ brokers: [kafka], topic }, partitions, systemClock),
    groupOf: () => new HandTurnedMembership(allPartitions),
  });
  await eventually(
    () => backend.partitions.length === partitions,
    ownedWithinMs,
    () => `the node owns ${backend.partitions.join(", ")} only`,
  );
  return backend;
}

const noNodes: Nodes = {
  open() {
    throw new Error("there is one node only");
  },
};
