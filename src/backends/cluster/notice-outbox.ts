// The outbox: what waits for devices, what became of it, and what is taken back because it is read or gone.
import type { Clock } from "../../core/clock.ts";
import type { DeviceRow, NoticeSource, OutboxEntry, Outcome } from "../../core/notices.ts";
import { AtMost } from "./at-most.ts";
import type { Cql } from "./cql.ts";
import type { Telling } from "./notice-decisions.ts";
import type { NoticeDeliveries } from "./notice-deliveries.ts";
import type { NoticeDevices } from "./notice-devices.ts";
import { type Due, NoticeDue, type OwnsShard } from "./notice-due.ts";
import { type PlaceFacts, type PlaceKey, placeOf, type TakenBack } from "./notice-place.ts";
import { keyOf, type NoticePlaces, type PlaceRecord } from "./notice-places.ts";
import { PlaceSettling } from "./notice-settling.ts";

/** What the outbox is given. */
export interface NoticeOutboxParts {
  readonly cql: Cql;
  readonly clock: Clock;
  readonly places: NoticePlaces;
  readonly devices: NoticeDevices;
  readonly deliveries: NoticeDeliveries;
  readonly owns: OwnsShard;
  /** An earlier message of a place that is still to be told. */
  readonly earlier: (key: PlaceKey, entry: OutboxEntry, afterSeq: number) => Promise<Earlier | undefined>;
}

/** A message that takes the place of a later one. */
export interface Earlier {
  readonly seq: number;
  readonly atMs: number;
  readonly reason: number;
}

/** Which messages of a source are over, and why: one, or all up to one. */
export interface Covered {
  readonly seq: number;
  readonly alone: boolean;
  readonly why: TakenBack;
}

const actsAtOnce = 32;

/** The outbox over CQL: what is written is facts, so two nodes that write about one place do not undo each other. */
export class NoticeOutbox {
  readonly #parts: NoticeOutboxParts;
  readonly #settling: PlaceSettling;
  readonly #due: NoticeDue<OutboxEntry>;
  readonly #door = new AtMost(actsAtOnce);

  constructor(parts: NoticeOutboxParts) {
    this.#parts = parts;
    const { cql, clock, owns } = parts;
    this.#due = new NoticeDue({ cql, clock, owns, kind: "device", look: (whats) => this.#look(whats) });
    this.#settling = new PlaceSettling({ ...parts, remind: (key, dueAtMs) => this.#remind(key, dueAtMs) });
  }

  due(nowMs: number, most: number): Promise<Due<OutboxEntry>> {
    return this.#due.due(nowMs, most);
  }

  /** Lets what is told wait for the devices of these people. */
  async tell(tellings: readonly Telling[], devices: ReadonlyMap<string, readonly string[]>): Promise<void> {
    const people = Map.groupBy(tellings, ({ userId }) => userId);
    await this.#door.each(people, async ([userId, those]) => {
      const deviceIds = devices.get(userId) ?? [];
      const sources = Map.groupBy(those, ({ sourceId }) => sourceId);
      const known = await this.#parts.places.read(userId, deviceIds, [...sources.keys()]);
      for (const [sourceId, some] of sources)
        for (const deviceId of deviceIds) {
          const isThis = (record: PlaceRecord) => record.device_id === deviceId && record.source_id === sourceId;
          await this.#tellPlace({ userId, deviceId, sourceId }, known.find(isThis) ?? {}, some);
        }
    });
  }

  /** Writes down what became of entries; resolves to the devices that are gone. */
  async settle(outcomes: readonly Outcome[]): Promise<string[]> {
    const places = Map.groupBy(outcomes, ({ entry }) => whatOf(entry));
    await this.#door.each(places.values(), async (those) => {
      for (const outcome of those) await this.#settling.settle(outcome);
    });
    const gone = outcomes.filter(({ result }) => result === "gone").map(({ entry }) => entry.deviceId);
    return [...new Set(gone)];
  }

  /** Takes back what a person's devices have of these sources; resolves to in how many places there was something. */
  async takeBack(userId: string, covered: ReadonlyMap<string, Covered>): Promise<number> {
    const devices = (await this.#parts.devices.ofUsers([userId])).get(userId) ?? [];
    const records = await this.#parts.places.read(userId, devices, [...covered.keys()]);
    let count = 0;
    await this.#door.each(records, async (record) => {
      const those = covered.get(record.source_id);
      if (those && (await this.#settling.takeBack(keyOf(record), record, those))) count++;
    });
    return count;
  }

  /** Takes back of one place. */
  takeBackOf(record: PlaceRecord, covered: Covered): Promise<boolean> {
    return this.#settling.takeBack(keyOf(record), record, covered);
  }

  /** Takes back what a person's devices have of these messages, each by itself. */
  async takeBackItems(userId: string, items: readonly NoticeSource[]): Promise<void> {
    const seqs = new Map<string, Set<number>>();
    for (const { sourceId, seq } of items) seqs.set(sourceId, (seqs.get(sourceId) ?? new Set()).add(seq));
    const devices = (await this.#parts.devices.ofUsers([userId])).get(userId) ?? [];
    const records = await this.#parts.places.read(userId, devices, [...seqs.keys()]);
    await this.#door.each(records, (record) => this.#takeBackEach(record, new Set(seqs.get(record.source_id))));
  }

  /** Takes back what a person's devices have of anything said up to a time. */
  async takeBackThrough(userId: string, throughMs: number): Promise<void> {
    const devices = (await this.#parts.devices.ofUsers([userId])).get(userId) ?? [];
    for (const deviceId of devices)
      for await (const records of this.#parts.places.ofDevice(userId, deviceId))
        await this.#door.each(records, async (record) => {
          const { entry, shown } = placeOf(keyOf(record), record);
          const said = [entry?.act === "tell" ? entry : undefined, shown].filter((each) => each !== undefined);
          const seqs = said.filter(({ atMs }) => atMs <= throughMs).map(({ seq }) => seq);
          const covered: Covered = { seq: Math.max(...seqs), alone: false, why: "read" };
          if (seqs.length > 0) await this.#settling.takeBack(keyOf(record), record, covered);
        });
  }

  /** How many notifications wait for each of a person's devices. */
  async waiting(userId: string, deviceId: string): Promise<OutboxEntry[]> {
    const entries: OutboxEntry[] = [];
    for await (const records of this.#parts.places.ofDevice(userId, deviceId))
      for (const record of records) {
        const { entry } = placeOf(keyOf(record), record);
        if (entry?.act === "tell") entries.push(entry);
      }
    return entries;
  }

  /** What waits to be told of one source, in the order of devices. */
  async waitingOf(userId: string, deviceIds: readonly string[], sourceId: string): Promise<OutboxEntry[]> {
    const records = await this.#parts.places.read(userId, deviceIds, [sourceId]);
    const entries = records.flatMap((record) => placeOf(keyOf(record), record).entry ?? []);
    return deviceIds.flatMap((deviceId) => entries.filter((entry) => entry.deviceId === deviceId));
  }

  /** Writes down that a device is gone: who asks does not hear that it still waits. */
  async recordGone({ userId, deviceId, label }: DeviceRow): Promise<void> {
    const atMs = this.#parts.clock.now();
    const waiting = await this.waiting(userId, deviceId);
    await this.#door.each(waiting, ({ sourceId, seq, atMs: saidAtMs }) => {
      const place = { userId, deviceId, sourceId, seq, saidAtMs, deviceLabel: label };
      return this.#parts.deliveries.record({ ...place, result: "gone", atMs, detail: "" });
    });
  }

  /** An earlier message may take the place of one that is taken back, and be one of these too. */
  async #takeBackEach(record: PlaceRecord, seqs: Set<number>): Promise<void> {
    const key = keyOf(record);
    for (let facts: PlaceFacts = record; ; facts = await this.#parts.places.readOne(key)) {
      const { entry, shown } = placeOf(key, facts);
      const seq = [entry?.seq, shown?.seq].find((each) => each !== undefined && seqs.has(each));
      if (seq === undefined) return;
      seqs.delete(seq);
      await this.#settling.takeBack(key, facts, { seq, alone: true, why: "read" });
    }
  }

  async #tellPlace(key: PlaceKey, known: PlaceFacts, tellings: readonly Telling[]): Promise<void> {
    const { entry } = placeOf(key, known);
    const waits = entry?.act === "tell" ? entry : undefined;
    const over = Number(known.over_seq ?? -1n);
    const fresh = tellings.filter(({ seq }) => seq > over && seq > (waits?.seq ?? -1)).sort((a, b) => a.seq - b.seq);
    const last = fresh.at(-1);
    if (!last) return;
    // Nobody is put off by what comes later.
    const dueAtMs = Math.min(waits?.dueAtMs ?? Number.POSITIVE_INFINITY, ...fresh.map((each) => each.dueAtMs));
    const urgent = fresh.findLast(({ reason }) => reason > 0);
    await this.#remind(key, dueAtMs);
    if (urgent) {
      const facts = { urgent_seq: BigInt(urgent.seq), urgent_reason: urgent.reason };
      await this.#parts.places.write(key, facts, urgent.seq);
    }
    const facts = {
      told_seq: BigInt(last.seq),
      told_at_ms: BigInt(last.atMs),
      told_reason: last.reason,
      told_due_ms: BigInt(dueAtMs),
    };
    await this.#parts.places.write(key, facts, last.seq);
  }

  #remind(key: PlaceKey, dueAtMs: number): Promise<void> {
    return this.#due.remind(key.sourceId, whatOf(key), dueAtMs);
  }

  async #look(whats: readonly string[]): Promise<Map<string, OutboxEntry>> {
    const keys = whats.map(keyIn);
    const devices = Map.groupBy(keys, ({ userId, deviceId }) => JSON.stringify([userId, deviceId]));
    const found = new Map<string, OutboxEntry>();
    await this.#door.each(devices.values(), async (those) => {
      const { userId, deviceId } = those[0] as PlaceKey;
      const sources = those.map(({ sourceId }) => sourceId);
      for (const record of await this.#parts.places.read(userId, [deviceId], sources)) {
        const { entry } = placeOf(keyOf(record), record);
        if (entry) found.set(whatOf(entry), entry);
      }
    });
    return found;
  }
}

function whatOf({ userId, deviceId, sourceId }: PlaceKey): string {
  return JSON.stringify([userId, deviceId, sourceId]);
}

function keyIn(what: string): PlaceKey {
  const [userId, deviceId, sourceId] = JSON.parse(what) as [string, string, string];
  return { userId, deviceId, sourceId };
}
