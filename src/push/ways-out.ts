// All ways out to people's devices, as one.
import type { DeliveryWay } from "../core/delivery.ts";
import { type GuardedRequestOptions, GuardedRequests } from "./guarded-request.ts";
import type { VapidKeys } from "./vapid-keys.ts";
import { createWebPush } from "./web-push.ts";
import { createWebhook } from "./webhook.ts";

/** What the ways out need. */
export interface WaysOutOptions extends GuardedRequestOptions {
  readonly keys: VapidKeys;
  /** Whom a push service may write to: mailto:… or https://… */
  readonly contact: string;
  readonly now: () => number;
}

/** Delivers to any device; opens no connection before it is asked to. */
export interface WaysOut extends DeliveryWay {
  /** Closes the connections that nobody uses. */
  close(): void;
}

/** Makes them. */
export function createWaysOut(options: WaysOutOptions): WaysOut {
  const requests = new GuardedRequests(options);
  const webPush = createWebPush({ ...options, requests });
  const webhook = createWebhook({ ...options, requests });
  return {
    deliver(delivery, signal) {
      const way = delivery.device.way.kind === "web-push" ? webPush : webhook;
      return way.deliver(delivery, signal);
    },
    close: () => requests.close(),
  };
}
