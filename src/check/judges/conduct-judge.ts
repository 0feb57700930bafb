// What must never happen to a client, whatever goes wrong: to be told to forget all, to meet an internal error, to wait for ever.
import type { Findings } from "../findings.ts";
import type { CheckHistory } from "../record/check-history.ts";

/** Judges what clients noted of themselves. */
export function judgeConduct(history: CheckHistory, findings: Findings): void {
  const nowhere = { channelId: "", seq: 0 };
  for (const { who } of history.all("reset"))
    findings.add(
      "misconduct",
      { ...nowhere, client: who },
      `${who} was told to forget everything, though no store was restored.`,
    );
  for (const { who, sentence } of history.all("fault"))
    findings.add("misconduct", { ...nowhere, client: who }, `${who} ${sentence}.`);
}
