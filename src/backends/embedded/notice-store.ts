// Notices in SQLite: inboxes, wishes, devices and the outbox.
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type * as notices from "../../core/notices.ts";
import type { Page, PageAsk } from "../../core/ports.ts";
import { NoticeInbox } from "./notice-inbox.ts";
import { NoticeOutbox, partsOf } from "./notice-outbox.ts";
import { costOf, type DecisionPiece, piecesOf, rowsAtOnce } from "./notice-pieces.ts";
import { NoticePreferences, type Preferences } from "./notice-preferences.ts";
import { type DeviceRecord, toDevice } from "./notice-rows.ts";
import { NoticeSweeps } from "./notice-sweeps.ts";
import type { Reader } from "./reader.ts";
import type { Writer } from "./writer.ts";

/** Decisions that wait for the disk, at most about so many people of them. */
const maxWaitingPeople = 200_000;
const itemsAtOnce = 250;

/** NoticeStore over the writer and the reader of one database. */
export class EmbeddedNoticeStore implements notices.NoticeStore {
  readonly #writer: Writer;
  readonly #reader: Reader;
  readonly #clock: Clock;
  readonly #inbox: NoticeInbox;
  readonly #outbox: NoticeOutbox;
  readonly #preferences: NoticePreferences;
  readonly #sweeps: NoticeSweeps;
  readonly #secrets = new Map<string, Promise<string>>();
  #waitingPeople = 0;

  constructor({ writer, reader, clock }: { writer: Writer; reader: Reader; clock: Clock }) {
    this.#writer = writer;
    this.#reader = reader;
    this.#clock = clock;
    this.#inbox = new NoticeInbox(reader);
    this.#outbox = new NoticeOutbox({ writer, reader });
    this.#preferences = new NoticePreferences({ writer, reader });
    this.#sweeps = new NoticeSweeps({ writer, reader, outbox: this.#outbox });
  }

  async decide(decisions: readonly notices.Decision[]): Promise<void> {
    if (this.#waitingPeople >= maxWaitingPeople) throw errors.backlog();
    const people = decisions.reduce((sum, { told, silent }) => sum + told.length + silent.length, 0);
    this.#waitingPeople += people;
    try {
      await this.#keep(decisions);
    } finally {
      this.#waitingPeople -= people;
    }
  }

  async inbox(userId: string, ask: notices.InboxAsk): Promise<Page<notices.KeptNotice>> {
    return this.#inbox.page(userId, ask);
  }

  async countOpen(userId: string, most: number): Promise<number> {
    return this.#inbox.countOpen(userId, most);
  }

  async acknowledge(userId: string, items: readonly notices.NoticeSource[], throughMs: number): Promise<void> {
    for (const some of partsOf(items, itemsAtOnce)) await this.#writer.act("acknowledgeItems", userId, some);
    await this.#outbox.takeBackItems(userId, items);
    if (throughMs <= 0) return;
    await this.#writer.act("acknowledgeThrough", userId, throughMs);
    await this.#outbox.takeBackThrough(userId, throughMs);
  }

  withdraw(channelId: string, seq: number, userId: string | undefined): Promise<void> {
    if (userId === undefined) return this.#outbox.withdrawDeleted(channelId, seq);
    return this.#outbox.withdrawRead(channelId, seq, userId);
  }

  withdrawRead(): Promise<number> {
    return this.#sweeps.withdrawRead();
  }

  async due(nowMs: number, most: number): ReturnType<notices.NoticeStore["due"]> {
    return this.#outbox.due(nowMs, most);
  }

  settle(outcomes: readonly notices.Outcome[]): Promise<void> {
    return this.#outbox.settle(outcomes);
  }

  async handOversDue(nowMs: number, most: number): ReturnType<notices.NoticeStore["handOversDue"]> {
    return this.#outbox.handOversDue(nowMs, most);
  }

  settleHandOver(entry: notices.HandOverEntry, atMs: number, detail: string, retryAtMs?: number): Promise<void> {
    return this.#outbox.settleHandOver(entry, atMs, detail, retryAtMs);
  }

  async trail(userId: string, source: notices.NoticeSource): Promise<notices.NoticeTrail> {
    return this.#inbox.trail(userId, source);
  }

  async preferencesOf(userId: string): Promise<notices.PreferenceRow[]> {
    return this.#preferences.of(userId);
  }

  async preferencesIn(channelId: string, userIds: readonly string[]): Promise<Map<string, Preferences>> {
    return this.#preferences.in(channelId, userIds);
  }

  async wantAll(channelId: string, page: PageAsk): Promise<Page<string>> {
    return this.#preferences.wantAll(channelId, page);
  }

  setPreference(userId: string, preference: notices.PreferenceRow, most: number): Promise<boolean> {
    return this.#preferences.set(userId, preference, most);
  }

  async putDevice(device: notices.DeviceRow, most: number): Promise<notices.DeviceRow | undefined> {
    const { device: kept, displaced } = await this.#writer.act("putDevice", device, most);
    for (const deviceId of displaced) await this.#outbox.removeDevice(deviceId, false);
    return kept;
  }

  async device(deviceId: string): Promise<notices.DeviceRow | undefined> {
    const record = this.#reader.get<DeviceRecord>("SELECT * FROM notice_devices WHERE id = ?", deviceId);
    return record && toDevice(record);
  }

  async devicesOf(userId: string): Promise<(notices.DeviceRow & { readonly waiting: number })[]> {
    const sql = `SELECT d.*, (SELECT count(*) FROM notice_outbox o WHERE o.device_id = d.id AND o.taken_back = '') AS waiting
      FROM notice_devices d WHERE d.user_id = ? ORDER BY d.no`;
    const records = this.#reader.all<DeviceRecord & { waiting: number }>(sql, userId);
    return records.map((record) => ({ ...toDevice(record), waiting: record.waiting }));
  }

  async removeDevice(userId: string, deviceId: string): Promise<void> {
    if ((await this.device(deviceId))?.userId === userId) await this.#outbox.removeDevice(deviceId, false);
  }

  removeDevicesOfEndedSessions(): Promise<number> {
    return this.#sweeps.removeDevicesOfEndedSessions(this.#clock.now());
  }

  async secret(name: string, make: () => string): Promise<string> {
    const kept = this.#reader.get<{ value: string }>("SELECT value FROM secrets WHERE name = ?", name);
    if (kept) return kept.value;
    const making = this.#secrets.get(name) ?? this.#makeSecret(name, make);
    return making;
  }

  forgetNoticesBefore(atMs: number): Promise<number> {
    return this.#sweeps.forgetBefore(atMs);
  }

  #makeSecret(name: string, make: () => string): Promise<string> {
    const making = this.#writer.act("keepSecret", name, make()).finally(() => this.#secrets.delete(name));
    this.#secrets.set(name, making);
    return making;
  }

  // One act after the other, so that others are heard in between. A channel's decisions go together: their people's rows
  // lie on the same pages, and a page is written once an act.
  async #keep(decisions: readonly notices.Decision[]): Promise<void> {
    let pieces: DecisionPiece[] = [];
    let rows = 0;
    for (const decision of decisions.toSorted(bySource)) {
      for (const piece of piecesOf(decision)) {
        pieces.push(piece);
        rows += costOf(piece);
        if (rows < rowsAtOnce) continue;
        await this.#write(pieces);
        pieces = [];
        rows = 0;
      }
    }
    await this.#write(pieces);
  }

  async #write(pieces: readonly DecisionPiece[]): Promise<void> {
    for (let left = pieces; left.length > 0; ) left = left.slice(await this.#writer.act("keepDecisions", left));
  }
}

function bySource(a: notices.Decision, b: notices.Decision): number {
  return a.sourceId < b.sourceId ? -1 : a.sourceId > b.sourceId ? 1 : 0;
}
