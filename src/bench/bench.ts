// The command `madang bench`: runs scenarios one after the other and closes with a table.

import { day } from "./day/day.ts";
import { idleConsoles } from "./doors/idle-consoles.ts";
import { lobbyChat } from "./doors/lobby-chat.ts";
import { makeChannel } from "./doors/make-channel.ts";
import { notes } from "./doors/notes.ts";
import { smallCalls } from "./doors/small-calls.ts";
import { sum } from "./doors/sum.ts";
import { fanOut } from "./fan-out/fan-out.ts";
import { socketFanOut } from "./fan-out/socket-fan-out.ts";
import { watchDisturbance } from "./meters/disturbance.ts";
import { page } from "./page/page.ts";
import { centrifugo } from "./peers/centrifugo.ts";
import { writeDocument } from "./report/document.ts";
import { describeMachine } from "./report/machine.ts";
import { type Outcome, screenTable } from "./report/table.ts";
import { runScenario } from "./run-scenario.ts";
import { bigChannel } from "./scale/big-channel.ts";
import { flatCost } from "./scale/flat-cost.ts";
import { manyChannels } from "./scale/many-channels.ts";
import { slowReaders } from "./scale/slow-readers.ts";
import { storm } from "./scale/storm.ts";
import type { Scenario } from "./scenario.ts";
import { history } from "./scenarios/history.ts";
import { idle } from "./scenarios/idle.ts";
import { idleSockets } from "./scenarios/idle-sockets.ts";
import { notifyIdle } from "./scenarios/notify-idle.ts";
import { notifyLoad } from "./scenarios/notify-load.ts";
import { oneAtATime } from "./scenarios/one-at-a-time.ts";
import { publish } from "./scenarios/publish.ts";
import { start } from "./scenarios/start.ts";
import { unread } from "./scenarios/unread.ts";
import { encodings } from "./wires/encodings.ts";
import { file } from "./wires/file.ts";
import { objects } from "./wires/objects.ts";

/** What the command was told. */
export interface BenchOptions {
  /** Smaller and shorter: to see that all works. */
  readonly quick?: boolean;
  /** Write docs/benchmarks/; what was not run this time stays there as it was. */
  readonly record?: boolean;
}

const scenarios: readonly Scenario[] = [
  fanOut,
  socketFanOut,
  oneAtATime,
  publish,
  idle,
  idleSockets,
  day,
  history,
  unread,
  notifyLoad,
  notifyIdle,
  bigChannel,
  manyChannels,
  storm,
  slowReaders,
  flatCost,
  start,
  page,
  lobbyChat,
  idleConsoles,
  makeChannel,
  notes,
  sum,
  smallCalls,
  objects,
  file,
  encodings,
  centrifugo,
];

/**
 * Runs the named scenarios, or all, and prints what they found; resolves to the exit code. It is 1 when a scenario could
 * not be finished, a delivery being missing among the reasons; a target that is missed is only told.
 */
export async function bench(names: readonly string[], options: BenchOptions): Promise<number> {
  const { quick = false, record = false } = options;
  const refusal = refusalOf(names);
  if (refusal !== undefined) {
    console.error(refusal);
    return 1;
  }
  const machine = describeMachine();
  const othersUsed = watchDisturbance();
  const outcomes: Outcome[] = [];
  const failure = await runAll(names, quick, outcomes);
  const used = othersUsed();
  if (used !== undefined) machine.push(["other programs used", `${Math.round(used)} % of the processors meanwhile`]);
  console.log(`\n${screenTable(outcomes)}\n\n${machine.map((row) => row.join(": ")).join("\n")}`);
  if (quick) console.log("A quick run is too small and short to be held against targets.");
  if (failure) console.error(`The bench stopped: ${failure.message}`);
  else if (record) writeDocument(outcomes, { machine, quick, order: scenarios.map(({ name }) => name) });
  return failure ? 1 : 0;
}

function refusalOf(names: readonly string[]): string | undefined {
  const unknown = names.find((name) => !scenarios.some((scenario) => scenario.name === name));
  if (unknown !== undefined)
    return `There is no scenario ${unknown}: there are ${scenarios.map(({ name }) => name).join(", ")}.`;
  return undefined;
}

/** Adds to `outcomes` what was finished, or skipped; resolves to what kept the rest from it. */
async function runAll(names: readonly string[], quick: boolean, outcomes: Outcome[]): Promise<Error | undefined> {
  const stop = stopAsked();
  try {
    for (const scenario of scenarios.filter(({ name }) => names.length === 0 || names.includes(name))) {
      const skipped = scenario.lacking?.();
      if (skipped !== undefined) outcomes.push({ ...scenario, findings: [], plots: [], skipped });
      else outcomes.push({ ...scenario, ...(await runScenario(scenario, quick, stop)) });
    }
    return undefined;
  } catch (failure) {
    return failure as Error;
  }
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
