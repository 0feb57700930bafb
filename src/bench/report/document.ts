// docs/benchmarks/: a page, its plots and the numbers behind both, made from a run and never by hand.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { linePlotSvg } from "../../plot/line-plot.ts";
import type { describeMachine } from "./machine.ts";
import { markdownTable, type Outcome } from "./table.ts";

const folder = fileURLToPath(new URL("../../../docs/benchmarks/", import.meta.url));

type Machine = ReturnType<typeof describeMachine>;

/** Writes the folder anew. `machine` was described before the run; a quick run says so in the page. */
export function writeDocument(outcomes: readonly Outcome[], machine: Machine, quick: boolean): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith(".svg")) rmSync(join(folder, name));
  for (const { name, ...plot } of outcomes.flatMap(({ plots }) => plots))
    writeFileSync(join(folder, `${name}.svg`), linePlotSvg(plot));
  writeFileSync(join(folder, "bench.json"), `${JSON.stringify(toNumbers(outcomes, machine, quick), undefined, 2)}\n`);
  writeFileSync(join(folder, "README.md"), toDocument(outcomes, machine, quick));
}

function toNumbers(outcomes: readonly Outcome[], machine: Machine, quick: boolean): object {
  const scenarios = outcomes.map(({ name, method, findings, plots, skipped }) => {
    return { name, method, findings, plots, skipped };
  });
  return { machine: Object.fromEntries(machine), quick, scenarios };
}

/** The page's text. */
export function toDocument(outcomes: readonly Outcome[], machine: Machine, quick: boolean): string {
  return `# Benchmarks

Written by \`npm run bench -- --record\`. Servers, audiences and meter are processes of one machine, so compare what stands
in one table; another machine, or a busy one, gives other numbers. Server CPU is what the operating system counted for the
server's process, all threads. Latencies count from the moment at which a message was due, so a server that falls behind is
not spared. Measured is the middle of the repeats, the next column the least and the most of them. The numbers behind the
tables and plots are in [bench.json](bench.json).
${quick ? "\nThis was a quick run: smaller and shorter than the methods say, to see that all works and not to compare.\n" : ""}
| machine | |
| --- | --- |
${machine.map(([name, value]) => `| ${name} | ${value} |`).join("\n")}

${outcomes.map(toSection).join("\n")}`;
}

function toSection(outcome: Outcome): string {
  const { name, method, plots } = outcome;
  const pictures = plots.map((plot) => `\n![${plot.title}](${plot.name}.svg)\n`);
  return `## ${name}\n\n${method}\n\n${markdownTable(outcome)}\n${pictures.join("")}`;
}
