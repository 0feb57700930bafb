// What an HTTP answer means for a delivery.
import type { DeliveryAnswer } from "../core/delivery.ts";
import type { Posted } from "./guarded-request.ts";

/** Taken, to be tried again and when, refused for good, or a device that is gone. */
export function toDeliveryAnswer(posted: Posted, nowMs: number): DeliveryAnswer {
  if ("failure" in posted) return { result: posted.final ? "refused" : "retry", detail: posted.failure };
  const { status, headers } = posted;
  const detail = String(status);
  if (status >= 200 && status < 300) return { result: "sent", detail };
  if (status === 404 || status === 410) return { result: "gone", detail };
  if (status >= 300 && status < 400) return { result: "refused", detail: "redirect" };
  if (status !== 429 && status < 500) return { result: "refused", detail };
  const retryAfterMs = status === 429 || status === 503 ? toRetryAfterMs(headers, nowMs) : undefined;
  return { result: "retry", detail, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}

const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

function toRetryAfterMs(headers: { "retry-after"?: string; date?: string }, nowMs: number): number | undefined {
  const text = headers["retry-after"]?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const atMs = toTimeMs(text);
  // Two times of the other side's clock: ours may be an hour off.
  const sinceMs = toTimeMs(headers.date ?? "") ?? nowMs;
  return atMs === undefined || atMs < sinceMs ? undefined : atMs - sinceMs;
}

function toTimeMs(text: string): number | undefined {
  const ms = httpDate.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
