// The report of a check as one page: verdict, figures, the picture of who did what when, and on what it ran.
import type { CheckResult } from "../check.ts";
import { evidenceOf } from "./evidence.ts";
import { machineFacts } from "./machine.ts";
import { memoryPicture } from "./memory-picture.ts";
import { countsOf } from "./summary.ts";
import { escaped, timelinePicture } from "./timeline-picture.ts";

const style = `
:root { color-scheme: light dark; --ink: #1c2127; --paper: #ffffff; --soft: #6b7480; --line: #dfe3e8; --good: #12805c;
  --bad: #c92a2a; --said: #3b6fd4; --band: #e8590c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --paper: #14181d; --soft: #98a2ae; --line: #2d343c;
  --good: #4ec9a0; --bad: #ff8787; --said: #8fb4ff; --band: #ff922b; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto; padding: 24px;
  max-width: 1100px; }
h1 { font-size: 24px; margin: 0 0 4px; } h2 { font-size: 17px; margin: 32px 0 8px; }
.kept { color: var(--good); } .broken { color: var(--bad); }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: 4px 16px 4px 0; vertical-align: top;
  border-bottom: 1px solid var(--line); } th { font-weight: 500; color: var(--soft); white-space: nowrap; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 13px; } .picture { overflow-x: auto; }
p.note { color: var(--soft); }
code { overflow-wrap: anywhere; }`;

/** The page; it needs nothing from anywhere else. */
export function reportPage(result: CheckResult, replay: string): string {
  const { verdict, plan, startedAt } = result;
  const isKept = verdict.violations.length === 0;
  const word = isKept ? "The promise was kept" : "The promise was broken";
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${word} · madang check</title>
<style>${style}</style>
<h1 class="${isKept ? "kept" : "broken"}">${word}</h1>
<p>${plan.people.length} people talked for ${plan.talkMs / 1_000} s over every door, ${result.faults.length} things went wrong;
${new Date(startedAt).toISOString()}.</p>
${verdict.violations.map((violation) => violationPart(violation, result)).join("\n")}
<h2>What was done</h2>
${table(factsOf(result))}
<h2>Who did what, and when</h2>
<p class="note">A row is a person; a thin line where they were connected, bars for what they sent and (paler) what they were told.
Bands are faults.</p>
<div class="picture">${timelinePicture(result)}</div>
<h2>The server's memory</h2>
<div class="picture">${memoryPicture(result)}</div>
<h2>The faults</h2>
${table(Object.fromEntries(result.faults.map(({ kind, from, to, met }) => [`${((from - startedAt) / 1_000).toFixed(1)} s`, `${kind}, ${to - from} ms: ${met}`])))}
<h2>The same again</h2>
<p><code>${escaped(replay)}</code></p>
<p class="note">The seed draws who does what and what goes wrong when. How far each was at that moment is up to the machine, so a
rare failure may need several runs.</p>
</html>
`;
}

function violationPart(violation: CheckResult["verdict"]["violations"][number], result: CheckResult): string {
  const lines = evidenceOf(violation, result).map(escaped).join("\n");
  return `<p class="broken"><b>${violation.rule}</b>, ${violation.times} times: ${escaped(violation.sentence)}</p><pre>${lines}</pre>`;
}

function factsOf({
  plan,
  verdict,
  faults,
  history,
  tookMs,
  died,
  notJudged,
  version,
}: CheckResult): Record<string, string> {
  return {
    people: countsOf([...history.doors.values()]),
    messages: `${verdict.acknowledged} acknowledged of ${history.sent.length} that were sent`,
    sights: `${verdict.seen}, of ${plan.people.length + 1} clients`,
    "edits, deletions, reactions": String(history.all("act").length),
    "lines at older doors": String(history.all("heard").length),
    faults: countsOf(faults.map(({ kind }) => kind)) || "none",
    "not made": plan.skipped.map(({ kind, reason }) => `${kind}: ${reason}`).join("; ") || "nothing that was asked for",
    "not judged": notJudged.join("; ") || "nothing",
    "ended by itself": `${died} times`,
    took: `${Math.round(tookMs / 1_000)} s`,
    madang: version,
    ...machineFacts(),
  };
}

function table(facts: Readonly<Record<string, string>>): string {
  const rows = Object.entries(facts).map(
    ([name, fact]) => `<tr><th>${escaped(name)}</th><td>${escaped(fact)}</td></tr>`,
  );
  return `<table>${rows.join("\n")}</table>`;
}
