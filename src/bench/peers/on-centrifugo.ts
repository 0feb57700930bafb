// Fan-out by Centrifugo: messages come at a fixed rate from an application's backend, or as fast as it keeps up, if that is less.
import { setTimeout as sleep } from "node:timers/promises";
import type { Contender, Round } from "../fan-out/contender.ts";
import type { Pace } from "../load/pace.ts";
import { stampedText } from "../load/stamped-text.ts";
import { Latency } from "../meters/latency.ts";
import type { Run } from "../scenario.ts";
import { within } from "../within.ts";
import { CentrifugoListeners } from "./centrifugo-listeners.ts";
import { CentrifugoPublisher } from "./centrifugo-publisher.ts";
import type { Centrifugo } from "./centrifugo-server.ts";
import type { Dialect } from "./dialect.ts";

const deliveredMs = 60_000;
/** Messages that an observer has not heard: far fewer than the megabyte in its queue for which a client is cut off. */
const mostAhead = 1_000;

/** Who takes part. */
export interface PeerCrowd {
  readonly listeners: number;
  readonly perSecond: number;
  /** How long the sender gathers messages for one call; 0: not at all. */
  readonly gatherMs: number;
}

/** Connects the listeners to the server. */
export async function openOnCentrifugo(
  run: Run,
  { server, ...place }: Centrifugo,
  dialect: Dialect,
  { listeners: count, perSecond, gatherMs }: PeerCrowd,
): Promise<Contender> {
  let latency = new Latency();
  const listeners = await CentrifugoListeners.open(place.address, dialect, count, (dueMs) =>
    latency.record(dueMs, performance.now()),
  );
  run.after(async () => listeners.close());
  const publisher = await CentrifugoPublisher.open(place, gatherMs);
  run.after(async () => publisher.close());

  async function round(seconds: number): Promise<Round> {
    latency = new Latency();
    const cpuBeforeMs = server.cpuMs();
    const startMs = performance.now();
    const messages = await publishPaced(publisher, listeners, { perSecond, seconds });
    await within(publisher.settled(), deliveredMs, "publishing");
    await listeners.hear(publisher.sent, deliveredMs);
    const tookMs = performance.now() - startMs;
    const cpuMs = server.cpuMs() - cpuBeforeMs;
    return { deliveries: messages * count, cpuMs, perSecond: (messages * 1_000) / tookMs, latency };
  }
  return { name: `Centrifugo, ${dialect.name}${gatherMs > 0 ? `, gathered for ${gatherMs} ms` : ""}`, round };
}

/** Publishes what is due, unless the server is too far behind; resolves when time is over to how many there were. */
async function publishPaced(
  publisher: CentrifugoPublisher,
  listeners: CentrifugoListeners,
  { perSecond, seconds }: Pace,
): Promise<number> {
  const startMs = performance.now();
  const sentBefore = publisher.sent;
  const gapMs = 1_000 / perSecond;
  const count = Math.round(perSecond * seconds);
  let next = 0;
  while (next < count && performance.now() - startMs < seconds * 1_000) {
    const due = Math.floor((performance.now() - startMs) / gapMs) + 1;
    const bearable = listeners.heardByAll() - sentBefore + mostAhead;
    const last = Math.min(count, due, bearable);
    for (; next < last; next++) publisher.publish(stampedText(startMs + next * gapMs));
    await sleep(1);
  }
  return next;
}
