// Opens the cluster backend: the log in Kafka, everything else in CQL, order at the owners of its partitions.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { LoggedEvent } from "../../core/event.ts";
import type { Hub } from "../../core/hub.ts";
import { createId, lobbyId } from "../../core/ids.ts";
import type { AnswerNode, Nodes } from "../../core/nodes.ts";
import type { NoticeStore } from "../../core/notices.ts";
import type { ChannelStore, MessageLog, NotificationStore, NumberStore, SessionStore } from "../../core/ports.ts";
import type { FleetNodes } from "../../core/presence.ts";
import { Answering } from "./answering.ts";
import { ClusterChannelStore } from "./channel-store.ts";
import type { Cql } from "./cql.ts";
import { epochOf } from "./epoch.ts";
import { EventRows } from "./event-rows.ts";
import { Feeds } from "./feeds.ts";
import { FollowedChannels } from "./followed-channels.ts";
import { Links } from "./links.ts";
import type { LogTopic, Membership } from "./log-topic.ts";
import { ClusterMessageLog, toLogged } from "./message-log.ts";
import { NameClaims } from "./name-claims.ts";
import { NodeLeases } from "./node-leases.ts";
import { ClusterNoticeStore } from "./notice-store.ts";
import { ClusterNotificationStore } from "./notification-store.ts";
import { ClusterNumberStore } from "./number-store.ts";
import { Owners } from "./owners.ts";
import { Ownership } from "./ownership.ts";
import { Sends } from "./sends.ts";
import { ClusterSessionStore } from "./session-store.ts";
import { placeOfId } from "./spread.ts";

/** What the backend is given. Closing it closes `cql` and `topic` too. */
export interface ClusterOptions {
  readonly cql: Cql;
  readonly topic: LogTopic;
  /** The group of those who do one thing, e.g. "owners". */
  readonly groupOf: (what: string) => Membership;
  /** Whether this process owns partitions. */
  readonly owns: boolean;
  /** Whether this process tells people's devices; those who do share them. */
  readonly notifies?: boolean;
  readonly nodes: Nodes;
  /** Where other nodes find this one, as host:port. */
  readonly address: string;
  readonly services: readonly string[];
  readonly version: string;
  readonly hub: Hub;
  readonly clock: Clock;
  /** Hears every event of the partitions owned here, when all that follows from it is durable. */
  readonly onCommitted?: (event: LoggedEvent) => void;
  /** Hears what other nodes passed on. */
  readonly onSignal?: (signal: Uint8Array) => void;
}

/** An open backend of one node. */
export interface ClusterBackend {
  readonly log: MessageLog;
  readonly channels: ChannelStore;
  readonly sessions: SessionStore;
  readonly numbers: NumberStore;
  readonly notifications: NotificationStore;
  readonly notices: NoticeStore;
  /** Answers other nodes. */
  readonly answer: AnswerNode;
  /** The other nodes, to tell one of them something that is in no log. */
  readonly nodes: FleetNodes;
  /** Tells all other nodes something that is in no log. */
  passOn(signal: Uint8Array): void;
  /** How often the store was asked since the start. */
  readonly reads: () => number;
  /** The partitions that this node owns now. */
  readonly partitions: readonly number[];
  /** Lets go of partitions, ends streams, and closes what it was given. */
  close(): Promise<void>;
}

/** Opens it; rejects with CqlError or ChatError if the store does not answer. */
export async function openCluster(options: ClusterOptions): Promise<ClusterBackend> {
  const { cql, topic, groupOf, hub, clock, address } = options;
  const epoch = await epochOf(cql, clock);
  const nodeId = createId();
  const partitionOf = (channelId: string) => placeOfId(channelId, topic.partitions);
  const claims = new NameClaims({ cql, clock });
  const channels = new ClusterChannelStore({ cql, claims });
  const rows = new EventRows(cql);
  const headOf = async (channelId: string) => rows.last(channelId, (await channels.head(channelId)).seq);
  const owners = new Owners({ cql, clock });
  const links = new Links(options.nodes);
  const leases = new NodeLeases({ cql, clock, own: { ...own(options), node_id: nodeId } });
  const ownership: Ownership = new Ownership({
    ...{ topic, cql, clock, epoch, nodeId, address },
    onShown(event) {
      const shown = toLogged(event);
      hub.publish(shown);
      answering.shown(shown);
    },
    onSettled: (event) => options.onCommitted?.(toLogged(event)),
    onGained: (partition) => followed.onMoved(partition),
    onLost(partition) {
      followed.onMoved(partition);
      answering.lost(partition);
    },
  });
  const onSignal = (signal: Uint8Array) => options.onSignal?.(signal);
  const shared = { ownership, owners, address, partitionOf, headOf };
  const answering = new Answering({ ...shared, onSignal });
  const followed = new FollowedChannels({ ...shared, hub, links, clock });
  links.listen({
    onHead: (channelId, head) => followed.onHead(channelId, head),
    onEvents: (channelId, events) => followed.onEvents(channelId, events),
    onLeft: (channelId, owner) => followed.onLeft(channelId, owner),
    onEnd: (ended) => followed.onEnd(ended),
    onSignal,
  });
  const sends = new Sends({ ...shared, links, clock });
  const feeds = new Feeds({ cql, topic, channels, rows, groupOf: (reader) => groupOf(`feed.${reader}`) });
  const log = new ClusterMessageLog({ epoch, hub, rows, channels, sends, followed, feeds });
  // What was said in the lobby before they came is not news to them.
  const beforeUser = async (userId: string) => channels.putRead(userId, await channels.head(lobbyId));
  await leases.begin();
  const membership = options.owns ? groupOf("owners") : undefined;
  membership?.join((partitions) => ownership.assign(partitions));
  // Devices are shared by a group of its own: its places are those of the log, for want of others.
  const notifiers = options.notifies ? groupOf("notifiers") : undefined;
  let told: ReadonlySet<number> = new Set();
  notifiers?.join((places) => {
    told = new Set(places);
  });
  const owns = (shard: number) => told.has(shard % topic.partitions);
  return {
    log,
    channels,
    sessions: new ClusterSessionStore({ cql, claims, clock, beforeUser }),
    numbers: new ClusterNumberStore(cql),
    notifications: new ClusterNotificationStore({ cql, clock }),
    notices: new ClusterNoticeStore({ cql, clock, owns }),
    answer: answering.answer,
    nodes: {
      own: { nodeId, address },
      others: () => leases.others.map((other) => ({ nodeId: other.node_id, address: other.address })),
      send: (to, signal) => links.to(to)?.signal(signal),
    },
    passOn(signal) {
      for (const other of leases.others) links.to(other.address)?.signal(signal);
    },
    reads: () => cql.requests,
    get partitions() {
      return ownership.partitions;
    },
    async close() {
      const reason = errors.draining();
      log.refuse(reason);
      sends.close(reason);
      await ownership.close();
      log.close(reason);
      await Promise.all([membership?.leave(), notifiers?.leave()]);
      followed.close();
      links.close();
      await leases.close();
      await topic.close();
      await cql.close();
    },
  };
}

function own({ address, services, version }: ClusterOptions) {
  return { address, services: [...services], version };
}
