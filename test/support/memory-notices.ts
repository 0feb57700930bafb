// A NoticeStore in lists: stands in for a store in unit tests.
import type * as notices from "../../src/core/notices.ts";
import type { Page, PageAsk } from "../../src/core/ports.ts";

type Kept = { -readonly [Key in keyof notices.KeptNotice]: notices.KeptNotice[Key] };

/** Answers like a store, for few people; can be told to fail or to wait, and what was read. */
export class MemoryNotices implements notices.NoticeStore {
  readonly decisions = new Map<string, notices.Decision>();
  items: Kept[] = [];
  devices: notices.DeviceRow[] = [];
  outbox: notices.OutboxEntry[] = [];
  /** What devices show. */
  shown: notices.OutboxEntry[] = [];
  /** Everything that was told to `settle`. */
  readonly settled: notices.Outcome[] = [];
  handOvers: notices.HandOverEntry[] = [];
  readonly handedOver: (notices.HandOverEntry & { takenAtMs: number; detail: string })[] = [];
  readonly preferences = new Map<string, notices.PreferenceRow & { readonly userId: string }>();
  readonly secrets = new Map<string, string>();
  /** How far people have read: keyed "user channel". */
  readonly reads = new Map<string, number>();
  /** Sessions that are over: devices that went with them are removed. */
  readonly endedSessions = new Set<string>();
  /** Awaited before every answer, if set: to hold the store or let it fail. */
  before: ((method: string) => Promise<void>) | undefined;

  async decide(decisions: readonly notices.Decision[]): Promise<void> {
    await this.before?.("decide");
    for (const decision of decisions) {
      if (this.decisions.has(keyOf(decision))) continue;
      this.decisions.set(keyOf(decision), decision);
      for (const told of decision.told) this.#keep(decision, told);
      const { sourceId, seq, atMs, decidedAtMs, handOverTo: target } = decision;
      const userIds = decision.told.map(({ userId }) => userId);
      if (target !== undefined && userIds.length > 0)
        this.handOvers.push({ sourceId, seq, atMs, target, userIds, part: 0, dueAtMs: decidedAtMs, attempts: 0 });
    }
  }

  async inbox(userId: string, { after, size, openOnly, reasons }: notices.InboxAsk): Promise<Page<notices.KeptNotice>> {
    await this.before?.("inbox");
    const all = this.items
      .map((item) => ({ ...item, acknowledged: this.#isKnown(item) }))
      .filter((item) => item.userId === userId && !(openOnly && item.acknowledged))
      .filter(({ reason }) => reasons.length === 0 || reasons.includes(reason))
      .sort((a, b) => b.atMs - a.atMs || b.seq - a.seq);
    const from = after === undefined ? 0 : all.findIndex((item) => keyOf(item) === after) + 1;
    const items = all.slice(from, from + size);
    return { items, next: all.length > from + size ? keyOf(items.at(-1) as Kept) : undefined };
  }

  async countOpen(userId: string, most: number): Promise<number> {
    await this.before?.("countOpen");
    const isOpen = (item: Kept) => item.userId === userId && item.reason !== "all" && !this.#isKnown(item);
    return Math.min(most, this.items.filter(isOpen).length);
  }

  async acknowledge(userId: string, items: readonly notices.NoticeSource[], throughMs: number): Promise<void> {
    await this.before?.("acknowledge");
    const named = new Set(items.map(keyOf));
    for (const item of this.items)
      if (item.userId === userId && (named.has(keyOf(item)) || item.atMs <= throughMs)) item.acknowledged = true;
    this.#withdraw((entry) => entry.userId === userId && (named.has(keyOf(entry)) || entry.atMs <= throughMs));
  }

  async withdraw(channelId: string, seq: number, userId: string | undefined): Promise<void> {
    await this.before?.("withdraw");
    this.#withdraw((entry) => {
      const isOfPerson = userId === undefined ? entry.seq === seq : entry.userId === userId && entry.seq <= seq;
      return entry.sourceId === channelId && isOfPerson;
    });
  }

  async withdrawRead(): Promise<number> {
    await this.before?.("withdrawRead");
    return this.#withdraw((entry) => (this.reads.get(`${entry.userId} ${entry.sourceId}`) ?? -1) >= entry.seq);
  }

  async due(nowMs: number, most: number): Promise<{ entries: notices.OutboxEntry[]; nextDueMs: number | undefined }> {
    await this.before?.("due");
    return dueOf(this.outbox, nowMs, most);
  }

  async settle(outcomes: readonly notices.Outcome[]): Promise<void> {
    await this.before?.("settle");
    for (const outcome of outcomes) this.#settle(outcome);
  }

  async handOversDue(nowMs: number, most: number) {
    await this.before?.("handOversDue");
    return dueOf(this.handOvers, nowMs, most);
  }

  async settleHandOver(entry: notices.HandOverEntry, atMs: number, detail: string, retryAtMs?: number): Promise<void> {
    await this.before?.("settleHandOver");
    this.handOvers = this.handOvers.filter((other) => keyOf(other) !== keyOf(entry) || other.part !== entry.part);
    if (retryAtMs === undefined) this.handedOver.push({ ...entry, takenAtMs: atMs, detail });
    else this.handOvers.push({ ...entry, dueAtMs: retryAtMs, attempts: entry.attempts + 1 });
  }

  async trail(userId: string, source: notices.NoticeSource): Promise<notices.NoticeTrail> {
    await this.before?.("trail");
    const isThis = (item: notices.NoticeSource) => keyOf(item) === keyOf(source);
    const isLater = (item: notices.OutboxEntry) =>
      item.userId === userId && item.sourceId === source.sourceId && item.seq >= source.seq;
    const decision = this.decisions.get(keyOf(source));
    const notice = this.items.find((item) => item.userId === userId && isThis(item));
    const silent = decision?.silent.find((each) => each.userId === userId);
    const waitsFor = [...this.handOvers, ...this.handedOver].find(
      (each) => isThis(each) && each.userIds.includes(userId),
    );
    return {
      decidedAtMs: decision?.decidedAtMs,
      notice: notice && { ...notice, acknowledged: this.#isKnown(notice) },
      silence: silent && { silence: silent.silence, untilMs: silent.untilMs ?? 0 },
      deliveries: this.settled.filter(({ entry }) => isLater(entry)).map((outcome) => this.#toDelivery(outcome)),
      waiting: this.outbox.filter(isLater),
      handOver: waitsFor && { takenAtMs: undefined, detail: "", ...waitsFor },
    };
  }

  async preferencesOf(userId: string): Promise<notices.PreferenceRow[]> {
    await this.before?.("preferencesOf");
    const own = [...this.preferences.values()].filter((row) => row.userId === userId);
    return own.map(toPreference).sort((a, b) => (a.channelId < b.channelId ? -1 : 1));
  }

  async preferencesIn(channelId: string, userIds: readonly string[]) {
    await this.before?.("preferencesIn");
    const found = new Map<string, { own?: notices.PreferenceRow; general?: notices.PreferenceRow }>();
    for (const userId of userIds) {
      const own = this.preferences.get(`${userId} ${channelId}`);
      const general = this.preferences.get(`${userId} `);
      if (own || general)
        found.set(userId, {
          ...(own && { own: toPreference(own) }),
          ...(general && { general: toPreference(general) }),
        });
    }
    return found;
  }

  async wantAll(channelId: string, { after = "", size }: PageAsk): Promise<Page<string>> {
    await this.before?.("wantAll");
    const rows = [...this.preferences.values()].filter((row) => row.channelId === channelId && row.level === "all");
    const all = rows.map(({ userId }) => userId).filter((userId) => userId > after);
    const items = all.sort().slice(0, size);
    return { items, next: all.length > size ? items.at(-1) : undefined };
  }

  async setPreference(userId: string, preference: notices.PreferenceRow, most: number): Promise<boolean> {
    await this.before?.("setPreference");
    const key = `${userId} ${preference.channelId}`;
    const channels = [...this.preferences.values()].filter((row) => row.userId === userId && row.channelId !== "");
    if (preference.level === "default" && preference.mutedUntilMs === 0) this.preferences.delete(key);
    else if (preference.channelId !== "" && !this.preferences.has(key) && channels.length >= most) return false;
    else this.preferences.set(key, { ...preference, userId });
    return true;
  }

  async putDevice(device: notices.DeviceRow, most: number): Promise<notices.DeviceRow | undefined> {
    await this.before?.("putDevice");
    const own = this.devices.filter(({ userId }) => userId === device.userId);
    const known = own.find(({ way }) => addressOf(way) === addressOf(device.way));
    if (!known && own.length >= most) return undefined;
    const { deviceId, createdAtMs, lastTakenAtMs } = known ?? device;
    const put = { ...device, deviceId, createdAtMs, lastTakenAtMs };
    this.devices = [...this.devices.filter((each) => each !== known), put];
    return put;
  }

  async device(deviceId: string): Promise<notices.DeviceRow | undefined> {
    await this.before?.("device");
    return this.devices.find((device) => device.deviceId === deviceId);
  }

  async devicesOf(userId: string): Promise<(notices.DeviceRow & { readonly waiting: number })[]> {
    await this.before?.("devicesOf");
    const own = this.devices.filter((device) => device.userId === userId).sort((a, b) => a.createdAtMs - b.createdAtMs);
    const waits = ({ deviceId }: notices.DeviceRow) =>
      this.outbox.filter((entry) => entry.deviceId === deviceId && entry.act === "tell").length;
    return own.map((device) => ({ ...device, waiting: waits(device) }));
  }

  async removeDevice(userId: string, deviceId: string): Promise<void> {
    await this.before?.("removeDevice");
    this.#remove((device) => device.userId === userId && device.deviceId === deviceId);
  }

  async removeDevicesOfEndedSessions(): Promise<number> {
    await this.before?.("removeDevicesOfEndedSessions");
    return this.#remove(({ sessionId }) => this.endedSessions.has(sessionId));
  }

  async secret(name: string, make: () => string): Promise<string> {
    await this.before?.("secret");
    const secret = this.secrets.get(name) ?? make();
    this.secrets.set(name, secret);
    return secret;
  }

  async forgetNoticesBefore(atMs: number): Promise<number> {
    await this.before?.("forgetNoticesBefore");
    const old = this.items.filter((item) => item.atMs < atMs);
    this.items = this.items.filter((item) => item.atMs >= atMs);
    for (const decision of [...this.decisions.values()])
      if (decision.atMs < atMs) this.decisions.delete(keyOf(decision));
    return old.length;
  }

  #keep(decision: notices.Decision, { userId, reason, dueAtMs }: notices.Decision["told"][number]): void {
    const { sourceId, seq, atMs, decidedAtMs } = decision;
    this.items.push({ sourceId, seq, atMs, decidedAtMs, userId, reason, acknowledged: false });
    if (decision.handOverTo !== undefined) return;
    for (const { deviceId } of this.devices.filter((device) => device.userId === userId)) {
      const told = { deviceId, userId, sourceId, seq, atMs, reason, act: "tell" as const, dueAtMs, attempts: 0 };
      const before = this.outbox.find((other) => isSamePlace(other, told));
      const entry = reason === "all" && before?.act === "tell" ? { ...told, reason: before.reason } : told;
      this.#put({ ...entry, attempts: before?.attempts ?? 0, dueAtMs: before?.attempts ? before.dueAtMs : dueAtMs });
    }
  }

  #put(entry: notices.OutboxEntry): void {
    this.outbox = [...this.outbox.filter((other) => !isSamePlace(other, entry)), entry];
  }

  #withdraw(isOver: (entry: notices.OutboxEntry) => boolean): number {
    const over = this.outbox.filter((entry) => entry.act === "tell" && isOver(entry));
    this.outbox = this.outbox.filter((entry) => !over.includes(entry));
    const visible = this.shown.filter(
      (entry) => isOver(entry) && !this.outbox.some((each) => isSamePlace(each, entry)),
    );
    for (const entry of visible) this.#put({ ...entry, act: "withdraw", dueAtMs: 0, attempts: 0 });
    return over.length + visible.length;
  }

  #settle(outcome: notices.Outcome): void {
    const { entry, result, retryAtMs } = outcome;
    this.settled.push(outcome);
    const isThis = (other: notices.OutboxEntry) => isSamePlace(other, entry) && other.seq === entry.seq;
    const attempts = entry.attempts + (result === "retry" ? 1 : 0);
    if (result === "gone") this.#remove((device) => device.deviceId === entry.deviceId);
    else if (retryAtMs !== undefined)
      this.outbox = this.outbox.map((each) => (isThis(each) ? { ...each, dueAtMs: retryAtMs, attempts } : each));
    else this.outbox = this.outbox.filter((each) => !isThis(each));
    if (result !== "sent") return;
    this.shown = this.shown.filter((other) => !isSamePlace(other, entry));
    if (entry.act === "tell") this.shown.push(entry);
  }

  #remove(isOver: (device: notices.DeviceRow) => boolean): number {
    const over = new Set(this.devices.filter(isOver).map(({ deviceId }) => deviceId));
    this.devices = this.devices.filter(({ deviceId }) => !over.has(deviceId));
    this.outbox = this.outbox.filter(({ deviceId }) => !over.has(deviceId));
    this.shown = this.shown.filter(({ deviceId }) => !over.has(deviceId));
    return over.size;
  }

  #isKnown(item: Kept): boolean {
    return item.acknowledged || (this.reads.get(`${item.userId} ${item.sourceId}`) ?? -1) >= item.seq;
  }

  #toDelivery({ entry, atMs, result, detail }: notices.Outcome): notices.DeliveryRow {
    const { deviceId, sourceId, seq } = entry;
    const deviceLabel = this.devices.find((device) => device.deviceId === deviceId)?.label ?? "";
    return { deviceId, deviceLabel, sourceId, seq, atMs, result, detail };
  }
}

function keyOf({ sourceId, seq }: notices.NoticeSource): string {
  return `${sourceId} ${seq}`;
}

function isSamePlace(a: notices.OutboxEntry, b: notices.OutboxEntry): boolean {
  return a.deviceId === b.deviceId && a.sourceId === b.sourceId;
}

function addressOf(way: notices.DeviceWay): string {
  return way.kind === "web-push" ? way.endpoint : way.url;
}

function toPreference({ channelId, level, mutedUntilMs }: notices.PreferenceRow): notices.PreferenceRow {
  return { channelId, level, mutedUntilMs };
}

function dueOf<Entry extends { readonly dueAtMs: number }>(all: readonly Entry[], nowMs: number, most: number) {
  const sorted = [...all].sort((a, b) => a.dueAtMs - b.dueAtMs);
  const entries = sorted.filter(({ dueAtMs }) => dueAtMs <= nowMs).slice(0, most);
  return { entries, nextDueMs: sorted[entries.length]?.dueAtMs };
}
