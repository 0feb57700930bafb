// One step of a notification in words.
import type { NotificationStep } from "../../sdk/browser.ts";
import type { Words } from "../words/words.ts";
import { untilLabel } from "./mute-times.ts";

/** A step as it is shown. */
export interface StepFacts {
  readonly title: string;
  /** What may be added: the device, the reason, the provider's answer. */
  readonly why: string;
  readonly sign: "done" | "waits" | "failed";
}

const waits: ReadonlySet<NotificationStep["kind"]> = new Set(["not_yet_looked_at", "waits_while_online", "queued"]);
const failed: ReadonlySet<NotificationStep["kind"]> = new Set(["refused", "expired", "device_gone"]);

/** The words for a step; what a newer server knows is said to be unknown. */
export function stepFacts(step: NotificationStep, nowMs: number, words: Words): StepFacts {
  const { steps } = words.notify;
  const { kind, device, reason } = step;
  const title = kind === "accepted" ? words.conversation.travel.stored : steps[kind];
  const parts = [device?.label, reason && steps.reasons[reason], detailOf(step, nowMs, words)];
  return {
    title,
    why: parts.filter(Boolean).join(" · "),
    sign: failed.has(kind) ? "failed" : waits.has(kind) ? "waits" : "done",
  };
}

function detailOf({ kind, detail }: NotificationStep, nowMs: number, words: Words): string {
  const { steps } = words.notify;
  if (detail === "") return "";
  if (kind === "handed_over") return steps.to(detail);
  if (kind === "sent_with") return `#${detail}`;
  if (kind !== "muted") return steps.answer(detail);
  const untilMs = Date.parse(detail);
  // A mute without an end is told as one by the title already.
  const isNamed = untilMs > 0 && new Date(untilMs).getFullYear() < new Date(nowMs).getFullYear() + 10;
  return isNamed ? steps.until(untilLabel(untilMs, nowMs, words)) : "";
}
