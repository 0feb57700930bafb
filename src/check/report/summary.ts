// What came of a check, in lines that one can read.
import type { CheckResult } from "../check.ts";
import { evidenceOf } from "./evidence.ts";

/** The lines; `replay` is the command that does the same again. */
export function summaryLines(result: CheckResult, replay: string): string[] {
  const { plan, verdict, faults, history, died, tookMs, notJudged, notMade } = result;
  const { violations, acknowledged, seen } = verdict;
  const made = countsOf(faults.map(({ kind }) => kind));
  return [
    `people        ${plan.people.length}: ${countsOf([...history.doors.values()])}`,
    `faults        ${made === "" ? "none" : made}${died > 0 ? `; the server ended by itself ${died} times` : ""}`,
    ...notMade.map((what) => `not made      ${what}`),
    ...notJudged.map((what) => `not judged    ${what}`),
    `acknowledged  ${acknowledged} of ${history.sent.length} messages; ${seen} sights of ${plan.people.length + 1} clients`,
    ...violations.flatMap((violation) => [
      `BROKEN        ${violation.rule}, ${violation.times} times: ${violation.sentence}`,
      ...evidenceOf(violation, result).map((line) => `              ${line}`),
    ]),
    violations.length === 0 ? "verdict       the promise was kept" : "verdict       THE PROMISE WAS BROKEN",
    `seed          ${plan.seed}, ${Math.round(tookMs / 1_000)} s; the same again: ${replay}`,
  ];
}

/** "3 grpc, 2 http" of words. */
export function countsOf(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, count]) => `${count} ${word}`).join(", ");
}
