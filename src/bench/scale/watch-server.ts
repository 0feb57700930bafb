// Looks at a server again and again while something happens to it.
import { setTimeout as sleep } from "node:timers/promises";
import { readMetric } from "../notify/read-metric.ts";
import type { StartedServer } from "../servers/started-server.ts";

/** What was seen. */
export interface Watched {
  /** The most resident memory. */
  readonly peakKiB: number;
  /** How often the store was asked for rows, and the most in any second. */
  readonly reads: number;
  readonly peakReadsPerSecond: number;
}

interface Look {
  readonly atMs: number;
  readonly reads: number;
}

const lookMs = 250;
const windowMs = 1_000;

/** Begins to look; what it returns ends that and tells. It is called at least a second later. */
export async function watchServer(server: StartedServer): Promise<() => Promise<Watched>> {
  const looks: Look[] = [];
  let peakKiB = 0;
  let isOver = false;
  const look = async () => {
    const reads = await readMetric(server.webAddress, "madang_store_reads_total");
    looks.push({ atMs: performance.now(), reads });
    peakKiB = Math.max(peakKiB, server.rssKiB());
  };
  const keepLooking = async () => {
    while (!isOver) {
      await sleep(lookMs);
      await look();
    }
  };
  await look();
  const looking = keepLooking();
  // Who stops it hears of a failure.
  looking.catch(() => undefined);
  return async () => {
    isOver = true;
    await looking;
    const reads = (looks.at(-1) as Look).reads - (looks[0] as Look).reads;
    return { peakKiB, reads, peakReadsPerSecond: peakOf(looks) };
  };
}

/** The steepest rise over a second, or over the little more until the next look. */
function peakOf(looks: readonly Look[]): number {
  const rates = looks.map((from) => {
    const to = looks.find(({ atMs }) => atMs - from.atMs >= windowMs) ?? from;
    return to === from ? 0 : ((to.reads - from.reads) * 1_000) / (to.atMs - from.atMs);
  });
  return Math.max(...rates);
}
