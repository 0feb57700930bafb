// What the pages of reports have in common: their frame, tables of facts, and broken rules with their evidence.
import type { CheckResult } from "../check.ts";
import { evidenceOf } from "./evidence.ts";
import { escaped } from "./timeline-picture.ts";

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
.plot svg { max-width: 720px; width: 100%; }
p.note { color: var(--soft); }
code { overflow-wrap: anywhere; }`;

/** What stands at the top of a page. */
export interface PageHead {
  readonly title: string;
  /** The verdict in a few words. */
  readonly word: string;
  readonly isGood: boolean;
}

/** A page of these parts; it needs nothing from anywhere else. */
export function pageOf({ title, word, isGood }: PageHead, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
<h1 class="${isGood ? "kept" : "broken"}">${escaped(word)}</h1>
${parts.join("\n")}
</html>
`;
}

/** A broken rule with the shortest history that shows it. */
export function violationPart(violation: CheckResult["verdict"]["violations"][number], result: CheckResult): string {
  const lines = evidenceOf(violation, result).map(escaped).join("\n");
  return `<p class="broken"><b>${violation.rule}</b>, ${violation.times} times: ${escaped(violation.sentence)}</p><pre>${lines}</pre>`;
}

/** Facts by name. */
export function factTable(facts: Readonly<Record<string, string>>): string {
  const rows = Object.entries(facts).map(
    ([name, fact]) => `<tr><th>${escaped(name)}</th><td>${escaped(fact)}</td></tr>`,
  );
  return `<table>${rows.join("\n")}</table>`;
}
