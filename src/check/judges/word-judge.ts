// Whether what was said arrived as it was said, and nothing that nobody said.
import type { Findings } from "../findings.ts";
import type { CheckHistory } from "../record/check-history.ts";
import { actId, isOurs } from "../record/message-id.ts";

/** Judges every message of every log. */
export function judgeWords(history: CheckHistory, findings: Findings): void {
  const asked = new Set(history.sent.map(({ channelId, id }) => `${channelId} ${id}`));
  const people = new Set(history.all("enter").map(({ userId }) => userId));
  for (const [channelId, events] of history.events) {
    for (const event of events.values()) {
      if (event.type !== "message") continue;
      const { seq, by, text, id } = event;
      const known = actId(event);
      if (!asked.has(`${channelId} ${known}`) && (isOurs(known) || people.has(by)))
        findings.add("unasked", { channelId, seq }, `${known} stands at ${channelId}/${seq}, and nobody asked for it.`);
      // The words of a message that was taken back are gone from the log too.
      if (isOurs(id) && text && text.split(" ", 1)[0] !== id)
        findings.add("altered", { channelId, seq }, `${id} stands at ${channelId}/${seq} with the words of another.`);
    }
  }
}
