// The way to programs: a signed HTTP POST for each notification, by the Standard Webhooks scheme.
import { createHmac } from "node:crypto";
import type { Delivery, DeliveryAnswer, DeliveryWay } from "../core/delivery.ts";
import { cutText } from "./cut-text.ts";
import { toDeliveryAnswer } from "./delivery-answer.ts";
import type { GuardedRequests } from "./guarded-request.ts";
import { toFacts } from "./notification-facts.ts";

/** What webhooks need. */
export interface WebhookOptions {
  readonly requests: GuardedRequests;
  readonly now: () => number;
}

const maxBodyBytes = 16_000;
const maxRoomBytes = 300;
const secretMark = "whsec_";

/** Delivers to programs. Every attempt has the same id and a time stamp of its own, both signed: a replay is known. */
export function createWebhook({ requests, now }: WebhookOptions): DeliveryWay {
  return {
    async deliver(delivery, signal): Promise<DeliveryAnswer> {
      const { way } = delivery.device;
      if (way.kind !== "webhook") return { result: "refused", detail: "not a webhook" };
      const body = JSON.stringify(bodyOf(delivery));
      const timestamp = String(Math.floor(now() / 1_000));
      const headers = {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "user-agent": "Madang",
        "webhook-id": delivery.key,
        "webhook-timestamp": timestamp,
        "webhook-signature": `v1,${sign(way.secret, `${delivery.key}.${timestamp}.${body}`)}`,
      };
      return toDeliveryAnswer(await requests.post({ url: way.url, headers, body }, signal), now());
    },
  };
}

function bodyOf(delivery: Delivery) {
  const { act, atMs, actorId, actorName, roomId } = delivery.content;
  const more = {
    type: `notification.${act}`,
    timestamp: new Date(atMs).toISOString(),
    webhookId: delivery.device.deviceId,
    actorId,
    actorName,
    roomId: cutText(roomId, maxRoomBytes),
  };
  return { ...more, ...toFacts(delivery, maxBodyBytes) };
}

function sign(secret: string, content: string): string {
  // Both alphabets of base64 are read.
  const key = Buffer.from(secret.startsWith(secretMark) ? secret.slice(secretMark.length) : secret, "base64");
  return createHmac("sha256", key).update(content).digest("base64");
}
