// What one asks and sets about notifications: the inbox, devices, preferences, and why one was (not) notified.
import type { ChatError } from "../../core/errors.ts";
import type { Off } from "../../core/topics.ts";
import {
  NotificationService,
  type WatchInboxResponse,
  type Device as WireDevice,
} from "../../gen/madang/notification/v1/notification_pb.ts";
import type { CallOptions, CallParts, Calls } from "./calls.ts";
import { clientErrors } from "./client-errors.ts";
import { KeptStream } from "./kept-stream.ts";
import type { Page, PageAsk } from "./lobby-acts.ts";
import {
  type Device,
  deviceFromWire,
  type InboxItem,
  itemFromWire,
  levelToWire,
  type NotificationPreference,
  type NotificationReason,
  type NotificationStep,
  preferenceFromWire,
  reasonToWire,
  stepFromWire,
} from "./notification-from-wire.ts";

/** How the inbox changed. */
export interface InboxChange {
  /** New items, the oldest first. */
  readonly added: readonly InboxItem[];
  /** How many direct messages, mentions, replies and words of other services are not acknowledged; 1,000 at most. */
  readonly open: number;
  /** More may have been added than is told: list the inbox again. */
  readonly listAgain: boolean;
  /** Why no more is heard; undefined while the watch goes on. */
  readonly error: ChatError | undefined;
}

/** What may be said of a new device. */
export interface NewDevice extends CallOptions {
  readonly label?: string | undefined;
  /** Send no text along. */
  readonly hidesText?: boolean | undefined;
}

/** A browser's subscription: what `PushSubscription.toJSON()` gives. */
export interface PushKeys {
  readonly endpoint: string;
  readonly keys: { readonly p256dh: string; readonly auth: string };
}

/** The server sends an idle frame every 15 s. */
const silenceMs = 40_000;

/** The part of a client that is about notifications. */
export type Notifications = ReturnType<typeof inboxActs> & ReturnType<typeof deviceActs> & ReturnType<typeof wishActs>;

/** Makes the acts; each is tried until it passes or its deadline ends. */
export function notificationActs(parts: CallParts & { readonly calls: Calls }): Notifications {
  return { ...inboxActs(parts), ...deviceActs(parts.calls), ...wishActs(parts.calls) };
}

const { method } = NotificationService;

function inboxActs(parts: CallParts & { readonly calls: Calls }) {
  const { calls } = parts;
  return {
    /** What we were to be told, the latest first; pages of 1 to 100, of 30 if left out. */
    async inbox(
      ask: PageAsk & { readonly openOnly?: boolean; readonly reasons?: readonly NotificationReason[] } = {},
    ): Promise<Page<InboxItem>> {
      const { pageSize = 0, pageToken = "", openOnly = false, reasons = [] } = ask;
      const request = { pageSize, pageToken, openOnly, reasons: reasons.map(reasonToWire) };
      const { items, nextPageToken } = await calls.repeat(method.listInbox, request, ask);
      return { items: items.map(itemFromWire), nextPageToken: nextPageToken || undefined };
    },
    /** We know of these items, or of all that was said up to a time; resolves to how many are still open. */
    async acknowledge(
      what: { readonly itemIds: readonly string[] } | { readonly through: number },
      options?: CallOptions,
    ): Promise<number> {
      const request = "through" in what ? { throughMs: BigInt(what.through) } : { itemIds: [...what.itemIds] };
      return (await calls.repeat(method.acknowledge, request, options)).counts?.open ?? 0;
    },
    /** Calls with every change of the inbox, first with how it stands, until it is switched off or the server refuses. */
    watch: (listener: (change: InboxChange) => void): Off => watchInbox(listener, parts),
  };
}

function deviceActs(calls: Calls) {
  return {
    /** The key that `PushManager.subscribe` needs: 65 bytes, base64url. */
    async pushKey(options?: CallOptions): Promise<string> {
      return (await calls.repeat(method.getPushKey, {}, options)).vapidPublicKey;
    },
    /** Our devices, in the order in which they were registered. */
    async devices(options?: CallOptions): Promise<readonly Device[]> {
      return (await calls.repeat(method.listDevices, {}, options)).devices.map(deviceFromWire);
    },
    /** Lets this browser be told; it is forgotten when the session ends. */
    async registerWebPush({ endpoint, keys }: PushKeys, about: NewDevice = {}): Promise<Device> {
      const way = { case: "webPush", value: { endpoint, p256dh: keys.p256dh, auth: keys.auth } } as const;
      return deviceOf(await calls.repeat(method.registerDevice, { way, ...wordsOf(about) }, about));
    },
    /** Lets a program be told by HTTP POST; the secret by which deliveries are signed is in the answer, and never again. */
    async registerWebhook(url: string, about: NewDevice = {}): Promise<Device> {
      const way = { case: "webhook", value: { url } } as const;
      return deviceOf(await calls.repeat(method.registerDevice, { way, ...wordsOf(about) }, about));
    },
    /** Forgets a device and what waits for it. */
    async removeDevice(deviceId: string, options?: CallOptions): Promise<void> {
      await calls.repeat(method.removeDevice, { deviceId }, options);
    },
    /** Sends a test notification at once; resolves to what became of it. */
    async testDevice(
      deviceId: string,
      options?: CallOptions,
    ): Promise<{ readonly taken: boolean; readonly answer: string; readonly tookMs: number }> {
      const { taken, answer, tookMs } = await calls.once(method.testDevice, { deviceId }, options);
      return { taken, answer, tookMs: Number(tookMs) };
    },
  };
}

function wishActs(calls: Calls) {
  return {
    /** What we set: the general preference first, then channels in the order of ids. */
    async preferences(options?: CallOptions): Promise<readonly NotificationPreference[]> {
      return (await calls.repeat(method.getPreferences, {}, options)).preferences.map(preferenceFromWire);
    },
    /** Replaces the preference of one place; the level `default` without a mute forgets it. */
    async setPreference(preference: NotificationPreference, options?: CallOptions): Promise<void> {
      const { channelId = "", level, mutedUntil = 0 } = preference;
      const wire = { channelId, level: levelToWire(level), mutedUntilMs: BigInt(mutedUntil) };
      await calls.repeat(method.setPreference, { preference: wire }, options);
    },
    /** Every step of one message towards us, in order. */
    async explain(channelId: string, seq: number, options?: CallOptions): Promise<readonly NotificationStep[]> {
      return (await calls.repeat(method.explain, { channelId, seq: BigInt(seq) }, options)).steps.map(stepFromWire);
    },
  };
}

function watchInbox(listener: (change: InboxChange) => void, parts: CallParts): Off {
  let open = 0;
  let wasLost = false;
  const stream = new KeptStream(parts, {
    method: method.watchInbox,
    silenceMs,
    request: () => ({}),
    message: ({ added, counts, listAgain }: WatchInboxResponse) => {
      if (!counts) return;
      open = counts.open;
      // What came while nobody listened is in the inbox only.
      listener({ added: added.map(itemFromWire), open, listAgain: listAgain || wasLost, error: undefined });
      wasLost = false;
    },
    lost: (error, last) => {
      wasLost = true;
      if (last) listener({ added: [], open, listAgain: false, error });
    },
  });
  return stream.openUntil(parts.lifetime);
}

function wordsOf({ label = "", hidesText = false }: NewDevice) {
  return { label, hidesText };
}

function deviceOf({ device }: { readonly device?: WireDevice | undefined }): Device {
  if (!device) throw clientErrors.badAnswer("no device in it");
  return deviceFromWire(device);
}
