// docs/benchmarks/: a page, its plots and the numbers behind both, made from a run and never by hand.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { linePlotSvg } from "../../plot/line-plot.ts";
import type { describeMachine } from "./machine.ts";
import { markdownTable, type Outcome } from "./table.ts";

const folder = fileURLToPath(new URL("../../../docs/benchmarks/", import.meta.url));

const numbers = join(folder, "bench.json");

type Machine = ReturnType<typeof describeMachine>;

/** A scenario as it was last recorded, and on what. */
export interface Recorded extends Outcome {
  readonly on: Readonly<Record<string, string>>;
  readonly quick: boolean;
}

/**
 * Writes the folder. Scenarios that were not run this time stay as they were recorded before; `order` names all there
 * are. `machine` was described before the run; a quick run says so in the page.
 */
export function writeDocument(
  outcomes: readonly Outcome[],
  { machine, quick, order }: { machine: Machine; quick: boolean; order: readonly string[] },
): void {
  mkdirSync(folder, { recursive: true });
  const on = Object.fromEntries(machine);
  const now = outcomes.map(({ name, method, findings, plots, skipped }) => {
    return { name, method, findings, plots, on, quick, ...(skipped !== undefined && { skipped }) };
  });
  const recorded = merge(readRecorded(), now, order);
  for (const name of readdirSync(folder)) if (name.endsWith(".svg")) rmSync(join(folder, name));
  for (const { name, ...plot } of recorded.flatMap(({ plots }) => plots))
    writeFileSync(join(folder, `${name}.svg`), linePlotSvg(plot));
  writeFileSync(numbers, `${JSON.stringify({ scenarios: recorded }, undefined, 1)}\n`);
  writeFileSync(join(folder, "README.md"), toDocument(recorded));
}

function readRecorded(): readonly Recorded[] {
  if (!existsSync(numbers)) return [];
  return (JSON.parse(readFileSync(numbers, "utf8")) as { scenarios: readonly Recorded[] }).scenarios;
}

/** What was recorded last of each scenario that there is. */
export function merge(before: readonly Recorded[], now: readonly Recorded[], order: readonly string[]): Recorded[] {
  const latest = new Map([...before, ...now].map((each) => [each.name, each]));
  return order.flatMap((name) => latest.get(name) ?? []);
}

/** The page's text. */
export function toDocument(recorded: readonly Recorded[]): string {
  return `# Benchmarks

Written by \`npm run bench -- --record\`. Servers, audiences and meter are processes of one machine, so compare what stands
in one table; another machine, or a busy one, gives other numbers. Server CPU is what the operating system counted for the
server's process, all threads. Latencies count from the moment at which a message was due, so a server that falls behind is
not spared. Measured is the middle of the repeats, the next column the least and the most of them. Under each table stands
when and on what it was recorded. The numbers behind the tables and plots are in [bench.json](bench.json).

${recorded.map(toSection).join("\n")}`;
}

function toSection(each: Recorded): string {
  const { name, method, plots, on, quick } = each;
  const pictures = plots.map((plot) => `\n![${plot.title}](${plot.name}.svg)\n`);
  const circumstances = Object.entries(on).map(([what, value]) => `${what}: ${value}`);
  const words = quick ? ["a quick run, smaller and shorter than the method says", ...circumstances] : circumstances;
  return `## ${name}\n\n${method}\n\n${markdownTable(each)}\n${pictures.join("")}\n<sub>${words.join(" · ")}</sub>\n`;
}
