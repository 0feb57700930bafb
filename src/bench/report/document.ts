// docs/benchmarks.md: made from a run, never by hand.
import { writeFileSync } from "node:fs";
import { describeMachine } from "./machine.ts";
import { markdownTable, type Outcome } from "./table.ts";

const path = new URL("../../../docs/benchmarks.md", import.meta.url);

/** Writes the document. `machine` was described before the run; a quick run says so in it. */
export function writeDocument(outcomes: readonly Outcome[], machine: Machine, quick: boolean): void {
  writeFileSync(path, toDocument(outcomes, machine, quick));
}

type Machine = ReturnType<typeof describeMachine>;

/** The document's text. */
export function toDocument(outcomes: readonly Outcome[], machine: Machine, quick: boolean): string {
  const sections = outcomes.map((outcome) => `## ${outcome.name}\n\n${outcome.method}\n\n${markdownTable(outcome)}\n`);
  return `# Benchmarks

Written by \`npm run bench -- --record\`. Servers, audiences and meter are processes of one machine, so compare what stands
in one table; another machine, or a busy one, gives other numbers. Server CPU is what the operating system counted for the
server's process, all threads. Measured is the middle of the repeats, the next column the least and the most of them.
${quick ? "\nThis was a quick run: smaller and shorter than the methods say, to see that all works and not to compare.\n" : ""}
| machine | |
| --- | --- |
${machine.map(([name, value]) => `| ${name} | ${value} |`).join("\n")}

${sections.join("\n")}`;
}
