// The report of a check as one page: verdict, figures, the picture of who did what when, and on what it ran.
import type { CheckResult } from "../check.ts";
import { machineFacts } from "./machine.ts";
import { memoryPicture } from "./memory-picture.ts";
import { factTable, pageOf, violationPart } from "./page-parts.ts";
import { countsOf } from "./summary.ts";
import { escaped, timelinePicture } from "./timeline-picture.ts";

/** The page; it needs nothing from anywhere else. */
export function reportPage(result: CheckResult, replay: string): string {
  const { verdict, plan, startedAt } = result;
  const isKept = verdict.violations.length === 0;
  const word = isKept ? "The promise was kept" : "The promise was broken";
  return pageOf({ title: `${word} · madang check`, word, isGood: isKept }, [
    `<p>${plan.people.length} people talked for ${plan.talkMs / 1_000} s over every door, ${result.faults.length} things went wrong;
${new Date(startedAt).toISOString()}.</p>`,
    ...verdict.violations.map((violation) => violationPart(violation, result)),
    "<h2>What was done</h2>",
    factTable(factsOf(result)),
    "<h2>Who did what, and when</h2>",
    `<p class="note">A row is a person; a thin line where they were connected, bars for what they sent and (paler) what they were told.
Bands are faults.</p>`,
    `<div class="picture">${timelinePicture(result)}</div>`,
    "<h2>The server's memory</h2>",
    `<div class="picture">${memoryPicture(result)}</div>`,
    "<h2>The faults</h2>",
    factTable(faultsOf(result)),
    "<h2>The same again</h2>",
    `<p><code>${escaped(replay)}</code></p>`,
    `<p class="note">The seed draws who does what and what goes wrong when. How far each was at that moment is up to the machine, so a
rare failure may need several runs.</p>`,
  ]);
}

function faultsOf({ faults, startedAt }: CheckResult): Record<string, string> {
  const secondsOf = (from: number) => `${((from - startedAt) / 1_000).toFixed(1)} s`;
  return Object.fromEntries(
    faults.map(({ kind, from, to, met }) => [secondsOf(from), `${kind}, ${to - from} ms: ${met}`]),
  );
}

function factsOf({
  plan,
  verdict,
  faults,
  history,
  tookMs,
  died,
  notJudged,
  notMade,
  version,
}: CheckResult): Record<string, string> {
  return {
    people: countsOf([...history.doors.values()]),
    messages: `${verdict.acknowledged} acknowledged of ${history.sent.length} that were sent`,
    sights: `${verdict.seen}, of ${plan.people.length + 1} clients`,
    "edits, deletions, reactions": String(history.all("act").length),
    "lines at older doors": String(history.all("heard").length),
    faults: countsOf(faults.map(({ kind }) => kind)) || "none",
    "not made": notMade.join("; ") || "nothing that was asked for",
    "not judged": notJudged.join("; ") || "nothing",
    "ended by itself": `${died} times`,
    took: `${Math.round(tookMs / 1_000)} s`,
    madang: version,
    ...machineFacts(),
  };
}
