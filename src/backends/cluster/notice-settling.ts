// Writes down what became of what waited at a place, and what is taken back there.
import type { Clock } from "../../core/clock.ts";
import type { DeviceRow, OutboxEntry, Outcome } from "../../core/notices.ts";
import type { NoticeDeliveries } from "./notice-deliveries.ts";
import type { NoticeDevices } from "./notice-devices.ts";
import type { Covered, Earlier } from "./notice-outbox.ts";
import { codeOf, type PlaceFacts, type PlaceKey, placeOf, type TakenBack } from "./notice-place.ts";
import type { NoticePlaces } from "./notice-places.ts";

/** What it is given. */
export interface PlaceSettlingParts {
  readonly clock: Clock;
  readonly places: NoticePlaces;
  readonly devices: NoticeDevices;
  readonly deliveries: NoticeDeliveries;
  readonly earlier: (key: PlaceKey, entry: OutboxEntry, afterSeq: number) => Promise<Earlier | undefined>;
  /** To be called before what is then to be looked at is written. */
  readonly remind: (key: PlaceKey, dueAtMs: number) => Promise<void>;
}

/** What became of an entry, without the entry. */
type Ending = Pick<Outcome, "result" | "atMs" | "detail">;

/** Changes places; each change may be made again. */
export class PlaceSettling {
  readonly #parts: PlaceSettlingParts;

  constructor(parts: PlaceSettlingParts) {
    this.#parts = parts;
  }

  /** Takes back what is over; resolves to whether there was anything. */
  async takeBack(key: PlaceKey, facts: PlaceFacts, covered: Covered): Promise<boolean> {
    const { seq, alone, why } = covered;
    const isOver = (each: { seq: number } | undefined) =>
      each !== undefined && (alone ? each.seq === seq : each.seq <= seq);
    const { entry, shown } = placeOf(key, facts);
    const waits = entry?.act === "tell" && isOver(entry) ? entry : undefined;
    const isShown = entry?.act !== "withdraw" && isOver(shown);
    if (!waits && !isShown) return false;
    if (waits) await this.#record(waits, { result: why, atMs: this.#parts.clock.now(), detail: "" });
    await this.#hide(key, covered);
    if (waits && alone) await this.#stepBack(key, waits, shown?.seq ?? -1);
    else if (waits) await this.#over(key, seq);
    return waits !== undefined || entry === undefined;
  }

  /** Writes down what became of an attempt, whatever has changed here since it began. */
  async settle(outcome: Outcome): Promise<void> {
    const { entry, result, atMs, detail } = outcome;
    const device = await this.#deviceOf(entry);
    if (!device) return;
    if (result === "sent") await this.#parts.devices.taken(entry, atMs);
    else if (result === "retry" || result === "refused") await this.#parts.devices.failed(entry, detail);
    if (result === "retry") await this.#putOff(outcome, device);
    else if (result === "waits") await this.#wait(outcome);
    else if (result !== "gone" && entry.act === "withdraw") await this.#hidden(outcome, device);
    else if (result === "sent") await this.#sent(outcome, device);
    else await this.#ended(outcome, device);
  }

  // A device that fails is left alone until then, also with what is newer.
  async #putOff({ entry, atMs, result, detail, retryAtMs = atMs }: Outcome, device: DeviceRow): Promise<void> {
    if (entry.act === "tell") await this.#record(entry, { result, atMs, detail }, device);
    const againMs = Math.ceil(retryAtMs);
    await this.#parts.remind(entry, againMs);
    const facts = { try_seq: BigInt(entry.seq), attempts: entry.attempts + 1, retry_at_ms: BigInt(againMs) };
    await this.#parts.places.note(entry, facts);
  }

  // Nothing became of it yet, so nothing is written down.
  async #wait({ entry, atMs, retryAtMs = atMs }: Outcome): Promise<void> {
    const untilMs = Math.ceil(retryAtMs);
    if (entry.attempts === 0) return this.#waitUntil(entry, entry.seq, untilMs);
    await this.#parts.remind(entry, untilMs);
    await this.#parts.places.note(entry, { retry_at_ms: BigInt(untilMs) });
  }

  async #sent({ entry, atMs, result, detail }: Outcome, device: DeviceRow): Promise<void> {
    const { places, deliveries, clock } = this.#parts;
    const before = await places.readOne(entry);
    const { entry: now } = placeOf(entry, before);
    // What came while it was sent, to a device that failed before: it is tried now.
    const isNewer = now !== undefined && now.act === "tell" && now.seq > entry.seq;
    if (isNewer && now.attempts > 0 && !(await deliveries.has(entry, entry.seq, "sent")))
      await this.#waitUntil(entry, now.seq, Math.floor(atMs));
    await this.#record(entry, { result, atMs, detail }, device);
    const facts = {
      shown_seq: BigInt(entry.seq),
      shown_at_ms: BigInt(entry.atMs),
      shown_reason: codeOf(entry.reason),
      over_seq: BigInt(entry.seq),
    };
    // What was read while it was sent is taken back at once.
    const after = placeOf(entry, { ...before, ...facts }).entry;
    if (after?.act === "withdraw") await this.#parts.remind(entry, clock.now());
    await places.write(entry, facts, entry.seq);
    await places.note(entry, { try_seq: -1n, attempts: 0 });
  }

  async #ended({ entry, atMs, result, detail }: Outcome, device: DeviceRow): Promise<void> {
    await this.#record(entry, { result, atMs, detail }, device);
    const { entry: now, shown } = placeOf(entry, await this.#parts.places.readOne(entry));
    if (now?.act !== "tell" || now.seq !== entry.seq) return;
    if (result === "read") await this.#hide(entry, { seq: entry.seq, alone: false, why: "read" });
    if (result === "deleted") await this.#stepBack(entry, now, shown?.seq ?? -1);
    else await this.#over(entry, entry.seq);
  }

  /** A withdrawal was taken, or is given up: it is not tried for ever. */
  async #hidden({ entry, atMs, result, detail }: Outcome, device: DeviceRow): Promise<void> {
    const { why } = placeOf(entry, await this.#parts.places.readOne(entry));
    if (result === "sent") await this.#record(entry, { result: why ?? "read", atMs, detail }, device);
    await this.#parts.places.write(entry, { hidden_seq: BigInt(entry.seq) }, entry.seq);
    await this.#parts.places.note(entry, { try_seq: -1n, attempts: 0 });
  }

  /** Lets the device take back what it shows of what is over, now or when it comes to show it. */
  async #hide(key: PlaceKey, { seq, alone, why }: { seq: number; alone: boolean; why: TakenBack }): Promise<void> {
    const nowMs = this.#parts.clock.now();
    await this.#parts.remind(key, nowMs);
    const facts = alone
      ? { gone_seq: BigInt(seq), gone_why: why, gone_at_ms: BigInt(nowMs) }
      : { back_seq: BigInt(seq), back_at_ms: BigInt(nowMs) };
    await this.#parts.places.write(key, facts, seq);
  }

  #over(key: PlaceKey, seq: number): Promise<void> {
    return this.#parts.places.write(key, { over_seq: BigInt(seq) }, seq);
  }

  /** Only this message is over: an earlier one that was to be told together with it is next. */
  async #stepBack(key: PlaceKey, entry: OutboxEntry, shownSeq: number): Promise<void> {
    const earlier = await this.#parts.earlier(key, entry, shownSeq);
    if (earlier) await this.#parts.remind(key, entry.dueAtMs);
    await this.#parts.places.stepBack(key, {
      told_seq: BigInt(earlier?.seq ?? -1),
      told_at_ms: BigInt(earlier?.atMs ?? 0),
      told_reason: earlier?.reason ?? 0,
    });
  }

  async #waitUntil(key: PlaceKey, seq: number, untilMs: number): Promise<void> {
    await this.#parts.remind(key, untilMs);
    const facts = { wait_seq: BigInt(seq), wait_until_ms: BigInt(untilMs), try_seq: -1n, attempts: 0 };
    await this.#parts.places.note(key, facts);
  }

  async #record(entry: OutboxEntry, ending: Ending, known?: DeviceRow): Promise<void> {
    const device = known ?? (await this.#deviceOf(entry));
    const { userId, deviceId, sourceId, seq, atMs: saidAtMs } = entry;
    const place = { userId, deviceId, sourceId, seq, saidAtMs };
    await this.#parts.deliveries.record({ ...place, deviceLabel: device?.label ?? "", ...ending });
  }

  async #deviceOf({ userId, deviceId }: PlaceKey): Promise<DeviceRow | undefined> {
    const devices = await this.#parts.devices.ofUser(userId);
    return devices.find((device) => device.deviceId === deviceId);
  }
}
