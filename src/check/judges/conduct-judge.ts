// What must never happen to a client, whatever goes wrong: to be told to forget all, to meet an internal error, to wait for ever.
import type { Findings } from "../findings.ts";
import type { CheckHistory } from "../record/check-history.ts";

/** Judges what clients noted of themselves; a store that was restored tells everybody once to forget everything. */
export function judgeConduct(history: CheckHistory, restores: number, findings: Findings): void {
  const nowhere = { channelId: "", seq: 0 };
  for (const [who, times] of history.resets) {
    if (times <= restores) continue;
    const sentence = `${who} was told ${times} times to forget everything, and the store was restored ${restores} times.`;
    findings.add("misconduct", { ...nowhere, client: who }, sentence);
  }
  for (const { who, sentence } of history.all("fault"))
    findings.add("misconduct", { ...nowhere, client: who }, `${who} ${sentence}.`);
}
