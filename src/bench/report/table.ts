// Findings as tables: one for the screen, one for a document.
import type { Finding } from "../scenario.ts";
import { toWords } from "./words.ts";

const titles = ["what", "measured", "least … most", "target", "met"];

/** A scenario's name and what it found. */
export interface Outcome {
  readonly name: string;
  readonly method: string;
  readonly findings: readonly Finding[];
}

/** The tables of all scenarios in columns. */
export function screenTable(outcomes: readonly Outcome[]): string {
  const blocks = outcomes.map(({ name, findings }) => [[name, ...titles.slice(1)], ...findings.map(toRow)]);
  const widths = titles.map((_, column) => Math.max(...blocks.flat().map((row) => (row[column] as string).length)));
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] as number)).join("  ");
  return blocks.map((rows) => rows.map((row) => line(row).trimEnd()).join("\n")).join("\n\n");
}

/** The table of one scenario in Markdown. */
export function markdownTable({ findings }: Outcome): string {
  const rows = [titles, titles.map(() => "---"), ...findings.map(toRow)];
  return rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function toRow(finding: Finding): string[] {
  const { what, measured, spread, target, met } = toWords(finding);
  return [what, measured, spread, target, met];
}
