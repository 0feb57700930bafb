// Scenario: people who are connected and to whom nothing is said: what they cost in memory and processor time.
import { setTimeout as sleep } from "node:timers/promises";
import { create } from "@bufbuild/protobuf";
import { ChannelService, SendMessageRequestSchema } from "../../gen/madang/channel/v1/channel_pb.ts";
import { sizesHere } from "../day/descriptors.ts";
import { fitLine } from "../day/fit.ts";
import { TownAt } from "../day/town-at.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import { stampedText } from "../load/stamped-text.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import type { StartedServer } from "../servers/started-server.ts";

const full = { people: [1_000, 5_000, 10_000, 20_000], settleMs: 12_000, watchMs: 15_000 };
const quick = { people: [200, 500, 1_000], settleMs: 3_000, watchMs: 15_000 };

const startSettleMs = 2_000;
const hearMs = 20_000;
const lookMs = 20;

/** What so many cost. */
interface Level {
  readonly people: number;
  readonly kib: number;
  readonly cpuPercent: number;
}

/** Memory and processor time of idle subscribers. */
export const idle: Scenario = {
  name: "idle",
  method:
    "Guests sign in and subscribe, each on a connection of their own: 1,000, 5,000, 10,000 and 20,000 at one process, or as many as the " +
    "descriptors of this machine allow. Resident memory (VmRSS) of the server 12 s after the last, less that before the first, by their " +
    "number; sessions and all that signing in left behind are in it. Processor time over 15 s, which hold an idle heartbeat of each stream. " +
    "Then somebody says something, and everybody must hear it.",
  longestMs: 10 * 60_000,
  async run(run) {
    const { people, settleMs, watchMs } = run.quick ? quick : full;
    const server = await startMadangServer(run);
    const town = await TownAt.found(run, { address: server.address, village: 1_000, quiet: true });
    const levels: Level[] = [];
    await sleep(startSettleMs);
    const emptyKiB = server.rssKiB();
    for (const size of sizesHere(people)) {
      run.say(`${size} guests sign in and subscribe`);
      await town.grow(size);
      await sleep(settleMs);
      const kib = (server.rssKiB() - emptyKiB) / size;
      levels.push({ people: size, kib, cpuPercent: await cpuOver(watchMs, server) });
      run.say(`${kib.toFixed(1)} KiB each, ${levels.at(-1)?.cpuPercent.toFixed(2)} % of a core`);
    }
    const heardMs = await sayToAll(run, server, town);
    plot(run, levels);
    return toFindings(levels, heardMs);
  },
};

async function cpuOver(watchMs: number, server: StartedServer): Promise<number> {
  const beforeMs = server.cpuMs();
  await sleep(watchMs);
  return ((server.cpuMs() - beforeMs) * 100) / watchMs;
}

/** Resolves to how long it took until everybody had heard it. */
async function sayToAll(run: Run, server: StartedServer, town: TownAt): Promise<number> {
  const door = await GrpcConnection.open(server.address);
  run.after(async () => door.close());
  const [token = ""] = await signInGuests(door, "speaker", 1);
  const channelId = await town.lobbyId();
  const startedMs = performance.now();
  const request = create(SendMessageRequestSchema, {
    channelId,
    clientMessageId: "to-all",
    text: stampedText(startedMs),
  });
  const { seq } = await door.call(ChannelService.method.sendMessage, request, token);
  for (;;) {
    const missing = await town.missing(Number(seq));
    const tookMs = performance.now() - startedMs;
    if (missing === 0) return tookMs;
    if (tookMs > hearMs) throw new Error(`${missing} people did not hear what was said`);
    await sleep(lookMs);
  }
}

function plot(run: Run, levels: readonly Level[]): void {
  const xLabel = "idle subscribers";
  run.plot({
    ...{ name: "idle-memory", title: "Server memory for each idle subscriber", xLabel, yLabel: "KiB" },
    series: [{ name: "resident memory", points: levels.map(({ people, kib }) => [people, kib]) }],
  });
  run.plot({
    ...{ name: "idle-cpu", title: "Server CPU with idle subscribers", xLabel, yLabel: "% of a core" },
    series: [{ name: "processor time", points: levels.map(({ people, cpuPercent }) => [people, cpuPercent]) }],
  });
}

function toFindings(levels: readonly Level[], heardMs: number): Finding[] {
  const last = levels.at(-1) as Level;
  const words = (count: number) => `${count.toLocaleString("en")} idle subscribers`;
  const perThousand = fitLine(levels.map(({ people, cpuPercent }) => [people, cpuPercent])).slope * 1_000;
  return [
    {
      what: "idle subscribers at one process",
      unit: "",
      value: last.people,
      target: { atLeast: full.people.at(-1) ?? 0 },
    },
    ...levels.map(
      ({ people, kib }): Finding => ({
        ...{ what: `server memory for each of ${words(people)}`, unit: "KiB", value: kib },
        ...(people >= 5_000 && { target: { atMost: 48 } }),
      }),
    ),
    { what: "server CPU for each 1,000 of them, of a core", unit: "%", value: perThousand, target: { atMost: 2 } },
    { what: `server CPU with ${words(last.people)}, of a core`, unit: "%", value: last.cpuPercent },
    { what: `until all ${words(last.people)} had heard a message`, unit: "ms", value: heardMs },
  ];
}
