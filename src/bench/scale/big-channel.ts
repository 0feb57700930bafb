// Scenario: five thousand people in one channel.
import { paced } from "../load/pace.ts";
import { Latency } from "../meters/latency.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { Hall } from "./hall.ts";
import { Rooms, say } from "./rooms.ts";

const perSecond = 100;
const full = { people: 5_000, rounds: 3, seconds: 10, warmUpSeconds: 5 };
const quick = { people: 500, rounds: 1, seconds: 3, warmUpSeconds: 1 };
type Size = typeof full;

const deliveredMs = 30_000;

/** What the largest channels cost. */
export const bigChannel: Scenario = {
  name: "big-channel",
  method:
    `${full.people.toLocaleString("en")} people on a connection each in one channel, ${perSecond} durable messages of 200 bytes a second. ` +
    "Everybody must have heard everything; ten of them, those who came first and last, decode and time it from the moment at " +
    "which the message was due. Memory is the server's resident memory at the end, with all it needed for that many people.",
  longestMs: 5 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const play = await openScene(run, size);
    await play(size.warmUpSeconds);
    const rounds: Round[] = [];
    for (let i = 0; i < size.rounds; i++) rounds.push(await play(size.seconds));
    return toFindings(rounds);
  },
};

interface Round {
  readonly deliveries: number;
  readonly frames: number;
  readonly cpuMs: number;
  readonly rssKiB: number;
  readonly latency: Latency;
}

async function openScene(run: Run, { people }: Size): Promise<(seconds: number) => Promise<Round>> {
  const server = await startMadangServer(run);
  const rooms = await Rooms.open(run, server.address);
  run.say(`${people} guests sign in and subscribe`);
  const lobby = await rooms.lobby();
  const hall = await Hall.open(run, server.address, await rooms.people(people));
  let before = await hall.hears(0, deliveredMs);
  return async (seconds) => {
    hall.latency = new Latency();
    const cpuBeforeMs = server.cpuMs();
    const messages = await paced({ perSecond, seconds }, (_, dueMs) => say([lobby], dueMs));
    await rooms.stored();
    const deliveries = messages * people;
    const heard = await hall.hears(before.received + deliveries, deliveredMs);
    const cpuMs = server.cpuMs() - cpuBeforeMs;
    const round = {
      ...{ deliveries, cpuMs, frames: heard.frames - before.frames },
      ...{ rssKiB: server.rssKiB(), latency: hall.latency },
    };
    before = heard;
    run.say(wordsOf(round));
    return round;
  };
}

function wordsOf({ deliveries, frames, cpuMs, latency }: Round): string {
  const rate = Math.round((deliveries * 1_000) / cpuMs).toLocaleString("en");
  const late = `p50 ${latency.percentile(50)}, p99 ${latency.percentile(99)} ms`;
  return `${rate} deliveries per CPU-second, ${(deliveries / frames).toFixed(1)} a frame, ${late}`;
}

function toFindings(rounds: readonly Round[]): Finding[] {
  const of = (value: (round: Round) => number) => findRepeated(rounds.map(value));
  return [
    {
      what: "deliveries per server CPU-second",
      unit: "",
      ...of(({ deliveries, cpuMs }) => (deliveries * 1_000) / cpuMs),
    },
    { what: "deliveries in a frame", unit: "", ...of(({ deliveries, frames }) => deliveries / frames) },
    { what: "due → heard, p50", unit: "ms", ...of(({ latency }) => latency.percentile(50)) },
    { what: "due → heard, p99", unit: "ms", ...of(({ latency }) => latency.percentile(99)) },
    { what: "server memory", unit: "MiB", ...of(({ rssKiB }) => rssKiB / 1_024) },
  ];
}
