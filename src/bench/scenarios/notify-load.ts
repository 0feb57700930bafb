// Scenario: two thousand messages a second, each of which ten people who are not there are to be told of.
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { atOnce } from "../load/at-once.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { paced } from "../load/pace.ts";
import { signInGuests } from "../load/people.ts";
import { PublishStream } from "../load/publish-stream.ts";
import { stampedText } from "../load/stamped-text.ts";
import { Latency } from "../meters/latency.ts";
import { findRepeated } from "../meters/repeats.ts";
import { countInbox, makeChannels, seatAbsentPeople } from "../notify/absent-people.ts";
import { ChannelsEar } from "../notify/channels-ear.ts";
import { readMetric } from "../notify/read-metric.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { StartedServer } from "../servers/started-server.ts";

const perSecond = 2_000;
const inEach = 10;
const full = { channels: 200, rounds: 3, seconds: 10, warmUpSeconds: 3 };
const quick = { channels: 50, rounds: 1, seconds: 3, warmUpSeconds: 1 };

const settleMs = 30_000;
const hearMs = 10_000;
const lookMs = 20;
const checkedAtOnce = 16;
/** After a start nothing is sent to devices for so long, since nobody has come back yet. */
const startMs = 11_000;

/** What notifying costs those who talk. */
export const notifyLoad: Scenario = {
  name: "notify-load",
  method:
    `${perSecond.toLocaleString("en")} durable messages of 200 bytes a second from one Publish stream, one a frame, in ${full.channels} ` +
    `channels in turn. Two kinds of rounds take turns on one server: channels with ${inEach} members who are not there, each with a ` +
    "webhook that answers at once, and channels with nobody else in them. Both are heard by a listener who times each message " +
    "from the moment at which it was due. At the end of a round the notifier's lag is read; every inbox must hold every message.",
  longestMs: 4 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const scene = await openScene(run, size.channels);
    await scene.round("told", size.warmUpSeconds);
    await scene.round("alone", size.warmUpSeconds);
    const turns: Turn[] = [];
    for (let i = 0; i < size.rounds; i++) {
      // Whoever comes first finds the store a little smaller.
      const order = i % 2 === 0 ? (["told", "alone"] as const) : (["alone", "told"] as const);
      const rounds = { [order[0]]: await scene.round(order[0], size.seconds) } as Record<Kind, Round>;
      rounds[order[1]] = await scene.round(order[1], size.seconds);
      turns.push(rounds);
      run.say(`told ${wordsOf(rounds.told)}; alone ${wordsOf(rounds.alone)}`);
    }
    await scene.requireAll();
    return toFindings(turns);
  },
};

type Kind = "told" | "alone";
type Turn = Readonly<Record<Kind, Round>>;

interface Round {
  readonly latency: Latency;
  /** People told of a message, a second, until the notifier had come to the last one. */
  readonly toldPerSecond: number;
  readonly lagMs: number;
  readonly cpuMs: number;
  readonly messages: number;
  readonly delivered: number;
}

async function openScene(run: Run, channels: number) {
  const server = await startMadangServer(run, [], ["--notify-private"]);
  const sink = await openSink(run);
  const connections = [await GrpcConnection.open(server.address), await GrpcConnection.open(server.address)] as const;
  run.after(async () => connections.forEach((connection) => connection.close()));
  const [talking, listening] = connections;
  const [sender = ""] = await signInGuests(talking, "bench", 1);
  const channelIds: Record<Kind, string[]> = {
    told: await makeChannels(talking, sender, "told", channels),
    alone: await makeChannels(talking, sender, "alone", channels),
  };
  run.say(`${channels * inEach} people join and register a webhook each`);
  const people = await seatAbsentPeople(talking, {
    ...{ channelIds: channelIds.told, inEach },
    url: `http://${sink.address}`,
  });
  const ear = await ChannelsEar.open(listening, sender);
  const publish = new PublishStream(talking, sender);
  const said: Record<Kind, number> = { told: 0, alone: 0 };
  const lag = () => readMetric(server.webAddress, "madang_notifier_lag_ms");
  await sleep(startMs);

  async function round(kind: Kind, seconds: number): Promise<Round> {
    const latency = new Latency();
    ear.latency = latency;
    const cpuBeforeMs = server.cpuMs();
    const before = (await sink.ask()) as number;
    const startedMs = performance.now();
    const messages = await paced({ perSecond, seconds }, (_, dueMs) => {
      const channelId = channelIds[kind][said[kind]++ % channels] as string;
      publish.send({ channelId, clientMessageId: `m${publish.sent}`, text: stampedText(dueMs) });
    });
    const lagMs = await lag();
    const tookMs = await until(async () => (await lag()) === 0, settleMs, startedMs);
    await publish.waiting(0);
    await until(async () => ear.heard === publish.sent || ear.failure !== undefined, hearMs, startedMs);
    if (ear.failure || ear.heard !== publish.sent) throw ear.failure ?? new Error("messages were not heard");
    const cpuMs = server.cpuMs() - cpuBeforeMs;
    const delivered = await settled(sink, before);
    const toldPerSecond = kind === "told" ? (messages * inEach * 1_000) / tookMs : 0;
    return { latency, toldPerSecond, lagMs, cpuMs, messages, delivered };
  }

  async function requireAll(): Promise<void> {
    const counts = await atOnce(people.length, checkedAtOnce, (index) => countInbox(talking, people[index] as string));
    const sum = counts.reduce((total, count) => total + count, 0);
    const missing = said.told * inEach - sum;
    if (missing !== 0) throw new Error(`${missing} of ${said.told * inEach} notices are in no inbox`);
  }
  return { round, requireAll };
}

async function openSink(run: Run): Promise<StartedServer> {
  const file = fileURLToPath(new URL("../notify/webhook-sink-process.ts", import.meta.url));
  const sink = await StartedServer.start({ program: process.execPath, args: [file] });
  run.after(() => sink.stop());
  return sink;
}

/** Resolves to the time since `startedMs` when it is so. */
async function until(isSo: () => Promise<boolean>, withinMs: number, startedMs: number): Promise<number> {
  const giveUpAtMs = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpAtMs) throw new Error(`the notifier was not done within ${withinMs} ms`);
    await sleep(lookMs);
  }
  return performance.now() - startedMs;
}

/** Waits until devices get no more, so that one round leaves nothing to the next; resolves to how much they got. */
async function settled(sink: StartedServer, before: number): Promise<number> {
  const giveUpAtMs = performance.now() + settleMs;
  for (let last = -1; performance.now() < giveUpAtMs; ) {
    const taken = (await sink.ask()) as number;
    if (taken === last) return taken - before;
    last = taken;
    await sleep(1_500);
  }
  throw new Error(`devices still got notifications ${settleMs} ms later`);
}

function wordsOf({ latency, lagMs, cpuMs, messages, delivered }: Round): string {
  const cpu = Math.round((cpuMs * 1_000) / messages);
  const late = `p50 ${latency.percentile(50)}, p99 ${latency.percentile(99)} ms, lag ${Math.round(lagMs)} ms`;
  return `${late}, ${cpu} µs CPU a message, ${delivered} deliveries`;
}

function toFindings(turns: readonly Turn[]): Finding[] {
  const of = (value: (turn: Turn) => number) => findRepeated(turns.map(value));
  const p99 = ({ latency }: Round) => latency.percentile(99);
  const rise = of(({ told, alone }) => (p99(told) / p99(alone) - 1) * 100);
  const cost = of(({ told, alone }) => ((told.cpuMs / told.messages - alone.cpuMs / alone.messages) * 1_000) / inEach);
  return [
    {
      what: `people told of messages, of ${(perSecond * inEach).toLocaleString("en")} asked for`,
      unit: "/s",
      ...of(({ told }) => told.toldPerSecond),
      target: { atLeast: 19_000 },
    },
    { what: "the notifier's lag at the end", unit: "ms", ...of(({ told }) => told.lagMs), target: { atMost: 1_000 } },
    { what: "due → heard, ten to notify, p50", unit: "ms", ...of(({ told }) => told.latency.percentile(50)) },
    { what: "due → heard, nobody to notify, p50", unit: "ms", ...of(({ alone }) => alone.latency.percentile(50)) },
    { what: "due → heard, ten to notify, p99", unit: "ms", ...of(({ told }) => p99(told)) },
    { what: "due → heard, nobody to notify, p99", unit: "ms", ...of(({ alone }) => p99(alone)) },
    { what: "by how much notifying raises the p99", unit: "%", ...rise, target: { atMost: 20 } },
    { what: "server CPU for each person told", unit: "µs", ...cost },
    { what: "notifications sent to devices in a round", unit: "", ...of(({ told }) => told.delivered) },
  ];
}
