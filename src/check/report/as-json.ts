// The result of a check as JSON, for programs.
import type { CheckResult } from "../check.ts";
import { evidenceOf } from "./evidence.ts";
import { machineFacts } from "./machine.ts";

/** One object with everything but the observations themselves. */
export function asJson(result: CheckResult, replay: string): string {
  const { plan, verdict, faults, history, startedAt, tookMs, died, notJudged, samples, version } = result;
  return JSON.stringify(
    {
      kept: verdict.violations.length === 0,
      replay,
      version,
      ...machineFacts(),
      startedAt: new Date(startedAt).toISOString(),
      tookMs,
      talkMs: plan.talkMs,
      people: plan.people.map(({ name, door }) => ({ name, door })),
      sent: history.sent.length,
      acknowledged: verdict.acknowledged,
      seen: verdict.seen,
      faults: faults.map(({ kind, from, to, met }) => ({ kind, atMs: from - startedAt, forMs: to - from, met })),
      notMade: plan.skipped,
      notJudged,
      serverDied: died,
      mostMiB: samples.reduce((most, { rssMiB }) => Math.max(most, rssMiB), 0),
      violations: verdict.violations.map((violation) => ({ ...violation, evidence: evidenceOf(violation, result) })),
    },
    undefined,
    2,
  );
}
