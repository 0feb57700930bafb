// Looks at a server again and again while something happens to it.
import { setTimeout as sleep } from "node:timers/promises";
import { readMetric } from "../notify/read-metric.ts";
import type { StartedServer } from "../servers/started-server.ts";

/** What one look saw. */
export interface Look {
  readonly atMs: number;
  readonly rssKiB: number;
  /** The metric. */
  readonly value: number;
}

const lookMs = 250;
const windowMs = 1_000;

/** Begins to look at memory and one of the server's metrics, four times a second; what it returns ends that and tells. */
export async function watchServer(server: StartedServer, metric: string): Promise<() => Promise<readonly Look[]>> {
  const looks: Look[] = [];
  const over = new AbortController();
  const look = async () => {
    const value = await readMetric(server.webAddress, metric);
    looks.push({ atMs: performance.now(), rssKiB: server.rssKiB(), value });
  };
  const keepLooking = async () => {
    while (!over.signal.aborted) {
      await sleep(lookMs);
      await look();
    }
  };
  await look();
  const looking = keepLooking();
  // Who ends it hears of a failure.
  looking.catch(() => undefined);
  return async () => {
    over.abort();
    await looking;
    return looks;
  };
}

/** The most that anything was. */
export function mostOf(looks: readonly Look[], of: (look: Look) => number): number {
  return Math.max(...looks.map(of));
}

/** The steepest rise over a second, or over the little more until the next look; 0 if they looked for less. */
export function steepestPerSecond(looks: readonly Look[]): number {
  const rates = looks.map((from) => {
    const to = looks.find(({ atMs }) => atMs - from.atMs >= windowMs);
    return to ? ((to.value - from.value) * 1_000) / (to.atMs - from.atMs) : 0;
  });
  return Math.max(...rates);
}
