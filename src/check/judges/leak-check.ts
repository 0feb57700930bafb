// Whether the server lets go of what it held, once everybody has gone.
import { setTimeout as sleep } from "node:timers/promises";
import { type Sample, sampleOf } from "../deployment/server-meter.ts";
import type { Findings } from "../findings.ts";

const settledMs = 15_000;
const askMs = 200;
const deadlineMs = 5_000;
/** Libraries keep a few open for good. */
const spareDescriptors = 8;
/** Pages, compiled code and the store's cache stay; what grows without end soon exceeds this. */
const spareMiB = 256;
/** What the server counts, and has to be 0 when nobody is there. */
const gauges = ["madang_connections", "madang_followers", "madang_waiting_bytes"];

/** Resolves when nothing is held any more; what is still held after 15 s is a finding. */
export async function judgeLeaks(
  { pid, webAddress, base }: { readonly pid: number; readonly webAddress: string; readonly base: Sample | undefined },
  findings: Findings,
): Promise<void> {
  const giveUpAtMs = performance.now() + settledMs;
  let held = await heldBy(pid, webAddress, base);
  while (held.length > 0 && performance.now() < giveUpAtMs) {
    await sleep(askMs);
    held = await heldBy(pid, webAddress, base);
  }
  for (const what of held)
    findings.add(
      "leak",
      { channelId: "", seq: 0 },
      `The server holds ${what}, ${settledMs / 1_000} s after everybody has gone.`,
    );
}

async function heldBy(pid: number, webAddress: string, base: Sample | undefined): Promise<string[]> {
  const held = await countedBy(webAddress);
  const now = sampleOf(pid);
  if (!base || !now) return held;
  if (now.descriptors > base.descriptors + spareDescriptors)
    held.push(`${now.descriptors} descriptors instead of ${base.descriptors}`);
  if (now.rssMiB > base.rssMiB + spareMiB) held.push(`${now.rssMiB} MiB instead of ${base.rssMiB}`);
  return held;
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
