// Whether the server lets go of what it held, once everybody has gone.
import { setTimeout as sleep } from "node:timers/promises";
import type { Deployment } from "../deployment/deployment.ts";
import type { InsideLook } from "../deployment/look-inside.ts";
import { sampleOf } from "../deployment/server-meter.ts";
import type { Findings } from "../findings.ts";

const settledMs = 15_000;
const askMs = 200;
const deadlineMs = 5_000;
/** Libraries keep a few open for good. */
const spareDescriptors = 8;
/** Timers that fire every so often, and connections that are being closed. */
const spareResources = 12;
/** Compiled code and what libraries prepare once stay, after a full collection too. */
const spareMiB = 32;
/** What the server counts, and has to be 0 when nobody is there. */
const gauges = ["madang_connections", "madang_followers", "madang_waiting_bytes"];

/** What a server holds when nobody has come yet. */
export interface Base {
  readonly inside: InsideLook | undefined;
  readonly descriptors: number | undefined;
}

/** Looks at a server to which nobody has come yet. */
export async function baseOf(deployment: Deployment): Promise<Base> {
  return { inside: await deployment.look(), descriptors: sampleOf(deployment.pid)?.descriptors };
}

/** Resolves when nothing is held any more; what is still held after 15 s is a finding. */
export async function judgeLeaks(deployment: Deployment, base: Base, findings: Findings): Promise<void> {
  const giveUpAtMs = performance.now() + settledMs;
  let held = await heldBy(deployment, base);
  while (held.length > 0 && performance.now() < giveUpAtMs) {
    await sleep(askMs);
    held = await heldBy(deployment, base);
  }
  for (const what of held)
    findings.add(
      "leak",
      { channelId: "", seq: 0 },
      `The server holds ${what}, ${settledMs / 1_000} s after everybody has gone.`,
    );
}

async function heldBy(deployment: Deployment, base: Base): Promise<string[]> {
  const held = await countedBy(deployment.webAddress);
  const now = await baseOf(deployment);
  if (base.descriptors !== undefined && (now.descriptors ?? 0) > base.descriptors + spareDescriptors)
    held.push(`${now.descriptors} descriptors instead of ${base.descriptors}`);
  if (!base.inside) return held;
  if (!now.inside) return [...held, "what it does not tell"];
  if (mibOf(now.inside) > mibOf(base.inside) + spareMiB)
    held.push(`${mibOf(now.inside)} MiB after a full collection instead of ${mibOf(base.inside)}`);
  if (resourcesOf(now.inside) > resourcesOf(base.inside) + spareResources)
    held.push(`${resourcesOf(now.inside)} timers, sockets and files instead of ${resourcesOf(base.inside)}`);
  return held;
}

function mibOf({ heapBytes, externalBytes }: InsideLook): number {
  return Math.round((heapBytes + externalBytes) / 2 ** 20);
}

function resourcesOf({ resources }: InsideLook): number {
  return Object.values(resources).reduce((sum, each) => sum + each, 0);
}

async function countedBy(webAddress: string): Promise<string[]> {
  try {
    const response = await fetch(`http://${webAddress}/metrics`, { signal: AbortSignal.timeout(deadlineMs) });
    const lines = (await response.text()).split("\n");
    return lines.filter((line) => gauges.some((name) => line.startsWith(name)) && !line.endsWith(" 0"));
  } catch (error) {
    return [`no answer to /metrics (${String(error)})`];
  }
}
