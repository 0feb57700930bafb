// Scenario: a town of people at the busy hour of a day of chat, ever more of them: what each costs the server.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { makeFolder, startMadangServer } from "../servers/madang-server.ts";
import { sizesHere } from "./descriptors.ts";
import { fitLine } from "./fit.ts";
import { type Level, measureLevel, wordsOf } from "./level.ts";
import type { Stretch } from "./live.ts";
import { busyHoursADay, timesAnHour } from "./mix.ts";
import { TownAt } from "./town-at.ts";

const full = { people: [2_000, 5_000, 10_000, 19_000], village: 1_000, settleMs: 15_000, seconds: 60 };
const quick = { people: [200, 400, 800], village: 200, settleMs: 3_000, seconds: 15 };

/** What of a core may be used so that there is room for a storm. */
const usedAtMost = 80;
const goodP99Ms = 100;

/** People per core at the busy hour. */
export const day: Scenario = {
  name: "day",
  method:
    `A town grows to ${full.people.map((people) => people.toLocaleString("en")).join(", ")} people, each with a connection of their own, ` +
    "in 13 channels: 6 direct, 2 of 8, 3 of 50, 1 of 1,000, and the lobby with everybody. At each size it lives for 60 s of the " +
    `busy hour: an hour has ${timesAnHour.say} messages of 200 bytes a person (60 % direct, 20 % in channels of 8, 17.5 % of 50, 2 % of ` +
    `1,000, 0.5 % in the lobby), ${timesAnHour.type} signs of typing, ${Math.round(timesAnHour.open)} channels opened (page of 50, beat, ` +
    "watch of presence, read position), 8 pages scrolled, reactions, edits, deletions, 0.6 reconnects and 0.25 absences; everybody " +
    "beats as asked, and a third marks as read what comes in the channel they look at. Ratios from Mattermost's load test: " +
    "docs/capacity.md. Server CPU of all threads by the operating system; latency from the moment a message was due until an eighth " +
    "of the people have it; everybody must have heard every channel to its end.",
  longestMs: 20 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const folder = makeFolder(run);
    const server = await startMadangServer(run, [], ["--data", folder]);
    const town = await TownAt.found(run, { address: server.address, village: size.village, quiet: false });
    const levels: Level[] = [];
    await sleep(1_000);
    const emptyMiB = server.rssKiB() / 1_024;
    for (const people of sizesHere(size.people)) {
      run.say(`${people} people come`);
      await town.grow(people);
      const deployment = { server, town, storeFile: join(folder, "madang.db") };
      levels.push(await measureLevel(deployment, { ...size, people }));
      run.say(wordsOf(levels.at(-1) as Level));
    }
    plot(run, levels);
    return toFindings(levels, emptyMiB);
  },
};

function plot(run: Run, levels: readonly Level[]): void {
  const axis = { xLabel: "people connected", yLabel: "% of a core" };
  const of = (value: (level: Level) => number) => levels.map((level) => [level.people, value(level)] as const);
  run.plot({
    ...{ name: "day-cpu", title: "Server CPU at the busy hour", ...axis },
    series: [
      { name: "with all they do", points: of(({ cpuPercent }) => cpuPercent) },
      { name: "only being there", points: of(({ therePercent }) => therePercent) },
    ],
  });
  run.plot({
    ...{ name: "day-latency", title: "Due until heard, at the busy hour", xLabel: "people connected", yLabel: "ms" },
    series: [
      { name: "p50, up to 50 people", points: of(({ stretch }) => stretch.small.p50Ms) },
      { name: "p99, up to 50 people", points: of(({ stretch }) => stretch.small.p99Ms) },
      { name: "p99, 1,000 and more", points: of(({ stretch }) => stretch.large.p99Ms) },
    ],
  });
}

function toFindings(levels: readonly Level[], emptyMiB: number): Finding[] {
  const line = fitLine(levels.map(({ people, cpuPercent }) => [people, cpuPercent]));
  const last = levels.at(-1) as Level;
  const good = levels.filter(({ stretch, cpuPercent }) => stretch.small.p99Ms <= goodP99Ms && cpuPercent <= usedAtMost);
  const words = (people: number) => `with ${people.toLocaleString("en")} people`;
  const storeKiBADay = ((last.storeBytes / last.people) * busyHoursADay * (3_600 / last.seconds)) / 1_024;
  return [
    {
      what: `people per core at ${usedAtMost} % of it, by the line through all sizes`,
      unit: "",
      value: (usedAtMost - line.offset) / line.slope,
      target: { atLeast: 20_000 },
    },
    { what: `most people there were with a p99 ≤ ${goodP99Ms} ms`, unit: "", value: good.at(-1)?.people ?? 0 },
    ...levels.map(({ people, cpuPercent }): Finding => {
      return { what: `server CPU ${words(people)}, of a core`, unit: "%", value: cpuPercent };
    }),
    { what: `the same while everybody is only there`, unit: "%", value: last.therePercent },
    ...latencies(last),
    { what: "deliveries a message", unit: "", value: last.stretch.events / eventsIn(last.stretch) },
    { what: "server memory a person", unit: "KiB", value: ((last.rssMiB - emptyMiB) * 1_024) / last.people },
    { what: "store a person and day", unit: "KiB", value: storeKiBADay },
    { what: `CPU that the clients used ${words(last.people)}, of a core`, unit: "%", value: last.loadCpuPercent },
  ];
}

function latencies({ people, stretch: { small, large, opened } }: Level): Finding[] {
  const words = (what: string) => `${what}, with ${people.toLocaleString("en")} people`;
  return [
    { what: words("due → heard in channels of up to 50, p50"), unit: "ms", value: small.p50Ms },
    { what: words("the same, p99"), unit: "ms", value: small.p99Ms, target: { atMost: goodP99Ms } },
    { what: words("due → heard in larger channels, p50"), unit: "ms", value: large.p50Ms },
    { what: words("the same in larger channels, p99"), unit: "ms", value: large.p99Ms },
    { what: words("due → channel opened, p99"), unit: "ms", value: opened.p99Ms },
  ];
}

function eventsIn({ done }: Stretch): number {
  return done.say + done.react + done.edit + done.delete;
}
