// One look at a server in a soak: what it tells at /metrics, what it holds after a collection, and what its files take.
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "../deployment/deployment.ts";
import { sampleOf } from "../deployment/server-meter.ts";
import type { SoakValues } from "./soak-measures.ts";

const deadlineMs = 10_000;
const mebi = 2 ** 20;

/** What one look found. */
export interface Look {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  readonly values: SoakValues;
  /** Processor time of all its threads so far. */
  readonly cpuMs: number;
}

/** Looks; `before` is the look before this one, from which processor time is counted. Undefined if the server does not answer. */
export async function lookAt(deployment: Deployment, before: Look | undefined): Promise<Look | undefined> {
  const [told, inside] = await Promise.all([metricsOf(deployment.webAddress), deployment.look()]);
  const outside = sampleOf(deployment.pid);
  if (!told || !inside || !outside) return undefined;
  const at = Date.now();
  const cpuMs = (told.get("process_cpu_seconds_total") ?? 0) * 1_000;
  const { Timeout: timers = 0, ...others } = inside.resources;
  const fileMiB = (name: string) =>
    (statSync(join(deployment.dataFolder, name), { throwIfNoEntry: false })?.size ?? 0) / mebi;
  const values = {
    heap: inside.heapBytes / mebi,
    buffers: inside.externalBytes / mebi,
    own: outside.ownMiB,
    resident: outside.rssMiB,
    descriptors: outside.descriptors,
    timers,
    handles: handlesAmong(others),
    mailboxes: told.get("madang_followers") ?? 0,
    mailboxBytes: (told.get("madang_waiting_bytes") ?? 0) / 1_024,
    sessions: told.get("madang_sessions") ?? 0,
    wal: fileMiB("madang.db-wal"),
    store: fileMiB("madang.db"),
    cpu: before ? (100 * (cpuMs - before.cpuMs)) / (at - before.at) : 0,
    loopDelay: (told.get("nodejs_eventloop_lag_p99_seconds") ?? 0) * 1_000,
  };
  return { at, values, cpuMs };
}

/** Open sockets, files and the like: a request to write or to read is under way and not open. */
function handlesAmong(resources: Readonly<Record<string, number>>): number {
  const open = Object.entries(resources).filter(([kind]) => !/Req|WriteWrap|ShutdownWrap|Immediate/.test(kind));
  return open.reduce((sum, [, count]) => sum + count, 0);
}

async function metricsOf(webAddress: string): Promise<ReadonlyMap<string, number> | undefined> {
  try {
    const response = await fetch(`http://${webAddress}/metrics`, { signal: AbortSignal.timeout(deadlineMs) });
    return numbersIn(await response.text());
  } catch {
    return undefined;
  }
}

/** The numbers of Prometheus' text; those with labels are summed. */
function numbersIn(text: string): ReadonlyMap<string, number> {
  const numbers = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [, name, value] = /^(\w+)(?:\{.*\})? (\S+)$/.exec(line) ?? [];
    if (name !== undefined) numbers.set(name, (numbers.get(name) ?? 0) + Number(value));
  }
  return numbers;
}
