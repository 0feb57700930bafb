// Puts a node of a fleet together: its backend over Kafka and CQL, and its links to the other nodes.
import { mkdirSync, readFileSync } from "node:fs";
import type { Cql } from "./backends/cluster/cql.ts";
import type { ClusterBackend } from "./backends/cluster/open.ts";
import type { Backend } from "./backends/embedded/open.ts";
import { type Config, ConfigError } from "./config.ts";
import { ChatError, errors } from "./core/errors.ts";
import type { LoggedEvent } from "./core/event.ts";
import type { Hub } from "./core/hub.ts";
import type { FleetNodes } from "./core/presence.ts";
import { decodeSignal, encodeSignal } from "./core/signal-words.ts";
import type { ChatSignals } from "./core/signals.ts";
import type { Topics } from "./core/topics.ts";
import { NodeService as NodeDesc } from "./gen/madang/cluster/v1/link_pb.ts";
import { NodeService } from "./rpc/links/answering-link.ts";
import { NodeLinks } from "./rpc/links/node-links.ts";
import { createListener, type Listener } from "./rpc/listen.ts";
import type { OnUnexpected } from "./rpc/status.ts";
import { openExactly, toAddress } from "./runtime/open-ports.ts";
import { systemClock as clock } from "./runtime/system-clock.ts";
import { version } from "./runtime/version.ts";

/** What a process of a fleet can do. */
export type ServiceName = "agent" | "heartbeat" | "lobby" | "channel" | "notification" | "gateway" | "doors";

/** Other processes may be starting too. */
const firstOwnerMs = 60_000;

/** What a node is made of. */
export interface FleetParts {
  readonly config: Config;
  readonly hub: Hub;
  readonly topics: Topics<ChatSignals>;
  readonly onCommitted: (event: LoggedEvent) => void;
  readonly onUnexpected: OnUnexpected;
}

/** A node of a fleet. */
export interface FleetNode {
  readonly backend: Backend;
  /** Where other nodes reach it. */
  readonly address: string;
  readonly warnings: readonly string[];
  /** Whether the partitions that it is to own are owned, as far as it knows. */
  readonly isReady: () => boolean;
  readonly partitions: () => readonly number[];
  /** The other nodes, to tell them who is at this one. */
  readonly nodes: FleetNodes;
  /** From now on signals that are about presence come here; it is to answer whether one is. */
  hearPresence(receive: (signal: Uint8Array) => boolean): void;
}

/** Whether the settings name a fleet. */
export function isFleet({ kafka }: Config): boolean {
  return kafka.length > 0;
}

/** Whether this process is to do this; without --services it does all. */
export function does({ services }: Config, what: ServiceName): boolean {
  return services.length === 0 || services.includes("all") || services.includes(what);
}

/** The settings of a process that does only some of it: what lets people in is closed where that is not its part. */
export function narrowed(config: Config): Config {
  const gateway = does(config, "gateway") ? {} : { http: [] };
  return { ...config, ...gateway, ...(does(config, "doors") ? {} : { doorListen: [], doors: ["off" as const] }) };
}

/** Opens it; rejects with ConfigError, a sentence that says what is missing. */
export async function openFleet(parts: FleetParts): Promise<FleetNode> {
  const { config, topics, hub, onCommitted } = parts;
  // Loaded only here: who runs one process needs neither driver.
  const [
    { Cql, CqlError },
    { KafkaError, KafkaTopic },
    { KafkaMembership },
    { openCluster },
    { requireSchema },
    topic,
  ] = await Promise.all([
    import("./backends/cluster/cql.ts"),
    import("./backends/cluster/kafka.ts"),
    import("./backends/cluster/kafka-membership.ts"),
    import("./backends/cluster/open.ts"),
    import("./backends/cluster/schema.ts"),
    import("./backends/cluster/topic-settings.ts"),
  ]);
  // What an operator of this node needs is there, and nothing else.
  mkdirSync(config.data, { recursive: true, mode: 0o700 });
  const kafka = { brokers: config.kafka, topic: config.kafkaTopic };
  let receive: ((signal: Uint8Array) => boolean) | undefined;
  let cql: Cql | undefined;
  try {
    cql = await Cql.open(cqlPlace(config));
    await requireSchema(cql);
    const { partitions, warnings } = await topic.requireTopic(cql, kafka);
    const links = await openLinkListener(parts);
    const backend = await openCluster({
      ...{ cql, hub, clock, version, onCommitted, address: links.address },
      topic: new KafkaTopic(kafka, partitions, clock),
      groupOf: (what) => new KafkaMembership(kafka, what, clock),
      owns: does(config, "channel"),
      notifies: does(config, "notification"),
      nodes: new NodeLinks({ own: links.address, clock }),
      services: config.services,
      onSignal(bytes) {
        if (!receive?.(bytes)) deliver(topics, bytes);
      },
    });
    links.answerBy(backend);
    topics.passOn((kind, id, signal) => backend.passOn(encodeSignal({ kind, id, signal } as never)));
    return {
      backend: asBackend(backend, links),
      address: links.address,
      warnings,
      isReady: () => !does(config, "channel") || backend.partitions.length > 0,
      partitions: () => backend.partitions,
      nodes: backend.nodes,
      hearPresence(hear) {
        receive = hear;
      },
    };
  } catch (failure) {
    await cql?.close();
    if (failure instanceof CqlError || failure instanceof KafkaError) throw new ConfigError(failure.message);
    throw failure;
  }
}

/** Where the settings say that the rows are; throws ConfigError. */
export function cqlPlace({ cql, cqlKeyspace, cqlDataCenter, cqlUser }: Config) {
  const credentials = cqlUser === undefined ? undefined : readUser(cqlUser);
  return { contactPoints: cql, keyspace: cqlKeyspace, localDataCenter: cqlDataCenter, credentials };
}

function readUser(file: string): { username: string; password: string } {
  const [, username, password] = /^([^:\s]+):(.+)$/m.exec(readFileSync(file, "utf8")) ?? [];
  if (username === undefined || password === undefined)
    throw new ConfigError("--cql-user must name a file whose first line is user:password.");
  return { username, password: password.trim() };
}

/** Runs what needs an owner of channels: a process that starts before any waits for one. Rejects with ConfigError. */
export async function onceOwned(act: () => Promise<void>): Promise<void> {
  const untilMs = performance.now() + firstOwnerMs;
  for (;;) {
    try {
      return await act();
    } catch (failure) {
      if (!(failure instanceof ChatError && failure.code === "UNAVAILABLE")) throw failure;
      if (performance.now() > untilMs)
        throw new ConfigError("No process of this fleet owns channels: start one whose --services name channel.");
    }
  }
}

interface LinkListener {
  readonly address: string;
  /** From now on other nodes are answered. */
  answerBy(backend: ClusterBackend): void;
  close(): Promise<void>;
}

async function openLinkListener({ config, onUnexpected }: FleetParts): Promise<LinkListener> {
  let backend: ClusterBackend | undefined;
  const service = new NodeService({
    clock,
    answer(node) {
      if (!backend) throw errors.draining();
      return backend.answer(node);
    },
  });
  const listener: Listener = createListener({
    services: [{ desc: NodeDesc, service }],
    connectionsPerAddress: 0,
    authenticate: () => {
      throw errors.operatorOnly();
    },
    onUnexpected,
  });
  const open = async (host: string, port: number) => (await listener.open(host, port)).port;
  const { places } = await openExactly(config.nodeListen, "--node-listen", true, open);
  const [place] = places;
  if (!place) throw new ConfigError("--node-listen names no address of this machine.");
  return {
    address: toAddress(place),
    answerBy(opened) {
      backend = opened;
    },
    async close() {
      service.close();
      await listener.close(0);
    },
  };
}

function deliver(topics: Topics<ChatSignals>, bytes: Uint8Array): void {
  const addressed = decodeSignal(bytes);
  if (addressed) topics.deliver(addressed.kind, addressed.id, addressed.signal);
}

// A fleet's store has ways of its own to be copied.
function asBackend(backend: ClusterBackend, links: LinkListener): Backend {
  return {
    ...backend,
    backUp: () => Promise.reject(errors.argumentInvalid("A fleet is copied by its CQL store: see docs/operations.md.")),
    reads: () => backend.reads(),
    async close() {
      await backend.close();
      await links.close();
    },
  };
}
