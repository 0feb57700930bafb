// One soak: a check with a crowd at half load, and the server looked at all the time.
import { type CheckOptions, type CheckResult, check } from "../check.ts";
import type { CrowdCounts } from "./crowd-message.ts";
import type { MeasureVerdict } from "./judge-soak.ts";
import { SoakCompany } from "./soak-company.ts";

/** How a soak is run. */
export interface SoakOptions extends Omit<CheckOptions, "company"> {
  readonly crowd: number;
}

/** What came of a soak; the verdict of the check holds what was found of the measures too. */
export interface SoakResult {
  readonly check: CheckResult;
  readonly measures: readonly MeasureVerdict[];
  readonly crowd: CrowdCounts;
  /** What the crowd was asked to do in a second, once half load was found. */
  readonly perSecond: number;
}

/** A day of looks is still a plot that one can open. */
const mostLooks = 2_000;
const shortestGapMs = 2_000;

/** Runs a soak; rejects when it could not be carried out. */
export async function soak({ crowd, ...options }: SoakOptions): Promise<SoakResult> {
  const { seed, talkMs } = options.plan;
  const lookEveryMs = Math.max(shortestGapMs, talkMs / mostLooks);
  const company = new SoakCompany({ seed, crowd, talkMs, lookEveryMs });
  const result = await check({ ...options, company });
  const { verdicts, counts, perSecond } = company;
  if (!counts) throw new Error("The crowd was gone before the soak was over.");
  return { check: result, measures: verdicts, crowd: counts, perSecond };
}
