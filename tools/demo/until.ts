// Waits for something that is looked at again and again.
import { setTimeout as sleep } from "node:timers/promises";

const longestWaitMs = 20_000;

/** Resolves once it is true; rejects after twenty seconds and says what did not happen. */
export async function until(isTrue: () => boolean | Promise<boolean>, what: () => string): Promise<void> {
  const giveUpAt = performance.now() + longestWaitMs;
  while (!(await isTrue())) {
    if (performance.now() > giveUpAt) throw new Error(`This did not happen within ${longestWaitMs} ms: ${what()}`);
    await sleep(10);
  }
}
