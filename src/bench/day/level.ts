// What a town of one size costs: first while everybody is only there, then while they live.
import { setTimeout as sleep } from "node:timers/promises";
import type { StartedServer } from "../servers/started-server.ts";
import type { Percentiles, Stretch } from "./live.ts";
import { storeBytes } from "./store-size.ts";
import type { TownAt } from "./town-at.ts";

/** What it cost with so many people. */
export interface Level {
  readonly people: number;
  readonly seconds: number;
  readonly cpuPercent: number;
  /** While they did nothing but beat and listen. */
  readonly therePercent: number;
  readonly loadCpuPercent: number;
  readonly rssMiB: number;
  /** By how much the store grew. */
  readonly storeBytes: number;
  readonly stretch: Stretch;
}

/** Whose cost it is, and who lives there. */
export interface Deployment {
  readonly server: StartedServer;
  readonly town: TownAt;
  readonly storeFile: string;
}

/** How long is waited and measured. */
export interface LevelPlan {
  readonly people: number;
  readonly settleMs: number;
  readonly seconds: number;
}

/** Measures the town as large as it is; rejects if anything that was to be heard was not. */
export async function measureLevel(deployment: Deployment, { people, settleMs, seconds }: LevelPlan): Promise<Level> {
  const { server, town, storeFile } = deployment;
  await sleep(settleMs);
  const quiet = await usedWhile(deployment, () => sleep(settleMs));
  const bytesBefore = storeBytes(storeFile);
  const busy = await usedWhile(deployment, () => town.live(seconds));
  const grownBytes = storeBytes(storeFile) - bytesBefore;
  const stretch = await town.ending();
  return {
    ...{ people, seconds, stretch, storeBytes: grownBytes, rssMiB: server.rssKiB() / 1_024 },
    ...{ cpuPercent: busy.serverPercent, therePercent: quiet.serverPercent, loadCpuPercent: busy.townPercent },
  };
}

async function usedWhile({ server, town }: Deployment, act: () => Promise<unknown>) {
  const sample = () => ({ atMs: performance.now(), serverMs: server.cpuMs(), townMs: town.cpuMs() });
  const before = sample();
  await act();
  const now = sample();
  const share = (ms: number) => (ms * 100) / (now.atMs - before.atMs);
  return { serverPercent: share(now.serverMs - before.serverMs), townPercent: share(now.townMs - before.townMs) };
}

/** All of it in one line. */
export function wordsOf({ people, cpuPercent, therePercent, loadCpuPercent, rssMiB, stretch }: Level): string {
  const { small, large, opened, events, frames, done, passed } = stretch;
  const ms = ({ count, p50Ms, p99Ms }: Percentiles) => `p50 ${p50Ms}, p99 ${p99Ms} ms of ${count}`;
  const acts = Object.entries(done).map((entry) => entry.join(" "));
  return (
    `${people} people: ${cpuPercent.toFixed(1)} % of a core, ${therePercent.toFixed(1)} % while only there (their clients ${loadCpuPercent.toFixed(1)} %), ${rssMiB.toFixed(0)} MiB; ` +
    `heard ${ms(small)}, in large channels ${ms(large)}; opened ${ms(opened)}; ${events} events in ${frames} frames; ` +
    `${acts.join(", ")}, ${passed} by people who were away`
  );
}
