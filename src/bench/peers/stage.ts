// Part of a scenario whose servers and crowds are to be gone before the next part begins.
import type { Run } from "../scenario.ts";

/** Does the act with a run of its own and takes down all that it started, also when it fails or the whole run is over. */
export async function stage<T>(run: Run, act: (part: Run) => Promise<T>): Promise<T> {
  const acts: (() => Promise<void>)[] = [];
  const tidy = async () => {
    for (let next = acts.pop(); next; next = acts.pop()) await next();
  };
  run.after(tidy);
  try {
    return await act({ quick: run.quick, say: run.say, plot: run.plot, after: (each) => void acts.push(each) });
  } finally {
    await tidy();
  }
}
