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
}

/** The tables of all scenarios in columns. */
export function screenTable(outcomes: readonly Outcome[]): string {
  const blocks = outcomes.map(({ name, findings }) => toRows(name, findings));
  const widths = [...titles, originalTitle].map((_, column) =>
    Math.max(...blocks.flat().map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] as number)).join("  ");
  return blocks.map((rows) => rows.map((row) => line(row).trimEnd()).join("\n")).join("\n\n");
}

/** The table of one scenario in Markdown. */
export function markdownTable({ findings }: Outcome): string {
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
