// Scenario: everybody is cut off at once, and comes back while others talk on.
import { setTimeout as sleep } from "node:timers/promises";
import { paced } from "../load/pace.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { type ComeBack, Crowd } from "./crowd.ts";
import { type Room, Rooms, say } from "./rooms.ts";
import { mostOf, steepestPerSecond, watchServer } from "./watch-server.ts";

const full = { people: 2_000, rooms: 200, roomsOfEach: 10, rounds: 3, calmMs: 2_000 };
const quick = { people: 300, rooms: 30, roomsOfEach: 10, rounds: 1, calmMs: 1_000 };
type Size = typeof full;

const perSecond = 200;
const backMs = 60_000;
const heardMs = 30_000;

/** A reconnect storm. */
export const storm: Scenario = {
  name: "storm",
  method:
    `${full.people.toLocaleString("en")} people on a connection each, each in ${full.roomsOfEach} of ${full.rooms} channels in which ${perSecond} ` +
    "durable messages a second are said in turn. All connections are destroyed in the same moment and come back with their cursors " +
    "while the talk goes on: all at once, and in turn with that after the waits of our SDK (the first is up to 100 ms). Timed from " +
    "the cut until the server has told a person caught_up: connecting, subscribing and all that was missed are in it. Each range must " +
    "begin where the last one before the cut ended and hold all its events, and everybody hear everything. Reads of the store are " +
    "madang_store_reads_total, looked at four times a second.",
  longestMs: 5 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const strike = await openScene(run, size);
    await strike("as the SDK does");
    const hard: Storm[] = [];
    const soft: Storm[] = [];
    for (let i = 0; i < size.rounds; i++) {
      hard.push(await strike("at once"));
      soft.push(await strike("as the SDK does"));
    }
    plotReturns(run, hard[0] as Storm, soft[0] as Storm);
    return [...toFindings("all at once", hard), ...toFindings("the SDK's waits", soft)];
  },
};

interface Storm {
  /** Of each person, in rising order. */
  readonly tookMs: readonly number[];
  readonly retries: number;
  /** Processor time of the server from the cut until the last was back. */
  readonly cpuMs: number;
  /** Reads of the store, the most in a second. */
  readonly peakReads: number;
  readonly peakKiB: number;
}

async function openScene(run: Run, size: Size): Promise<(comeBack: ComeBack) => Promise<Storm>> {
  const server = await startMadangServer(run);
  const rooms = await Rooms.open(run, server.address);
  run.say(`${size.people} guests sign in and join ${size.roomsOfEach} channels each`);
  const tokens = await rooms.people(size.people);
  const made = await rooms.make(size.rooms);
  const inEach = (size.people * size.roomsOfEach) / size.rooms;
  await rooms.seat(made, tokens, inEach);
  const crowd = await Crowd.open(server.address, tokens);
  run.after(async () => crowd.close());
  let said = 0;

  async function talkUntil(isOver: () => boolean): Promise<void> {
    while (!isOver())
      await paced({ perSecond, seconds: 0.1 }, (_, dueMs) => say([made[said++ % made.length] as Room], dueMs));
    await rooms.stored();
  }

  return async (comeBack) => {
    let isOver = false;
    const talking = talkUntil(() => isOver);
    const tell = await watchServer(server, "madang_store_reads_total");
    await sleep(size.calmMs);
    const cpuBeforeMs = server.cpuMs();
    const { tookMs = [], retries = 0 } = await crowd.cut(comeBack, backMs);
    const cpuMs = server.cpuMs() - cpuBeforeMs;
    await sleep(size.calmMs);
    isOver = true;
    await talking;
    await crowd.hears(said * inEach, heardMs);
    const looks = await tell();
    const struck = {
      ...{ tookMs: tookMs.toSorted((a, b) => a - b), retries, cpuMs },
      ...{ peakReads: steepestPerSecond(looks), peakKiB: mostOf(looks, ({ rssKiB }) => rssKiB) },
    };
    run.say(`${comeBack}: the last was back after ${Math.round(atPercent(struck, 100))} ms, ${retries} tries again`);
    return struck;
  };
}

function atPercent({ tookMs }: Storm, percent: number): number {
  return tookMs[Math.ceil((tookMs.length * percent) / 100) - 1] ?? Number.NaN;
}

function plotReturns(run: Run, hard: Storm, soft: Storm): void {
  const curve = (storm: Storm) =>
    Array.from({ length: 101 }, (_, percent) => {
      const seconds = percent === 0 ? 0 : atPercent(storm, percent) / 1_000;
      return [seconds, (storm.tookMs.length * percent) / 100] as const;
    });
  run.plot({
    name: "storm-caught-up",
    title: `${hard.tookMs.length.toLocaleString("en")} people cut off at once`,
    xLabel: "seconds since the cut",
    yLabel: "people who have caught up",
    series: [
      { name: "all come back at once", points: curve(hard) },
      { name: "after the SDK's waits", points: curve(soft) },
    ],
  });
}

function toFindings(how: string, storms: readonly Storm[]): Finding[] {
  const of = (value: (storm: Storm) => number) => findRepeated(storms.map(value));
  const people = storms[0]?.tookMs.length ?? 1;
  return [
    { what: `${how}: cut → caught up, p50`, unit: "s", ...of((storm) => atPercent(storm, 50) / 1_000) },
    { what: `${how}: cut → caught up, p99`, unit: "s", ...of((storm) => atPercent(storm, 99) / 1_000) },
    { what: `${how}: cut → caught up, the last`, unit: "s", ...of((storm) => atPercent(storm, 100) / 1_000) },
    { what: `${how}: tries that failed`, unit: "", ...of(({ retries }) => retries) },
    { what: `${how}: server CPU for each who came back`, unit: "ms", ...of(({ cpuMs }) => cpuMs / people) },
    { what: `${how}: reads of the store, most in a second`, unit: "/s", ...of(({ peakReads }) => peakReads) },
    { what: `${how}: server memory, most`, unit: "MiB", ...of(({ peakKiB }) => peakKiB / 1_024) },
  ];
}
