// Findings in words: numbers as people read them.
import type { Finding } from "../scenario.ts";

const digits = new Intl.NumberFormat("en", { maximumSignificantDigits: 3 });

/** One line of a table of findings. */
export interface FindingWords {
  readonly what: string;
  readonly measured: string;
  /** The least and the most of the repeats; empty if there was one. */
  readonly spread: string;
  readonly target: string;
  /** "yes" or "no"; empty if there is no target. */
  readonly met: string;
}

/** Writes a finding in words. */
export function toWords({ what, value, unit, repeats = [], target }: Finding): FindingWords {
  const write = (number: number) => `${digits.format(number)}${unit === "" || unit === "/s" ? unit : ` ${unit}`}`;
  return {
    what,
    measured: write(value),
    spread: repeats.length > 1 ? `${digits.format(Math.min(...repeats))} … ${write(Math.max(...repeats))}` : "",
    target:
      target === undefined ? "" : "atLeast" in target ? `≥ ${write(target.atLeast)}` : `≤ ${write(target.atMost)}`,
    met: target === undefined ? "" : isMet(value, target) ? "yes" : "no",
  };
}

function isMet(value: number, target: NonNullable<Finding["target"]>): boolean {
  return "atLeast" in target ? value >= target.atLeast : value <= target.atMost;
}
