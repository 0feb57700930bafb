// Items of the inbox and the steps of a notification as lines for people.
import type { NotificationStep } from "../../sdk/index.ts";
import { safeLine } from "../text/safe-text.ts";
import { isForGood, momentLabel } from "../text/time-label.ts";
import { cutTo } from "../text/width.ts";
import type { Words } from "../words/words.ts";
import type { ListedItem } from "./answer.ts";

const textColumns = 60;

/** "[14:03] #garden bob: hello (mentions you)". */
export function itemLine({ at, reason, text, from, label }: ListedItem, words: Words, nowMs = Date.now()): string {
  const who = [label, from?.name ?? ""].filter(Boolean).map(safeLine).join(" ");
  const said = cutTo(safeLine(text === "" ? words.deletedMark : text), textColumns);
  const why = reason ? ` (${words.reasonsTold[reason]})` : "";
  return `[${momentLabel(at, nowMs)}] ${who}: ${said}${why}`;
}

/** When, on which device, what. */
export function stepRow(step: NotificationStep, words: Words, nowMs = Date.now()): string[] {
  const { kind, at, device } = step;
  const more = detailOf(step, words, nowMs);
  const what = `${words.steps[kind]}${more === "" ? "" : ` (${safeLine(more)})`}`;
  const when = at === undefined ? "" : momentLabel(at, nowMs);
  return [when, device ? safeLine(device.label || device.id) : "", what];
}

function detailOf({ kind, reason, detail }: NotificationStep, words: Words, nowMs: number): string {
  if (reason) return words.reasonsTold[reason];
  // A number by which nobody knows the message.
  if (kind === "sent_with") return "";
  if (kind !== "muted") return detail;
  const untilMs = Date.parse(detail);
  return isForGood(untilMs, nowMs) ? "" : `→ ${momentLabel(untilMs, nowMs)}`;
}
