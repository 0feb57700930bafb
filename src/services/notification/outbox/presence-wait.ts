// Whether somebody who is there is left to read a message themselves.
import type { KeptNotice, NoticeReason, OutboxEntry, Outcome } from "../../../core/notices.ts";
import type { VerdictParts } from "./verdict-parts.ts";

const urgent: readonly NoticeReason[] = ["direct", "mention", "reply"];

/** Waits, or is not wanted since they are there; undefined: they are to be told. */
export function lookAtPresence(
  {
    whoIsThere,
    notifyWhen,
    onlineAfterMs,
    now,
  }: Pick<VerdictParts, "whoIsThere" | "notifyWhen" | "onlineAfterMs" | "now">,
  { userId, sourceId, reason, atMs }: Pick<OutboxEntry, "userId" | "sourceId" | "reason" | "atMs">,
  open: readonly KeptNotice[],
): Pick<Outcome, "result" | "detail" | "retryAtMs"> | undefined {
  const isHere = notifyWhen === "not-here";
  if (!(isHere ? whoIsThere.isHere(sourceId, userId) : whoIsThere.isOnline(userId))) return undefined;
  const detail = isHere ? "here" : "online";
  if (onlineAfterMs === 0 || !urgent.includes(reason)) return { result: "unwanted", detail };
  // From the first message on that they did not read: each new one must not begin the wait again.
  const sinceMs = open.filter((item) => urgent.includes(item.reason)).map((item) => item.atMs);
  const readyMs = Math.min(atMs, ...sinceMs) + onlineAfterMs;
  const nowMs = now();
  if (readyMs <= nowMs) return undefined;
  return { result: "waits", detail, retryAtMs: Math.min(readyMs, nowMs + onlineAfterMs) };
}
