// Scenario: a tenth of the listeners stop reading, or read far too slowly: what that costs the others, the server and themselves.
import { setTimeout as sleep } from "node:timers/promises";
import { paced } from "../load/pace.ts";
import { Latency } from "../meters/latency.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { Crowd } from "./crowd.ts";
import { Hall } from "./hall.ts";
import { type Room, Rooms, say } from "./rooms.ts";
import { type Look, mostOf, watchServer } from "./watch-server.ts";

const full = { people: 1_000, slow: 100, warmUpSeconds: 3, evenSeconds: 15, slowSeconds: 40 };
/** Too short for anybody to be ended. */
const quick = { people: 200, slow: 20, warmUpSeconds: 1, evenSeconds: 2, slowSeconds: 6 };
type Size = typeof full;

/** Few messages in each of some channels: nobody misses more of a channel than is sent on a return. */
const channels = 10;
const perSecond = 100;
/** A tenth of what 100 messages of 200 bytes take on the wire. */
const slowBytesPerSecond = 2_900;
/** What may wait for one reader: 64 KiB are handed to the transport, and one part of 32 KiB may go over that. */
const waitingAtMostKiB = 96;
const heardMs = 30_000;
const restMs = 2_000;

/** Slow readers. */
export const slowReaders: Scenario = {
  name: "slow-readers",
  method:
    "1,000 people on a connection each are in ten channels, in which 100 durable messages of 200 bytes a second are said in turn. " +
    "For 15 s everybody reads. Then for 40 s 50 of them read nothing and 50 a tenth of what comes, as gRPC clients with windows of " +
    "64 KiB; then they read again, and who was ended comes back with their cursors. Then another 15 s in which everybody reads. The " +
    "others' times, from the moment at which a message was due, of ten who came first and last, are compared with the 30 s around. In " +
    "the end everybody must have heard everything, without a gap. What waits in the server for slow readers is " +
    "the middle of madang_waiting_bytes, looked at four times a second, less what it is when everybody reads.",
  longestMs: 5 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const { server, hall, slow, talk } = await openScene(run, size);
    await talk(size.warmUpSeconds);
    const tell = await watchServer(server, "madang_waiting_bytes");
    const startedMs = performance.now();

    const even = new Latency();
    hall.latency = even;
    await talk(size.evenSeconds);
    const slowMs = performance.now();
    const beside = new Latency();
    hall.latency = beside;
    await slow.slow(size.slow / 2, slowBytesPerSecond);
    await talk(size.slowSeconds, "others");
    const wokenMs = performance.now();
    hall.latency = new Latency();
    const { ended = [] } = await slow.wake(heardMs);
    await talk(0);
    const backMs = performance.now() - wokenMs;
    await sleep(restMs);
    hall.latency = even;
    await talk(size.evenSeconds);

    const looks = await tell();
    plotMemory(run, looks, startedMs);
    const during = looks.filter(({ atMs }) => atMs >= slowMs && atMs <= wokenMs);
    const before = looks.filter(({ atMs }) => atMs < slowMs);
    return toFindings(size, { even, beside, ended, backMs, during, before });
  },
};

async function openScene(run: Run, size: Size) {
  const server = await startMadangServer(run);
  const rooms = await Rooms.open(run, server.address);
  run.say(`${size.people} people join ${channels} channels each`);
  const tokens = await rooms.people(size.people);
  const made = await rooms.make(channels);
  await rooms.seat(made, tokens, size.people);
  const others = size.people - size.slow;
  const hall = await Hall.open(run, server.address, tokens.slice(0, others));
  const slow = await Crowd.open(server.address, tokens.slice(others), true);
  run.after(async () => slow.close());
  let said = 0;

  /** Resolves when all who read have heard everything. */
  async function talk(seconds: number, who: "all" | "others" = "all"): Promise<void> {
    await paced({ perSecond, seconds }, (_, dueMs) => say([made[said++ % channels] as Room], dueMs));
    await rooms.stored();
    await hall.hears(said * others, heardMs);
    if (who === "all") await slow.hears(said * size.slow, heardMs);
  }
  return { server, hall, slow, talk };
}

function plotMemory(run: Run, looks: readonly Look[], startedMs: number): void {
  const over = (of: (look: Look) => number) =>
    looks.map((look) => [(look.atMs - startedMs) / 1_000, of(look)] as const);
  run.plot({
    name: "slow-readers-memory",
    title: "Server memory while a tenth read too slowly",
    xLabel: "seconds",
    yLabel: "MiB",
    series: [
      { name: "resident memory", points: over(({ rssKiB }) => rssKiB / 1_024) },
      { name: "waiting for readers", points: over(({ value }) => value / 1_048_576) },
    ],
  });
}

interface Seen {
  readonly even: Latency;
  readonly beside: Latency;
  readonly ended: readonly string[];
  readonly backMs: number;
  readonly during: readonly Look[];
  readonly before: readonly Look[];
}

function toFindings({ slow, people }: Size, { even, beside, ended, backMs, during, before }: Seen): Finding[] {
  const memory = ({ rssKiB }: Look) => rssKiB / 1_024;
  const waitingBytes = (looks: readonly Look[]) => findRepeated(looks.map(({ value }) => value)).value;
  const waitingKiB = (waitingBytes(during) - waitingBytes(before)) / 1_024;
  const p99 = (latency: Latency) => latency.percentile(99);
  return [
    { what: "due → heard, everybody reads, p99", unit: "ms", value: p99(even) },
    { what: `due → heard by the others, ${slow} of ${people} slow, p99`, unit: "ms", value: p99(beside) },
    { what: "slow ÷ everybody reads, p99", unit: "", value: p99(beside) / p99(even), target: { atMost: 1.25 } },
    {
      what: "waiting in the server for each slow reader",
      unit: "KiB",
      value: waitingKiB / slow,
      target: { atMost: waitingAtMostKiB },
    },
    { what: "server memory, everybody reads, most", unit: "MiB", value: mostOf(before, memory) },
    { what: "server memory, some slow, most", unit: "MiB", value: mostOf(during, memory) },
    {
      what: "ended after 30 s, of those who read nothing",
      unit: "",
      value: ended.length,
      target: { atLeast: slow / 2 },
    },
    { what: "reading again → everybody has everything", unit: "s", value: backMs / 1_000 },
  ];
}
