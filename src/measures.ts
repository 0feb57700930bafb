// Which numbers of Madang's parts are told at /metrics.
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Hub } from "./core/hub.ts";
import type { Metrics } from "./gateway/metrics.ts";
import type { Listening } from "./listening.ts";

/** Where the numbers come from. */
export interface MeasuredParts {
  readonly hub: Hub;
  readonly data: string;
  /** Where it listens, once it does. */
  readonly listening: () => Listening | undefined;
  readonly sessions: () => number;
  /** Events that were stored since the start. */
  readonly stored: () => number;
  /** How often the store was asked for rows since the start. */
  readonly reads: () => number;
  readonly notifications: { readonly lagMs: number };
}

/** Tells them from now on. */
export function addMeasures(metrics: Metrics, parts: MeasuredParts): void {
  const { hub, data, listening, sessions, stored, reads, notifications } = parts;
  metrics.add({
    name: "madang_connections",
    help: "Open connections, by what is spoken on them.",
    read: () => listening()?.connections() ?? {},
  });
  metrics.add({ name: "madang_sessions", help: "Sessions with a stream or a lease.", read: sessions });
  metrics.add({
    name: "madang_events_total",
    help: "Events that were stored: messages, edits, reactions, joins and so on.",
    rises: true,
    read: stored,
  });
  metrics.add({
    name: "madang_store_reads_total",
    help: "How often the store was asked for rows: by calls, by subscriptions that start or lag, by the notifier.",
    rises: true,
    read: reads,
  });
  metrics.add({
    name: "madang_followers",
    help: "Subscriptions that are open.",
    read: () => hub.measure().followings,
  });
  metrics.add({
    name: "madang_waiting_bytes",
    help: "What subscribers were handed and have not taken; bounded for each of them.",
    read: () => hub.measure().waitingBytes,
  });
  metrics.add({
    name: "madang_ring_bytes",
    help: "Latest events kept in memory, so that short lags need no store.",
    read: () => hub.measure().ringBytes,
  });
  metrics.add({
    name: "madang_fell_behind_total",
    help: "How often a channel ran ahead of a subscriber, who then reads it from the store.",
    rises: true,
    read: () => hub.fellBehind,
  });
  metrics.add({
    name: "madang_notifier_lag_ms",
    help: "How old the message is that the notifier looks at; 0: it has looked at all.",
    read: () => notifications.lagMs,
  });
  metrics.add({
    name: "madang_store_bytes",
    help: "The database's files.",
    read: () => sizeOf(join(data, "madang.db")) + sizeOf(join(data, "madang.db-wal")),
  });
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
