// Runs one scenario within its time and takes down all that it started.
import type { Finding, NamedPlot, Run, Scenario } from "./scenario.ts";
import { within } from "./within.ts";

const oneActMs = 20_000;

/** What a scenario came back with. */
export interface Came {
  readonly findings: readonly Finding[];
  readonly plots: readonly NamedPlot[];
}

/** Resolves to what it found, without targets if it was quick; rejects when it fails, takes too long, or `stop` does. Nothing it started is left then. */
export async function runScenario(scenario: Scenario, quick: boolean, stop: Promise<never>): Promise<Came> {
  const plots: NamedPlot[] = [];
  const acts: (() => Promise<void>)[] = [];
  const say = (line: string) => console.log(`${scenario.name}: ${line}`);
  let isOver = false;
  const tidy = (act: () => Promise<void>) =>
    within(act(), oneActMs, "cleaning up").catch((failure: Error) => say(failure.message));
  // What was stopped goes on for a while: what it still starts must go too.
  const after = (act: () => Promise<void>) => void (isOver ? tidy(act) : acts.unshift(act));
  const run: Run = { quick, say, after, plot: (plot) => void plots.push(plot) };
  try {
    const findings = await within(Promise.race([scenario.run(run), stop]), scenario.longestMs, scenario.name);
    return { findings: quick ? findings.map((finding) => ({ ...finding, target: undefined })) : findings, plots };
  } finally {
    isOver = true;
    for (const act of acts) await tidy(act);
  }
}
