// Fan-out by Centrifugo: messages come at a fixed rate from an application's backend, or as fast as it keeps up, if that is less.
import { setTimeout as sleep } from "node:timers/promises";
import type { Contender, Round } from "../fan-out/contender.ts";
import { dueOf, stampedText } from "../load/stamped-text.ts";
import { Latency } from "../meters/latency.ts";
import type { Run } from "../scenario.ts";
import { within } from "../within.ts";
import { CentrifugoFollower } from "./centrifugo-follower.ts";
import { CentrifugoPublisher } from "./centrifugo-publisher.ts";
import { type Centrifugo, toToken } from "./centrifugo-server.ts";
import { Crowd } from "./crowd.ts";
import type { Dialect } from "./dialect.ts";

/** Observers on each side of the crowd, as for the others. */
const observersAtEachEnd = 5;
const deliveredMs = 60_000;
/** Messages that are published and that an observer has not heard: far fewer than the megabyte of a queue whose client is cut off. */
const mostAhead = 1_000;

/** Connects the listeners to the server. */
export async function openOnCentrifugo(
  run: Run,
  centrifugo: Centrifugo,
  dialect: Dialect,
  listeners: number,
  perSecond: number,
): Promise<Contender> {
  let latency = new Latency();
  const onData = (from: Buffer, start: number, end: number) =>
    latency.record(dueOf(from.toString("latin1", start + 1, end)), performance.now());
  const tokens = Array.from({ length: listeners }, (_, index) => toToken(`bench-${index}`));
  const observers: CentrifugoFollower[] = [];
  const observe = async (some: readonly string[]) => {
    for (const token of some) {
      const observer = new CentrifugoFollower(dialect, token, onData);
      observers.push(observer);
      await observer.open(centrifugo.address);
    }
  };
  run.after(async () => {
    for (const observer of observers) observer.close();
  });
  await observe(tokens.slice(0, observersAtEachEnd));
  const middle = tokens.slice(observersAtEachEnd, -observersAtEachEnd);
  const crowd = await Crowd.open(
    dialect.name === "JSON" ? "centrifugo-json" : "centrifugo-protobuf",
    centrifugo.address,
    middle,
  );
  run.after(async () => crowd.close());
  await observe(tokens.slice(-observersAtEachEnd));
  const publisher = await CentrifugoPublisher.open(centrifugo);
  run.after(async () => publisher.close());

  async function round(seconds: number): Promise<Round> {
    latency = new Latency();
    const cpuBeforeMs = centrifugo.server.cpuMs();
    const startMs = performance.now();
    const count = await publishPaced(publisher, observers, perSecond, seconds);
    await within(publisher.settled(), deliveredMs, "publishing");
    await crowd.hears(publisher.sent, deliveredMs);
    await observersHear(observers, publisher.sent);
    const took = performance.now() - startMs;
    return {
      deliveries: count * listeners,
      cpuMs: centrifugo.server.cpuMs() - cpuBeforeMs,
      perSecond: (count * 1_000) / took,
      latency,
    };
  }
  return { name: `Centrifugo, ${dialect.name}`, round };
}

/** Publishes what is due, unless the server is too far behind; resolves when time is over to how many there were. */
async function publishPaced(
  publisher: CentrifugoPublisher,
  observers: readonly CentrifugoFollower[],
  perSecond: number,
  seconds: number,
): Promise<number> {
  const startMs = performance.now();
  const startSent = publisher.sent;
  const gapMs = 1_000 / perSecond;
  const count = Math.round(perSecond * seconds);
  let next = 0;
  while (next < count && performance.now() - startMs < seconds * 1_000) {
    const failed = observers.find(({ failure }) => failure)?.failure;
    if (failed) throw failed;
    const heard = Math.min(...observers.map(({ received }) => received)) - startSent;
    const due = Math.floor((performance.now() - startMs) / gapMs) + 1;
    for (const last = Math.min(count, due, heard + mostAhead); next < last; next++)
      publisher.publish(stampedText(startMs + next * gapMs));
    await sleep(1);
  }
  return next;
}

async function observersHear(observers: readonly CentrifugoFollower[], messages: number): Promise<void> {
  const giveUpAtMs = performance.now() + deliveredMs;
  for (const observer of observers) {
    while (observer.received < messages && !observer.failure && performance.now() < giveUpAtMs) await sleep(1);
    if (observer.failure) throw observer.failure;
    if (observer.received !== messages)
      throw new Error(`an observer heard ${observer.received} messages, not ${messages}`);
  }
}
