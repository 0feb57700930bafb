// The way to browsers: Web Push (RFC 8030), encrypted for the browser alone (RFC 8291), signed as this server (RFC 8292).
import webPush, { type RequestDetails } from "web-push";
import type { Delivery, DeliveryAnswer, DeliveryWay } from "../core/delivery.ts";
import type { DeviceWay, NoticeReason } from "../core/notices.ts";
import { toDeliveryAnswer } from "./delivery-answer.ts";
import type { GuardedRequests } from "./guarded-request.ts";
import { toFacts } from "./notification-facts.ts";
import type { VapidKeys } from "./vapid-keys.ts";

/** What Web Push needs. */
export interface WebPushOptions {
  readonly requests: GuardedRequests;
  readonly keys: VapidKeys;
  /** Whom a push service may write to: mailto:… or https://… */
  readonly contact: string;
  readonly now: () => number;
}

/** Push services take 4,096 bytes, encrypted. */
const maxPayloadBytes = 3_000;
const urgent: readonly NoticeReason[] = ["direct", "mention", "reply"];

/** Delivers to browsers, by whatever push service each of them chose. */
export function createWebPush({ requests, keys, contact, now }: WebPushOptions): DeliveryWay {
  return {
    async deliver(delivery, signal): Promise<DeliveryAnswer> {
      const { way } = delivery.device;
      if (way.kind !== "web-push") return { result: "refused", detail: "not a browser" };
      const made = encrypt(delivery, way, { ...keys, subject: contact });
      if (!made) return { result: "refused", detail: "keys not valid" };
      const posted = await requests.post({ url: way.endpoint, headers: made.headers, body: made.body }, signal);
      return toDeliveryAnswer(posted, now());
    },
  };
}

type BrowserWay = Extract<DeviceWay, { kind: "web-push" }>;

function encrypt(
  delivery: Delivery,
  { endpoint, p256dh, auth }: BrowserWay,
  vapidDetails: VapidKeys & { subject: string },
): { headers: Record<string, string | number>; body: Buffer } | undefined {
  const payload = JSON.stringify(toFacts(delivery, maxPayloadBytes));
  try {
    const { headers, body }: RequestDetails = webPush.generateRequestDetails(
      { endpoint, keys: { p256dh, auth } },
      payload,
      { vapidDetails, TTL: ttlSeconds(delivery), urgency: urgencyOf(delivery), topic: delivery.collapseKey },
    );
    return body === null ? undefined : { headers: toHeaders(headers), body };
  } catch {
    // The library throws on keys that are none: a device registered with them can never take anything.
    return undefined;
  }
}

function toHeaders(headers: RequestDetails["headers"]): Record<string, string | number> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value as string | number]));
}

// 0 would mean: at once or never.
function ttlSeconds({ ttlMs }: Delivery): number {
  return Math.max(1, Math.ceil(ttlMs / 1_000));
}

function urgencyOf({ content }: Delivery): "high" | "normal" {
  const isUrgent = content.act === "test" || (content.act === "tell" && urgent.includes(content.reason));
  return isUrgent ? "high" : "normal";
}
