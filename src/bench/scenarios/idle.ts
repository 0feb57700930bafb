// Scenario: people who are connected and to whom nothing is said: what they cost in memory and processor time.
import { setTimeout as sleep } from "node:timers/promises";
import { Audience } from "../load/audience.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import type { StartedServer } from "../servers/started-server.ts";

const full = { forMemory: 5_000, forCpu: 1_000, settleMs: 20_000, watchMs: 30_000 };
const quick = { forMemory: 500, forCpu: 200, settleMs: 3_000, watchMs: 15_000 };
type Size = typeof full;

const startSettleMs = 2_000;

/** Memory and processor time of idle subscribers. */
export const idle: Scenario = {
  name: "idle",
  method:
    "Resident memory (VmRSS) of the server before the first of 5,000 guests signs in, and 20 s after the last has subscribed " +
    "on a connection of their own, by 5,000; sessions and all that signing in left behind are in it. Processor time with 1,000 " +
    "such subscribers over 30 s, which hold two idle heartbeats a stream.",
  longestMs: 4 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    return [await measureMemory(run, size), await measureCpu(run, size)];
  },
};

async function measureMemory(run: Run, { forMemory, settleMs }: Size): Promise<Finding> {
  const server = await startMadangServer(run);
  await sleep(startSettleMs);
  const beforeKiB = server.rssKiB();
  await seat(run, server, forMemory);
  await sleep(settleMs);
  const value = (server.rssKiB() - beforeKiB) / forMemory;
  run.say(`${beforeKiB} KiB before, ${server.rssKiB()} KiB with ${forMemory} subscribers`);
  return { what: "server memory for each idle subscriber", unit: "KiB", value, target: { atMost: 48 } };
}

async function measureCpu(run: Run, { forCpu, settleMs, watchMs }: Size): Promise<Finding> {
  const server = await startMadangServer(run);
  await seat(run, server, forCpu);
  await sleep(settleMs);
  const beforeMs = server.cpuMs();
  await sleep(watchMs);
  const value = ((server.cpuMs() - beforeMs) * 100) / watchMs;
  return { what: `server CPU with ${forCpu} idle subscribers, of a core`, unit: "%", value, target: { atMost: 2 } };
}

async function seat(run: Run, server: StartedServer, people: number): Promise<void> {
  run.say(`${people} guests sign in and subscribe`);
  const door = await GrpcConnection.open(server.address);
  const tokens = await signInGuests(door, "bench", people);
  door.close();
  const audience = await Audience.open(server.address, { tokens });
  run.after(async () => audience.close());
}
