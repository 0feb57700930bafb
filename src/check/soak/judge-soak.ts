// The verdict over a soak's measures: none grows under a steady load, and all are back when everybody has gone.
import type { Findings } from "../findings.ts";
import { type Growth, growthOf, type Point } from "./growth.ts";
import type { Look } from "./look-at-server.ts";
import { type SoakMeasure, soakMeasures } from "./soak-measures.ts";

/** What became of one measure. */
export interface MeasureVerdict extends SoakMeasure {
  readonly row: readonly Point[];
  /** Undefined where a run is too short to say anything. */
  readonly growth: Growth | undefined;
  /** Before anybody came, and when all had gone. */
  readonly before: number;
  readonly left: number;
}

/** Judges all measures; what is wrong is added to the findings. */
export function judgeSoak(
  { looks, before, left }: { readonly looks: readonly Look[]; readonly before: Look; readonly left: Look },
  findings: Findings,
): MeasureVerdict[] {
  return soakMeasures.map((measure) => {
    const { name, maxPerHour = Number.POSITIVE_INFINITY, leastRise = 0 } = measure;
    const row = looks.map(({ at, values }): Point => [at, values[name]]);
    const verdict: MeasureVerdict = {
      ...measure,
      row,
      growth: growthOf(row, { maxPerHour, leastRise }),
      before: before.values[name],
      left: left.values[name],
    };
    for (const sentence of complaintsOf(verdict)) findings.add("leak", { channelId: "", seq: 0 }, sentence);
    return verdict;
  });
}

function complaintsOf({ title, unit, maxPerHour, maxLeft, growth, before, left }: MeasureVerdict): string[] {
  const told = (value: number) => `${value.toFixed(1)}${unit === "" ? "" : ` ${unit}`}`;
  const complaints: string[] = [];
  if (growth?.isGrowing)
    complaints.push(
      `${title}: grows by ${told(growth.perHour)} an hour, from ${told(growth.first)} to ${told(growth.last)}; ${maxPerHour} are allowed.`,
    );
  if (maxLeft !== undefined && left > before + maxLeft)
    complaints.push(
      `${title}: ${told(left)} when everybody has gone, ${told(before)} before; ${maxLeft} more are allowed.`,
    );
  return complaints;
}
