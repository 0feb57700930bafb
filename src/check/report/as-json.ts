// The result of a check as JSON, for programs.
import type { CheckResult } from "../check.ts";
import { evidenceOf } from "./evidence.ts";
import { machineFacts } from "./machine.ts";

/** Everything but the observations themselves. */
export function asJson(result: CheckResult, replay: string): string {
  return JSON.stringify(checkFacts(result, replay), undefined, 2);
}

/** The same as one object. */
export function checkFacts(result: CheckResult, replay: string): Readonly<Record<string, unknown>> {
  const { plan, verdict, faults, history, startedAt, tookMs, died, notJudged, notMade, samples, version } = result;
  return {
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
    notMade,
    notJudged,
    serverDied: died,
    mostMiB: samples.reduce((most, { rssMiB }) => Math.max(most, rssMiB), 0),
    violations: verdict.violations.map((violation) => ({ ...violation, evidence: evidenceOf(violation, result) })),
  };
}
