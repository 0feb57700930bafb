// A heartbeat service with real links to its likes: a node of a fleet that knows nothing but who is there.
import { create } from "@bufbuild/protobuf";
import { Links } from "../../src/backends/cluster/links.ts";
import { createId } from "../../src/core/ids.ts";
import type { FleetNodes, NodeName } from "../../src/core/presence.ts";
import { callInside } from "../../src/core/service.ts";
import type { ChatSignals } from "../../src/core/signals.ts";
import { Topics } from "../../src/core/topics.ts";
import { NodeService as NodeDesc } from "../../src/gen/madang/cluster/v1/link_pb.ts";
import { BeatRequestSchema, WatchPresenceRequestSchema } from "../../src/gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { NodeService } from "../../src/rpc/links/answering-link.ts";
import { NodeLinks } from "../../src/rpc/links/node-links.ts";
import { createListener } from "../../src/rpc/listen.ts";
import { HeartbeatService } from "../../src/services/heartbeat/heartbeat-service.ts";
import type { FakeClock } from "./fake-clock.ts";
import { KeptFrames, type MemoryChannels } from "./heartbeat.ts";
import type { MemorySessions } from "./memory-sessions.ts";

/** What all nodes share. */
export interface SharedByNodes {
  readonly clock: FakeClock;
  readonly users: MemorySessions;
  readonly channels: MemoryChannels;
  /** Who holds a lease. */
  readonly leases: Map<string, NodeName>;
}

/** Listens on a port of its own. */
export class HeartbeatNode {
  readonly topics = new Topics<ChatSignals>();
  readonly heartbeat: HeartbeatService;
  readonly address: string;
  readonly links: Links;
  readonly #close: () => Promise<void>;

  private constructor(shared: SharedByNodes, address: string, close: () => Promise<void>) {
    const own = { nodeId: createId(), address };
    this.address = address;
    this.#close = close;
    this.links = new Links(new NodeLinks({ own: address, clock: shared.clock }));
    this.links.listen({
      onHead: () => undefined,
      onEvents: () => undefined,
      onLeft: () => undefined,
      onEnd: () => undefined,
      onSignal: () => undefined,
    });
    const nodes: FleetNodes = {
      own,
      others: () => [...shared.leases.values()].filter((each) => each.address !== address),
      send: (to, signal) => this.links.to(to)?.signal(signal),
    };
    this.heartbeat = new HeartbeatService({ ...shared, topics: this.topics, nodes });
    shared.leases.set(address, own);
  }

  /** A node that holds a lease and answers; at a free port if none is given. */
  static async start(shared: SharedByNodes, port = 0): Promise<HeartbeatNode> {
    const nothing = () => undefined;
    const receive = (signal: Uint8Array) => void node.heartbeat.receive(signal);
    const refused = async () => ({ appended: [], failure: undefined });
    const answering = { append: refused, follow: nothing, unfollow: nothing, signal: receive, gone: nothing };
    const service = new NodeService({ clock: shared.clock, answer: () => answering });
    const listener = createListener({
      services: [{ desc: NodeDesc, service }],
      connectionsPerAddress: 0,
      authenticate: () => Promise.reject(new Error("nobody signs in here")),
      onUnexpected: (failure) => {
        throw failure;
      },
    });
    const place = await listener.open("127.0.0.1", port);
    const node: HeartbeatNode = new HeartbeatNode(shared, `127.0.0.1:${place.port}`, async () => {
      service.close();
      await listener.close(0);
    });
    return node;
  }

  /** A client of this person beats here. */
  async beat(userId: string, ...openChannelIds: string[]): Promise<void> {
    await this.heartbeat.beat(create(BeatRequestSchema, { openChannelIds }), callOf(userId));
  }

  async leave(userId: string): Promise<void> {
    await this.heartbeat.beat(create(BeatRequestSchema, { leaving: true }), callOf(userId));
  }

  /** Somebody watches a channel through this node. */
  async watch(userId: string, channelId: string): Promise<KeptFrames> {
    const request = create(WatchPresenceRequestSchema, { channelId });
    const open = await this.heartbeat.watchPresence(request, callOf(userId));
    const sink = new KeptFrames();
    open(sink);
    return sink;
  }

  /** As kill -9 does; the lease stays. */
  async kill(): Promise<void> {
    this.heartbeat.close();
    this.links.close();
    await this.#close();
  }
}

function callOf(userId: string) {
  return callInside({ sessionId: `session of ${userId}`, userId, name: userId });
}

/** Lets seconds pass until something holds, with time for what is on the wire; false if it never does. */
export async function passUntil(clock: FakeClock, isTrue: () => boolean, seconds = 60): Promise<boolean> {
  for (let second = 0; second < seconds; second++) {
    for (let i = 0; i < 20; i++) {
      if (isTrue()) return true;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    clock.advance(1_000);
  }
  return isTrue();
}
