// The command `madang bench`: runs scenarios one after the other and closes with a table.
import { fanOut } from "./fan-out/fan-out.ts";
import { writeDocument } from "./report/document.ts";
import { describeMachine } from "./report/machine.ts";
import { type Outcome, screenTable } from "./report/table.ts";
import { runScenario } from "./run-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { history } from "./scenarios/history.ts";
import { idle } from "./scenarios/idle.ts";
import { oneAtATime } from "./scenarios/one-at-a-time.ts";
import { publish } from "./scenarios/publish.ts";
import { start } from "./scenarios/start.ts";

/** What the command was told. */
export interface BenchOptions {
  /** Smaller and shorter: to see that all works. */
  readonly quick?: boolean;
  /** Write docs/benchmarks.md. */
  readonly record?: boolean;
}

const scenarios: readonly Scenario[] = [fanOut, oneAtATime, publish, idle, history, start];

/**
 * Runs the named scenarios, or all, and prints what they found; resolves to the exit code. It is 1 when a scenario could
 * not be finished, a delivery being missing among the reasons; a target that is missed is only told.
 */
export async function bench(
  names: readonly string[],
  { quick = false, record = false }: BenchOptions,
): Promise<number> {
  const unknown = names.find((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    console.error(`There is no scenario ${unknown}: there are ${scenarios.map(({ name }) => name).join(", ")}.`);
    return 1;
  }
  const machine = describeMachine();
  const stop = stopAsked();
  const outcomes: Outcome[] = [];
  try {
    for (const scenario of scenarios.filter(({ name }) => names.length === 0 || names.includes(name)))
      outcomes.push({ ...scenario, findings: await runScenario(scenario, quick, stop) });
  } catch (failure) {
    console.error(`The bench stopped: ${(failure as Error).message}`);
    return 1;
  } finally {
    console.log(`\n${screenTable(outcomes)}`);
  }
  if (quick) console.log("\nA quick run is too small and short to be held against targets.");
  if (record) writeDocument(outcomes, machine, quick);
  return 0;
}

/** Rejects at SIGTERM, SIGINT, SIGHUP, or when the launcher that started us is gone. */
function stopAsked(): Promise<never> {
  const asked = new Promise<never>((_resolve, reject) => {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
      process.once(signal, () => reject(new Error(`it was told to, by ${signal}`)));
    process.once("disconnect", () => reject(new Error("the command that started it is gone")));
    // The channel to the launcher must not keep us alive by itself.
    process.channel?.unref();
  });
  // It may be asked while nobody waits for it.
  asked.catch(() => undefined);
  return asked;
}
