// An open load: things are due at a fixed rate, whatever has become of those before.
import { setTimeout as sleep, setImmediate as turn } from "node:timers/promises";

/** How often and how long. */
export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

/** From this distance on between two things, a timer's own lateness of a millisecond would show. */
const sparseMs = 10;

/** Calls `act` with the number of each thing and the time at which it was due, never early; resolves to how many there were. */
export async function paced(
  { perSecond, seconds }: Pace,
  act: (index: number, dueMs: number) => void,
): Promise<number> {
  const count = Math.round(perSecond * seconds);
  const gapMs = 1_000 / perSecond;
  const startMs = performance.now();
  let next = 0;
  while (next < count) {
    const due = Math.min(count, Math.floor((performance.now() - startMs) / gapMs) + 1);
    for (; next < due; next++) act(next, startMs + next * gapMs);
    if (next < count) await waitFor(startMs + next * gapMs, gapMs);
  }
  return count;
}

async function waitFor(dueMs: number, gapMs: number): Promise<void> {
  const leftMs = dueMs - performance.now();
  if (gapMs < sparseMs) await sleep(1);
  else if (leftMs > 2) await sleep(Math.floor(leftMs) - 1);
  else await turn();
}
