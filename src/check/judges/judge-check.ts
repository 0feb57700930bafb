// All judges, one after the other, over what was written down in a check.
import { Findings } from "../findings.ts";
import { judge, type Verdict } from "../judge.ts";
import type { CheckHistory } from "../record/check-history.ts";
import { judgeConduct } from "./conduct-judge.ts";
import { judgeCounters } from "./counter-judge.ts";
import { judgeDoors } from "./door-judge.ts";
import { judgeStates } from "./state-judge.ts";
import { judgeWords } from "./word-judge.ts";

/** A verdict over a whole check. */
export interface CheckVerdict extends Verdict {
  /** Channels of which some events were told to nobody: what they amount to could not be judged. */
  readonly notReplayed: number;
}

/** Judges everything; what the run itself found out (of presence, of leaks) is told with it. */
export function judgeCheck(history: CheckHistory, findings = new Findings()): CheckVerdict {
  judgeConduct(history, findings);
  judgeWords(history, findings);
  const { notReplayed } = judgeStates(history, findings);
  judgeCounters(history, findings);
  judgeDoors(history, findings);
  return { ...judge(history, findings), notReplayed };
}
