// Runs a check for somebody at a terminal: shows how far it is, says what came of it, and gives the exit code.
import { writeFileSync } from "node:fs";
import { type Ask, replayOf } from "./ask.ts";
import { check } from "./check.ts";
import { whyNoFileSizeLimit } from "./faults/file-size-limit.ts";
import type { FaultKind } from "./plan/fault-kinds.ts";
import { planOf } from "./plan/plan.ts";
import { asJson } from "./report/as-json.ts";
import { ProgressLine } from "./report/progress-line.ts";
import { reportPage } from "./report/report-page.ts";
import { summaryLines } from "./report/summary.ts";
import { tellingOf } from "./telling.ts";

/** Resolves to 0 if the promise was kept, 1 if it was broken, 2 if the check could not be carried out. */
export function runAndTell(ask: Ask): Promise<number> {
  return tellingOf("check", (signal) => runToItsEnd(ask, signal));
}

async function runToItsEnd(ask: Ask, signal: AbortSignal): Promise<number> {
  const plan = planOf({ ...ask, impossible });
  const replay = replayOf(ask);
  const progress = new ProgressLine(process.stderr, plan);
  const result = await check({
    plan,
    signal,
    recordFolder: ask.records,
    onProgress: (...now) => progress.tell(...now),
  }).finally(() => progress.end());
  console.log(ask.json ? asJson(result, replay) : summaryLines(result, replay).join("\n"));
  if (ask.report !== undefined) writeFileSync(ask.report, reportPage(result, replay));
  return result.verdict.violations.length === 0 ? 0 : 1;
}

function impossible(kind: FaultKind): string | undefined {
  return kind === "disk-full" ? whyNoFileSizeLimit() : undefined;
}
