// Findings as tables: one for the screen, one for a document.
import type { Finding, NamedPlot } from "../scenario.ts";
import { toWords } from "./words.ts";

const titles = ["what", "measured", "least … most", "target", "met"];
/** A column of those scenarios alone that stand beside an original. */
const originalTitle = "as measured on the original server";

/** A scenario's name and what it found. */
export interface Outcome {
  readonly name: string;
  readonly method: string;
  readonly findings: readonly Finding[];
  readonly plots: readonly NamedPlot[];
  /** Why it was not run, in one sentence. */
  readonly skipped?: string;
}

/** The tables of all scenarios in columns, and below them what was not run. */
export function screenTable(outcomes: readonly Outcome[]): string {
  const ran = outcomes.filter(({ skipped }) => skipped === undefined);
  const others = outcomes.flatMap(({ name, skipped }) =>
    skipped === undefined ? [] : [`${name}: not run. ${skipped}`],
  );
  return [...screenBlocks(ran), ...others].join("\n\n");
}

function screenBlocks(outcomes: readonly Outcome[]): string[] {
  const blocks = outcomes.map(({ name, findings }) => toRows(name, findings));
  const widths = [...titles, originalTitle].map((_, column) =>
    Math.max(...blocks.flat().map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] as number)).join("  ");
  return blocks.map((rows) => rows.map((row) => line(row).trimEnd()).join("\n"));
}

/** The table of one scenario in Markdown, or why there is none. */
export function markdownTable({ findings, skipped }: Outcome): string {
  if (skipped !== undefined) return `Not run. ${skipped}`;
  const [head = [], ...rows] = toRows("what", findings);
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function toRows(firstTitle: string, findings: readonly Finding[]): string[][] {
  const rows = findings.map(toRow);
  const head = [firstTitle, ...titles.slice(1)];
  if (findings.every(({ original }) => original === undefined)) return [head, ...rows];
  return [[...head, originalTitle], ...rows.map((row, index) => [...row, findings[index]?.original ?? ""])];
}

function toRow(finding: Finding): string[] {
  const { what, measured, spread, target, met } = toWords(finding);
  return [what, measured, spread, target, met];
}
