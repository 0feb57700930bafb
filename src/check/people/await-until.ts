// Waits for something that is looked at again and again, and gives up without complaint.
import { setTimeout as sleep } from "node:timers/promises";

const lookMs = 20;

/** Resolves to whether it became true in time. */
export async function awaitUntil(isTrue: () => boolean, deadlineMs: number): Promise<boolean> {
  const giveUpAtMs = performance.now() + deadlineMs;
  while (!isTrue()) {
    if (performance.now() > giveUpAtMs) return false;
    await sleep(lookMs);
  }
  return true;
}
