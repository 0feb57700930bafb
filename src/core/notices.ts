// What a backend keeps of notifications: who is to be told of what, where it is told, and what became of it.
import type { Page, PageAsk } from "./ports.ts";

/** Why somebody is told. */
export type NoticeReason = "direct" | "mention" | "reply" | "all" | "service";

/** Why somebody who might have been told is not. */
export type Silence = "muted" | "level" | "online" | "here" | "old";

/** What somebody is told of: a message, or with the reason `service` what another service asked to tell. */
export interface NoticeSource {
  /** The message's channel; of a service's the id of its request. */
  readonly sourceId: string;
  /** The message's seq; 0 of a service's. */
  readonly seq: number;
  /** When it was said, in milliseconds since 1970-01-01 UTC: the same whoever asks, so it is part of the key. */
  readonly atMs: number;
}

/** One person who is told of one thing. */
export interface Notice extends NoticeSource {
  readonly userId: string;
  readonly reason: NoticeReason;
  /** Not before this time are devices told. */
  readonly dueAtMs: number;
}

/** What was decided on one message, or on one request of a service. */
export interface Decision extends NoticeSource {
  readonly decidedAtMs: number;
  readonly told: readonly Pick<Notice, "userId" | "reason" | "dueAtMs">[];
  readonly silent: readonly { readonly userId: string; readonly silence: Silence; readonly untilMs?: number }[];
  /** Another notification service that is told in place of our own devices: host:port. */
  readonly handOverTo?: string;
}

/** An item of somebody's inbox. */
export interface KeptNotice extends NoticeSource {
  readonly userId: string;
  readonly reason: NoticeReason;
  /** When it was decided. */
  readonly decidedAtMs: number;
  /** Acknowledged by the person, or read up to there. */
  readonly acknowledged: boolean;
}

/** Which items of an inbox, the latest first. */
export interface InboxAsk extends PageAsk {
  readonly openOnly: boolean;
  /** None: all. */
  readonly reasons: readonly NoticeReason[];
}

/** What somebody wants to be told of in one channel, or with the channel "" in general. */
export interface PreferenceRow {
  readonly channelId: string;
  readonly level: "default" | "all" | "mentions" | "nothing";
  readonly mutedUntilMs: number;
}

/** How a device is reached. */
export type DeviceWay =
  | { readonly kind: "web-push"; readonly endpoint: string; readonly p256dh: string; readonly auth: string }
  | { readonly kind: "webhook"; readonly url: string; readonly secret: string };

/** A place where somebody is told. */
export interface DeviceRow {
  readonly deviceId: string;
  readonly userId: string;
  /** The session with which the device goes; "" : it stays until it is removed. */
  readonly sessionId: string;
  readonly label: string;
  readonly way: DeviceWay;
  readonly showsText: boolean;
  readonly createdAtMs: number;
  readonly lastTakenAtMs: number;
  /** What its last answer was if it did not take it; "" if all is well. */
  readonly lastFailure: string;
}

/** What is on its way to one device about one source; a later message of the channel takes the place of an earlier one. */
export interface OutboxEntry {
  readonly deviceId: string;
  readonly userId: string;
  readonly sourceId: string;
  /** Of the latest message. */
  readonly seq: number;
  readonly atMs: number;
  /** Of the latest message that is urgent, if one goes along; else `all`. */
  readonly reason: NoticeReason;
  /** `tell`: something is new; `withdraw`: what the device shows of this source is read or gone. */
  readonly act: "tell" | "withdraw";
  readonly dueAtMs: number;
  /** How often it was tried in vain. */
  readonly attempts: number;
}

/** What became of an entry, told to the store: it leaves the outbox, or waits again with `retryAtMs`. */
export interface Outcome {
  readonly entry: OutboxEntry;
  readonly atMs: number;
  readonly result:
    | "sent"
    | "retry"
    | "refused"
    | "expired"
    | "read"
    | "deleted"
    | "unwanted"
    /** The device is gone for good: it is removed with all that waits for it. */
    | "gone"
    /** The person is online: waits, and no failure is counted. */
    | "waits";
  /** The provider's code, or a word. */
  readonly detail: string;
  /** With `retry` and `waits`. */
  readonly retryAtMs?: number;
}

/** What became of notices on one device, kept for Explain: of each message the last of each result, but not `waits`. */
export interface DeliveryRow {
  readonly deviceId: string;
  readonly deviceLabel: string;
  readonly sourceId: string;
  /** The latest message that it was about: all before it, since the one before, went along. */
  readonly seq: number;
  readonly atMs: number;
  readonly result: Outcome["result"];
  readonly detail: string;
}

/** A call to another notification service that it has not answered yet. */
export interface HandOverEntry extends NoticeSource {
  readonly target: string;
  /** At most 1,000; more are more entries. */
  readonly userIds: readonly string[];
  /** Which part of the decision's people this is: 0, 1, 2 … */
  readonly part: number;
  readonly dueAtMs: number;
  readonly attempts: number;
}

/** All that is kept of one notice, for Explain. */
export interface NoticeTrail {
  readonly decidedAtMs: number | undefined;
  readonly notice: KeptNotice | undefined;
  readonly silence: { readonly silence: Silence; readonly untilMs: number } | undefined;
  /** In the order of time; those whose seq is this one or a later one of the same source, the next hundred of them. */
  readonly deliveries: readonly DeliveryRow[];
  /** What waits, of this seq or a later one. */
  readonly waiting: readonly OutboxEntry[];
  readonly handOver:
    | { readonly target: string; readonly takenAtMs: number | undefined; readonly detail: string }
    | undefined;
}

/** Inboxes, preferences, devices and the outbox. Every write is durable when it resolves; UNAVAILABLE means unknown. */
export interface NoticeStore {
  /**
   * Keeps decisions, each as a whole: items for inboxes, and an outbox entry for each device of those who are told (or a
   * hand-over). A decision that was kept before changes nothing, so it may be kept again after a crash.
   */
  decide(decisions: readonly Decision[]): Promise<void>;
  /** The latest first; a page may be short, or empty, and not the last. Throws PAGE_TOKEN if `after` is none of its own. */
  inbox(userId: string, ask: InboxAsk): Promise<Page<KeptNotice>>;
  /**
   * Items that are open, but for those with the reason `all`, of deleted messages and of channels that the person has
   * left; counting ends at `most`.
   */
  countOpen(userId: string, most: number): Promise<number>;
  /**
   * Marks items as known, or everything said up to a time (0: none), also what is decided later; what devices still
   * have or show of them is to be withdrawn.
   */
  acknowledge(userId: string, items: readonly NoticeSource[], throughMs: number): Promise<void>;
  /**
   * What devices still have or show is to be withdrawn: of a person who has read this channel up to this seq, or without
   * a person of this one message, which was deleted: who was to be told of an earlier one together with it still is.
   */
  withdraw(channelId: string, seq: number, userId: string | undefined): Promise<void>;
  /** After a restart, and now and then: withdraws what was read meanwhile, a bounded part of it; resolves to how many. */
  withdrawRead(): Promise<number>;

  /** Entries whose time has come, those due first; and when the next one is due. */
  due(nowMs: number, most: number): Promise<{ entries: OutboxEntry[]; nextDueMs: number | undefined }>;
  /**
   * What a later message replaced meanwhile stays as it is, but for the time of a `retry`; what was withdrawn while it
   * was sent is taken back. An outcome that is settled again changes nothing.
   */
  settle(outcomes: readonly Outcome[]): Promise<void>;
  handOversDue(nowMs: number, most: number): Promise<{ entries: HandOverEntry[]; nextDueMs: number | undefined }>;
  /** With `retryAtMs` it waits again, without it is done. */
  settleHandOver(entry: HandOverEntry, atMs: number, detail: string, retryAtMs?: number): Promise<void>;
  trail(userId: string, source: NoticeSource): Promise<NoticeTrail>;

  /** The general one first, then in the order of channel ids. */
  preferencesOf(userId: string): Promise<PreferenceRow[]>;
  /** The preferences that count in one channel, of those named who set any. */
  preferencesIn(
    channelId: string,
    userIds: readonly string[],
  ): Promise<Map<string, { own?: PreferenceRow; general?: PreferenceRow }>>;
  /** People who asked for every message of this channel. */
  wantAll(channelId: string, page: PageAsk): Promise<Page<string>>;
  /** Replaces one; one that says nothing is forgotten. Resolves to false if the person has `most` already. */
  setPreference(userId: string, preference: PreferenceRow, most: number): Promise<boolean>;

  /**
   * Adds a device, or changes the person's one with the same endpoint or url; undefined if they have `most` already. A
   * browser tells one person: another's device with the same endpoint is removed.
   */
  putDevice(device: DeviceRow, most: number): Promise<DeviceRow | undefined>;
  device(deviceId: string): Promise<DeviceRow | undefined>;
  /** In the order in which they were registered, with how many notifications wait for each. */
  devicesOf(userId: string): Promise<(DeviceRow & { readonly waiting: number })[]>;
  /** With all that waits for it. */
  removeDevice(userId: string, deviceId: string): Promise<void>;
  /** Devices that went with sessions that are over; resolves to how many were removed. */
  removeDevicesOfEndedSessions(): Promise<number>;

  /** A secret of the store's own, e.g. the push keys: made by `make` when first asked for, the same ever after. */
  secret(name: string, make: () => string): Promise<string>;
  /** Forgets decisions, items and deliveries of what was said before; the outbox stays. A bounded part; resolves to how many rows. */
  forgetNoticesBefore(atMs: number): Promise<number>;
}
