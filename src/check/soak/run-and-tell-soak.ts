// Runs a soak for somebody at a terminal: shows how far it is, says what came of it, and gives the exit code.
import { writeFileSync } from "node:fs";
import { planOf } from "../plan/plan.ts";
import { checkFacts } from "../report/as-json.ts";
import { ProgressLine } from "../report/progress-line.ts";
import { tellingOf } from "../telling.ts";
import { type SoakResult, soak } from "./soak.ts";
import { type SoakAsk, soakReplayOf } from "./soak-ask.ts";
import { soakPage } from "./soak-page.ts";
import { soakLines } from "./soak-words.ts";

/** Resolves to 0 if all was flat and the promise kept, 1 if not, 2 if the soak could not be carried out. */
export function runAndTellSoak(ask: SoakAsk): Promise<number> {
  return tellingOf("soak", (signal) => runToItsEnd(ask, signal));
}

async function runToItsEnd(ask: SoakAsk, signal: AbortSignal): Promise<number> {
  const plan = planOf({ ...ask, impossible: () => undefined });
  const replay = soakReplayOf(ask);
  const progress = new ProgressLine(process.stderr, plan);
  const result = await soak({
    plan,
    signal,
    crowd: ask.crowd,
    recordFolder: ask.records,
    onProgress: (...now) => progress.tell(...now),
  }).finally(() => progress.end());
  console.log(ask.json ? asJson(result, replay) : soakLines(result, replay).join("\n"));
  if (ask.report !== undefined) writeFileSync(ask.report, soakPage(result, replay));
  return result.check.verdict.violations.length === 0 ? 0 : 1;
}

function asJson({ check, measures, crowd, perSecond }: SoakResult, replay: string): string {
  const rows = measures.map(({ row, ...measure }) => ({ ...measure, looks: row.length }));
  return JSON.stringify({ ...checkFacts(check, replay), crowd: { ...crowd, perSecond }, measures: rows }, undefined, 2);
}
