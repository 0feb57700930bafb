// Whether what a client had written down to be sent was sent in the end, also when its process was killed.
import type { Findings } from "../findings.ts";
import type { CheckHistory } from "../record/check-history.ts";

/** Judges every message that outlived the process that wanted it sent. */
export function judgeOutboxes(history: CheckHistory, findings: Findings): void {
  const sent = new Map(history.sent.map((message) => [`${message.channelId} ${message.id}`, message]));
  for (const { who, channelId, id } of history.all("queued")) {
    const message = sent.get(`${channelId} ${id}`);
    if (message?.acknowledged !== undefined || message?.refused) continue;
    const sentence = `${id} was kept by ${who} to be sent to ${channelId}, and was never acknowledged nor refused.`;
    findings.add("unsent", { channelId, seq: 0, client: who }, sentence);
  }
}
