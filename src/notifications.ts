// Puts notifications together: the service that decides, the outbox that sends, and the ways out.
import type { Backend } from "./backends/embedded/open.ts";
import type { Config } from "./config.ts";
import type { Clock } from "./core/clock.ts";
import type { WhoIsThere } from "./core/presence.ts";
import type { ChatSignals } from "./core/signals.ts";
import type { Topics } from "./core/topics.ts";
import { does } from "./fleet.ts";
import { ConnectedPeople } from "./protocols/notification/connected-people.ts";
import { checkTarget } from "./push/target.ts";
import { makeVapidKeys, readVapidKeys } from "./push/vapid-keys.ts";
import { createWaysOut } from "./push/ways-out.ts";
import { OtherNotifier } from "./rpc/other-notifier.ts";
import { toAddress } from "./runtime/open-ports.ts";
import { HandOver } from "./services/notification/hand-over/hand-over.ts";
import { Notifications } from "./services/notification/notifications.ts";
import { Outbox } from "./services/notification/outbox/outbox.ts";

/** After a restart of ours people are back within so long. */
const longestReturnMs = 10_000;

/** What notifications are made of. */
export interface NotificationParts {
  readonly config: Config;
  readonly backend: Backend;
  readonly whoIsThere: WhoIsThere;
  readonly topics: Topics<ChatSignals>;
  readonly clock: Clock;
  readonly onUnexpected: (failure: unknown) => void;
}

/** Notifications as the rest sees them. */
export type OpenNotifications = Pick<Notifications, "service" | "requests" | "knows" | "lagMs" | "explainFor"> & {
  /** Who is connected to other services, as they say. */
  readonly connected: ConnectedPeople;
  /** Ends watches, and whatever is on its way: it is sent again after the next start. */
  close(): Promise<void>;
};

/** Opens them and begins to notify: call it before anybody can say something. */
export async function openNotifications(parts: NotificationParts): Promise<OpenNotifications> {
  const { config, backend, whoIsThere, clock, onUnexpected } = parts;
  const onlineAfterMs = config.notifyOnlineAfter * 1_000;
  // Who is notified while online after less than that may be notified as soon after a restart.
  const comingBackMs = onlineAfterMs === 0 ? longestReturnMs : Math.min(longestReturnMs, onlineAfterMs);
  const target = { allowPrivate: config.notifyPrivate };
  const keys = readVapidKeys(await backend.notices.secret("vapid", makeVapidKeys));
  const way = createWaysOut({ keys, contact: config.notifyContact, now: clock.now, ...target });
  const sending = {
    store: backend.notices,
    channels: backend.channels,
    whoIsThere,
    clock,
    notifyWhen: config.notifyWhen,
    onlineAfterMs,
    ttlMs: config.notifyForHours * 3_600_000,
    graceMs: comingBackMs,
    isSuspended: async (userId: string) => (await backend.sessions.user(userId))?.suspended === true,
    onUnexpected,
  };
  const isSessionOver = async (userId: string, sessionId: string) => {
    const sessions = await backend.sessions.sessionsOf(userId);
    return !sessions.some((session) => session.sessionId === sessionId && session.refreshExpiresAtMs > clock.now());
  };
  const outbox = new Outbox({ ...sending, isSessionOver, requests: backend.notifications, way });
  const handOverTo = config.notifyTo && toAddress(config.notifyTo);
  const otherNotifier = handOverTo === undefined ? undefined : new OtherNotifier(handOverTo);
  const handOver = new HandOver({ ...sending, service: otherNotifier });
  const connected = new ConnectedPeople(clock);
  const notifications = new Notifications({
    ...backend,
    ...parts,
    settings: { when: config.notifyWhen, onlineAfterMs, comingBackMs, handOverTo },
    isConnectedElsewhere: (name) => connected.isConnected(name),
    rules: { allowPlainHttp: config.notifyPrivate, checkTarget: (url) => checkTarget(url, target) },
    way,
    pushKey: async () => keys.publicKey,
    onWaiting: () => {
      outbox.nudge();
      handOver.nudge();
    },
  });
  // In a fleet others may do this: what is asked is answered by every process all the same.
  if (does(config, "notification")) {
    notifications.start();
    outbox.start();
    handOver.start();
  }
  return {
    service: notifications.service,
    requests: notifications.requests,
    connected,
    knows: (name) => notifications.knows(name),
    get lagMs() {
      return notifications.lagMs;
    },
    explainFor: (...asked) => notifications.explainFor(...asked),
    async close() {
      await Promise.all([outbox.close(), handOver.close(), notifications.close()]);
      otherNotifier?.close();
      way.close();
    },
  };
}
