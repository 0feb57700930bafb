// All judges, one after the other, over what was written down in a check.
import { Findings } from "../findings.ts";
import { judge, type Verdict } from "../judge.ts";
import type { CheckHistory } from "../record/check-history.ts";
import { judgeConduct } from "./conduct-judge.ts";
import { judgeCounters } from "./counter-judge.ts";
import { judgeDoors } from "./door-judge.ts";
import { judgeOutboxes } from "./outbox-judge.ts";
import { judgeStates } from "./state-judge.ts";
import { judgeWords } from "./word-judge.ts";

/** A verdict over a whole check. */
export interface CheckVerdict extends Verdict {
  /** Channels of which some events were told to nobody: what they amount to could not be judged. */
  readonly notReplayed: number;
}

/** What the judges know besides what was written down. */
export interface KnownOfRun {
  /** How often the store was restored. */
  readonly restores?: number;
  /** What the run itself found out, of presence and of leaks: it is told with the rest. */
  readonly findings?: Findings;
}

/** Judges everything. */
export function judgeCheck(
  history: CheckHistory,
  { restores = 0, findings = new Findings() }: KnownOfRun = {},
): CheckVerdict {
  judgeConduct(history, restores, findings);
  judgeOutboxes(history, findings);
  judgeWords(history, findings);
  const { notReplayed } = judgeStates(history, findings);
  judgeCounters(history, findings);
  judgeDoors(history, findings);
  return { ...judge(history, findings), notReplayed };
}
