// A node of the cluster backend with real links to others; which partitions it should own is in the test's hand.
import { KafkaTopic } from "../../src/backends/cluster/kafka.ts";
import { type ClusterBackend, openCluster } from "../../src/backends/cluster/open.ts";
import { errors } from "../../src/core/errors.ts";
import { Hub } from "../../src/core/hub.ts";
import { NodeService as NodeDesc } from "../../src/gen/madang/cluster/v1/link_pb.ts";
import { NodeService } from "../../src/rpc/links/answering-link.ts";
import { NodeLinks } from "../../src/rpc/links/node-links.ts";
import { createListener, type Listener } from "../../src/rpc/listen.ts";
import { systemClock as clock } from "../../src/runtime/system-clock.ts";
import { HandTurnedMembership } from "../support/hand-turned-membership.ts";
import { type ClusterPlace, connect, partitions } from "./cluster-store.ts";

/** One of several nodes over one store, in this process. */
export class LinkedNode {
  readonly membership: HandTurnedMembership;
  readonly #service: NodeService;
  readonly #listener: Listener;
  #backend: ClusterBackend | undefined;
  #closing: Promise<void> | undefined;

  private constructor(assigned: readonly number[]) {
    this.membership = new HandTurnedMembership(assigned);
    this.#service = new NodeService({
      clock,
      answer: (node) => {
        if (!this.#backend) throw errors.draining();
        return this.#backend.answer(node);
      },
    });
    this.#listener = createListener({
      services: [{ desc: NodeDesc, service: this.#service }],
      connectionsPerAddress: 0,
      authenticate: () => {
        throw errors.operatorOnly();
      },
      onUnexpected: (failure) => {
        throw failure;
      },
    });
  }

  /** Opens it; it owns what it is assigned a moment later. */
  static async open(place: ClusterPlace, assigned: readonly number[]): Promise<LinkedNode> {
    const node = new LinkedNode(assigned);
    const { port } = await node.#listener.open("127.0.0.1", 0);
    const address = `127.0.0.1:${port}`;
    node.#backend = await openCluster({
      ...{ cql: await connect(place), clock, address, services: [], version: "test", owns: true },
      hub: new Hub({ clock, schedule: setImmediate }),
      topic: new KafkaTopic({ brokers: [place.kafka], topic: place.topic }, partitions, clock),
      groupOf: () => node.membership,
      nodes: new NodeLinks({ own: address, clock }),
    });
    return node;
  }

  get log() {
    return this.#opened.log;
  }
  get channels() {
    return this.#opened.channels;
  }
  get partitions() {
    return this.#opened.partitions;
  }

  /** Closes it well; twice is fine. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  get #opened(): ClusterBackend {
    if (!this.#backend) throw new Error("The node is not open yet.");
    return this.#backend;
  }

  async #close(): Promise<void> {
    await this.#backend?.close();
    this.#service.close();
    await this.#listener.close(0);
  }
}
