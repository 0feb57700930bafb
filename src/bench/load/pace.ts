// An open load: things are due at a fixed rate, whatever has become of those before.
import { setTimeout as sleep } from "node:timers/promises";

/** How often and how long. */
export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

/** Calls `act` with the number of each thing and the time at which it was due, never early; resolves to how many there were. */
export async function paced(
  { perSecond, seconds }: Pace,
  act: (index: number, dueMs: number) => void,
): Promise<number> {
  const count = Math.round(perSecond * seconds);
  const startMs = performance.now();
  let next = 0;
  while (next < count) {
    const due = Math.min(count, Math.floor(((performance.now() - startMs) * perSecond) / 1_000) + 1);
    for (; next < due; next++) act(next, startMs + (next * 1_000) / perSecond);
    if (next < count) await sleep(1);
  }
  return count;
}
