// Puts the notification service together: the notifier, the inbox and its watchers, and what is tidied up by and by.
import type { Cancel, Clock } from "../../core/clock.ts";
import type { DeliveryWay } from "../../core/delivery.ts";
import type { Decision, NoticeSource, NoticeStore } from "../../core/notices.ts";
import type { ChannelStore, MessageLog, NotificationStore, NumberStore, SessionStore } from "../../core/ports.ts";
import type { WhoIsThere } from "../../core/presence.ts";
import type { ChatSignals } from "../../core/signals.ts";
import type { Topics } from "../../core/topics.ts";
import { Authors } from "./authors.ts";
import type { NotifySettings } from "./decider.ts";
import type { DeviceRules } from "./device-form.ts";
import { Devices } from "./devices.ts";
import { explain, type Step } from "./explain.ts";
import { InboxWatches } from "./inbox-watches.ts";
import { isPassing } from "./insist.ts";
import { NotificationService } from "./notification-service.ts";
import { Notifier } from "./notifier.ts";
import { ServiceRequests } from "./service-requests.ts";
import { ToldReaders } from "./told-readers.ts";

/** What it is made of. */
export interface NotificationsParts {
  readonly log: Pick<MessageLog, "feed" | "read">;
  readonly channels: ChannelStore;
  readonly sessions: Pick<SessionStore, "user" | "userNamed">;
  readonly notices: NoticeStore;
  readonly notifications: NotificationStore;
  readonly numbers: NumberStore;
  readonly whoIsThere: WhoIsThere;
  readonly clock: Clock;
  readonly topics: Topics<ChatSignals>;
  readonly settings: NotifySettings;
  /** Whether other services said that somebody is connected to them, by any name or id; left out: they say nothing. */
  readonly isConnectedElsewhere?: ((name: string) => boolean) | undefined;
  /** What devices may be. */
  readonly rules: DeviceRules;
  /** The ways out, whatever the device: for trying one. */
  readonly way: DeliveryWay;
  /** The public key of Web Push. */
  readonly pushKey: () => Promise<string>;
  /** Hears that something may wait for devices, or for another service: often, and to be done at once. */
  readonly onWaiting: () => void;
  readonly onUnexpected: (failure: unknown) => void;
}

/** What is told is known for so long. */
const keptMs = 14 * 24 * 60 * 60_000;
const forgetEveryMs = 10 * 60_000;
/** One tidying takes so many bounded parts, at most. */
const maxParts = 1_000;
const minuteMs = 60_000;

/** The notification service of one process. */
export class Notifications {
  /** The RPCs. */
  readonly service: NotificationService;
  readonly #parts: NotificationsParts;
  readonly #notifier: Notifier;
  readonly #requests: ServiceRequests;
  readonly #readers: ToldReaders;
  readonly #watches: InboxWatches;
  readonly #devices: Devices;
  readonly #authors: Authors;
  readonly #cancels: Cancel[] = [];

  constructor(parts: NotificationsParts) {
    this.#parts = parts;
    const onKept = (decisions: readonly Decision[]) => this.#kept(decisions);
    const onWithdrawn = parts.onWaiting;
    this.#authors = new Authors(parts.log);
    this.#watches = new InboxWatches(parts);
    this.#readers = new ToldReaders({ ...parts, onWithdrawn });
    this.#devices = new Devices(parts);
    this.#requests = new ServiceRequests({ ...parts, onKept });
    this.#notifier = new Notifier({
      ...parts,
      authors: this.#authors,
      onSaid: (channelId, seq, actorId) => {
        this.#readers.hasRead(actorId, channelId, seq);
        this.#watches.changed(actorId);
      },
      onKept,
      onWithdrawn,
    });
    this.service = new NotificationService({
      ...parts,
      now: () => parts.clock.now(),
      watches: this.#watches,
      devices: this.#devices,
      explainFor: (...asked) => this.explainFor(...asked),
      onWithdrawn,
    });
  }

  /** The store for the doors by which other services ask to tell people: what they keep reaches inboxes. */
  get requests(): NotificationStore {
    return this.#requests.store;
  }

  /** Whether a name, or an id, by which another service knows people is somebody here. */
  knows(name: string): Promise<boolean> {
    return this.#requests.knows(name);
  }

  /** How far the notifier is behind, in milliseconds. */
  get lagMs(): number {
    return this.#notifier.lagMs;
  }

  /** Begins to notify, where it ended before; call it before anybody can say something. */
  start(): void {
    const { clock } = this.#parts;
    this.#notifier.start();
    this.#requests.start();
    void this.#readers.sweep();
    const tidy = (act: () => Promise<void>) => () => void act().catch((failure) => this.#failed(failure));
    const forget = tidy(() => this.#forget());
    const removeDevices = tidy(() => this.#devices.sweep());
    forget();
    removeDevices();
    this.#cancels.push(clock.every(forgetEveryMs, forget), clock.every(minuteMs, removeDevices));
  }

  /** Every step of one message towards one person. Rejects with CHANNEL_NOT_FOUND or MESSAGE_NOT_FOUND. */
  explainFor(userId: string, channelId: string, seq: number): Promise<Step[]> {
    const hasComeTo = (source: NoticeSource) => this.#notifier.hasComeTo(source);
    return explain({ ...this.#parts, authors: this.#authors, hasComeTo }, userId, channelId, seq);
  }

  /** Ends watches with DRAINING and stops; close the store after it. */
  async close(): Promise<void> {
    for (const cancel of this.#cancels) cancel();
    this.#watches.close();
    this.#readers.close();
    this.#devices.close();
    await Promise.all([this.#notifier.close(), this.#requests.close()]);
  }

  #kept(decisions: readonly Decision[]): void {
    this.#readers.kept(decisions);
    this.#watches.kept(decisions);
    if (decisions.some(({ told }) => told.length > 0)) this.#parts.onWaiting();
  }

  async #forget(): Promise<void> {
    const { notices, clock } = this.#parts;
    for (let i = 0; i < maxParts; i++) if ((await notices.forgetNoticesBefore(clock.now() - keptMs)) === 0) return;
  }

  #failed(failure: unknown): void {
    // What could not be tidied up is tidied up the next time.
    if (!isPassing(failure)) this.#parts.onUnexpected(failure);
  }
}
