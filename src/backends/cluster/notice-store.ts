// Notices in CQL: inboxes, wishes, devices and the outbox.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type * as notices from "../../core/notices.ts";
import type { Page, PageAsk } from "../../core/ports.ts";
import type { Cql } from "./cql.ts";
import { NoticeDecisions } from "./notice-decisions.ts";
import { NoticeDeliveries } from "./notice-deliveries.ts";
import { NoticeDevices } from "./notice-devices.ts";
import type { OwnsShard } from "./notice-due.ts";
import { NoticeHandOvers } from "./notice-hand-overs.ts";
import { NoticeInbox, toKept } from "./notice-inbox.ts";
import { NoticeItems, urgencyOf } from "./notice-items.ts";
import { NoticeKnown } from "./notice-known.ts";
import { type Earlier, NoticeOutbox } from "./notice-outbox.ts";
import type { PlaceKey } from "./notice-place.ts";
import { NoticePlaces } from "./notice-places.ts";
import { NoticePreferences, type Preferences } from "./notice-preferences.ts";
import { NoticeSweeps } from "./notice-sweeps.ts";

/** What the store is given. */
export interface NoticeStoreParts {
  readonly cql: Cql;
  readonly clock: Clock;
  /** Which shards' devices this node tells; left out, it is alone and tells all. */
  readonly owns?: OwnsShard;
}

/** Decisions that wait for the store, at most about so many people of them. */
const maxWaitingPeople = 200_000;
/** So many items of an inbox are looked at to find an earlier message that is still to be told. */
const lookedThrough = 200;
const peopleAtOnce = 50;

/** NoticeStore over tables of its own; see notice-tables.ts. */
export class ClusterNoticeStore implements notices.NoticeStore {
  readonly #cql: Cql;
  readonly #clock: Clock;
  readonly #items: NoticeItems;
  readonly #inbox: NoticeInbox;
  readonly #places: NoticePlaces;
  readonly #devices: NoticeDevices;
  readonly #deliveries: NoticeDeliveries;
  readonly #outbox: NoticeOutbox;
  readonly #handOvers: NoticeHandOvers;
  readonly #decisions: NoticeDecisions;
  readonly #preferences: NoticePreferences;
  readonly #sweeps: NoticeSweeps;
  readonly #secrets = new Map<string, Promise<string>>();
  #waitingPeople = 0;
  #deciding: Promise<unknown> = Promise.resolve();

  constructor({ cql, clock, owns = () => true }: NoticeStoreParts) {
    this.#cql = cql;
    this.#clock = clock;
    this.#items = new NoticeItems(cql);
    this.#inbox = new NoticeInbox(cql, this.#items);
    this.#places = new NoticePlaces(cql);
    this.#devices = new NoticeDevices(cql);
    this.#deliveries = new NoticeDeliveries(cql);
    this.#handOvers = new NoticeHandOvers({ cql, clock, owns });
    this.#preferences = new NoticePreferences({ cql, clock });
    const shared = { cql, clock, places: this.#places, devices: this.#devices, items: this.#items };
    const outbox = new NoticeOutbox({
      ...{ ...shared, deliveries: this.#deliveries, owns },
      earlier: (key, entry, afterSeq) => this.#earlier(key, entry, afterSeq),
    });
    this.#outbox = outbox;
    this.#decisions = new NoticeDecisions({
      ...shared,
      withDevices: (userIds) => this.#devices.ofUsers(userIds),
      tell: (tellings, devices) => outbox.tell(tellings, devices),
      handOver: (handed) => this.#handOvers.add(handed),
    });
    const removeDevice = (userId: string, deviceId: string) => this.removeDevice(userId, deviceId);
    this.#sweeps = new NoticeSweeps({ ...shared, outbox, removeDevice });
  }

  async decide(decisions: readonly notices.Decision[]): Promise<void> {
    if (this.#waitingPeople >= maxWaitingPeople) throw errors.backlog();
    const people = decisions.reduce((sum, { told, silent }) => sum + told.length + silent.length, 0);
    this.#waitingPeople += people;
    try {
      // One after the other: what is told later joins what waits.
      const kept = this.#deciding.then(() => this.#decisions.keep(decisions));
      this.#deciding = kept.catch(() => undefined);
      await kept;
    } finally {
      this.#waitingPeople -= people;
    }
  }

  inbox(userId: string, ask: notices.InboxAsk): Promise<Page<notices.KeptNotice>> {
    return this.#inbox.page(userId, ask);
  }

  countOpen(userId: string, most: number): Promise<number> {
    return this.#inbox.countOpen(userId, most);
  }

  async acknowledge(userId: string, items: readonly notices.NoticeSource[], throughMs: number): Promise<void> {
    await this.#items.acknowledge(userId, items);
    if (items.length > 0) await this.#outbox.takeBackItems(userId, items);
    if (throughMs <= 0) return;
    // Nothing that is still to be said is known.
    const knownMs = Math.min(Math.floor(throughMs), Math.max(this.#clock.now(), await this.#items.latestMs(userId)));
    const query = "INSERT INTO notice_people (user_id, through_ms) VALUES (?, ?) USING TIMESTAMP ?";
    await this.#cql.run(query, userId, BigInt(knownMs), BigInt(knownMs));
    await this.#outbox.takeBackThrough(userId, throughMs);
  }

  async withdraw(channelId: string, seq: number, userId: string | undefined): Promise<void> {
    const why = userId === undefined ? "deleted" : "read";
    const covered = new Map([[channelId, { seq, alone: userId === undefined, why } as const]]);
    const people = userId === undefined ? await this.#decisions.toldOf(channelId, seq) : [userId];
    for (let at = 0; at < people.length; at += peopleAtOnce) {
      const some = people.slice(at, at + peopleAtOnce);
      await Promise.all(some.map((each) => this.#outbox.takeBack(each, covered)));
    }
  }

  withdrawRead(): Promise<number> {
    return this.#sweeps.withdrawRead();
  }

  due(nowMs: number, most: number): ReturnType<notices.NoticeStore["due"]> {
    return this.#outbox.due(nowMs, most);
  }

  async settle(outcomes: readonly notices.Outcome[]): Promise<void> {
    for (const deviceId of await this.#outbox.settle(outcomes)) {
      const device = await this.#devices.device(deviceId);
      if (device) await this.removeDevice(device.userId, deviceId);
    }
  }

  handOversDue(nowMs: number, most: number): ReturnType<notices.NoticeStore["handOversDue"]> {
    return this.#handOvers.due(nowMs, most);
  }

  settleHandOver(entry: notices.HandOverEntry, atMs: number, detail: string, retryAtMs?: number): Promise<void> {
    return this.#handOvers.settle(entry, atMs, detail, retryAtMs);
  }

  async trail(userId: string, source: notices.NoticeSource): Promise<notices.NoticeTrail> {
    const { sourceId, seq } = source;
    const known = new NoticeKnown(this.#cql, userId);
    const devices = (await this.#devices.ofUsers([userId])).get(userId) ?? [];
    const [decidedAtMs, record, deliveries, waiting] = await Promise.all([
      this.#decisions.decidedAtMs(source),
      this.#items.one(userId, source),
      this.#deliveries.since(userId, sourceId, seq),
      this.#outbox.waitingOf(userId, devices, sourceId),
    ]);
    return {
      decidedAtMs,
      notice: record && toKept(userId, record, (await known.known([record]))(record)),
      silence: record ? undefined : await this.#decisions.silenceOf(userId, source),
      deliveries,
      waiting: waiting.filter((entry) => entry.seq >= seq),
      handOver: record && (await this.#handOvers.of(userId, sourceId, seq)),
    };
  }

  preferencesOf(userId: string): Promise<notices.PreferenceRow[]> {
    return this.#preferences.of(userId);
  }

  preferencesIn(channelId: string, userIds: readonly string[]): Promise<Map<string, Preferences>> {
    return this.#preferences.in(channelId, userIds);
  }

  wantAll(channelId: string, page: PageAsk): Promise<Page<string>> {
    return this.#preferences.wantAll(channelId, page);
  }

  setPreference(userId: string, preference: notices.PreferenceRow, most: number): Promise<boolean> {
    return this.#preferences.set(userId, preference, most);
  }

  async putDevice(device: notices.DeviceRow, most: number): Promise<notices.DeviceRow | undefined> {
    const { kept, displaced } = await this.#devices.put(device, most);
    for (const { userId, deviceId } of displaced) await this.removeDevice(userId, deviceId);
    return kept;
  }

  device(deviceId: string): Promise<notices.DeviceRow | undefined> {
    return this.#devices.device(deviceId);
  }

  async devicesOf(userId: string): Promise<(notices.DeviceRow & { readonly waiting: number })[]> {
    const devices = await this.#devices.ofUser(userId);
    return Promise.all(
      devices.map(async (device) => {
        const waiting = await this.#outbox.waiting(userId, device.deviceId);
        return { ...device, waiting: waiting.length };
      }),
    );
  }

  async removeDevice(userId: string, deviceId: string): Promise<void> {
    const device = (await this.#devices.ofUser(userId)).find((each) => each.deviceId === deviceId);
    if (!device) return;
    await this.#outbox.recordGone(device);
    await this.#places.forgetDevice(userId, deviceId);
    await this.#devices.remove(device);
  }

  removeDevicesOfEndedSessions(): Promise<number> {
    return this.#sweeps.removeDevicesOfEndedSessions();
  }

  async secret(name: string, make: () => string): Promise<string> {
    const making = this.#secrets.get(name) ?? this.#secret(name, make);
    this.#secrets.set(name, making);
    try {
      return await making;
    } finally {
      this.#secrets.delete(name);
    }
  }

  forgetNoticesBefore(atMs: number): Promise<number> {
    return this.#sweeps.forgetBefore(atMs);
  }

  // Several nodes may need it for the first time at once, and all must get the same: one holder, so a lightweight
  // transaction, once in the store's life.
  async #secret(name: string, make: () => string): Promise<string> {
    const query = "SELECT value FROM secret_claims WHERE name = ?";
    const kept = await this.#cql.one<{ value: string }>(query, name);
    if (kept) return kept.value;
    const made = make();
    const insert = "INSERT INTO secret_claims (name, value) VALUES (?, ?) IF NOT EXISTS";
    const held = await this.#cql.compare<{ value: string }>(insert, name, made);
    return held?.value ?? made;
  }

  async #earlier(key: PlaceKey, entry: notices.OutboxEntry, afterSeq: number): Promise<Earlier | undefined> {
    const { userId, sourceId } = key;
    const known = new NoticeKnown(this.#cql, userId);
    const from = { atMs: entry.atMs + 1, sourceId: "", seq: 0 };
    const lists = await Promise.all(
      ([1, 0] as const).map((urgent) => this.#items.before(userId, urgent, from, lookedThrough)),
    );
    const items = lists.flat().filter((item) => item.source_id === sourceId && Number(item.seq) < entry.seq);
    const isKnown = await known.known(items);
    const open = items.filter((item) => !isKnown(item) && Number(item.seq) > afterSeq);
    const latest = open.toSorted((a, b) => Number(b.seq - a.seq) || urgencyOf(b.reason) - urgencyOf(a.reason))[0];
    return latest && { seq: Number(latest.seq), atMs: Number(latest.at_ms), reason: latest.reason };
  }
}
