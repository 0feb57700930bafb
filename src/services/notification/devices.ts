// The devices of people: registered, listed, tried and forgotten.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Clock } from "../../core/clock.ts";
import type { DeliveryAnswer, DeliveryWay } from "../../core/delivery.ts";
import { errors } from "../../core/errors.ts";
import { createId } from "../../core/ids.ts";
import type { DeviceRow, NoticeStore } from "../../core/notices.ts";
import type { Caller } from "../../core/service.ts";
import type { ChatSignals } from "../../core/signals.ts";
import { TokenBuckets } from "../../core/token-bucket.ts";
import type { Off, Topics } from "../../core/topics.ts";
import type { DeviceSchema, RegisterDeviceRequest } from "../../gen/madang/notification/v1/notification_pb.ts";
import { type DeviceRules, requireLabel, requireWay } from "./device-form.ts";
import { maxCounted } from "./inbox-watches.ts";

const maxDevices = 20;
/** One person's devices can be tried so often. */
const testRate = { perSecond: 5 / 60, burst: 5 } as const;
/** And registered so often: a page does it each time it connects, and each time a name is looked up. */
const registerRate = { perSecond: 30 / 60, burst: 60 } as const;
const testTtlMs = 60_000;
/** Sessions whose end is listened for, at most; the others' devices go with the next sweep. */
const maxSessions = 10_000;
/** The ends of many sessions are one look into the store. */
const gatherMs = 200;

/** What devices are kept and tried with. */
export interface DevicesParts {
  readonly notices: NoticeStore;
  readonly clock: Clock;
  readonly topics: Topics<ChatSignals>;
  readonly rules: DeviceRules;
  /** The ways out, whatever the device. */
  readonly way: DeliveryWay;
  readonly onUnexpected: (failure: unknown) => void;
}

type Device = MessageInitShape<typeof DeviceSchema>;

/** Call `close` when done. */
export class Devices {
  readonly #parts: DevicesParts;
  readonly #tests: TokenBuckets;
  readonly #registrations: TokenBuckets;
  readonly #sessions = new Map<string, Off>();
  #cancelGather: (() => void) | undefined;

  constructor(parts: DevicesParts) {
    this.#parts = parts;
    this.#tests = new TokenBuckets(testRate, parts.clock);
    this.#registrations = new TokenBuckets(registerRate, parts.clock);
  }

  /** Rejects with DEVICE_RATE, DEVICE_INVALID, TARGET_PRIVATE or TOO_MANY_DEVICES. The one answer in which a webhook's secret is. */
  async register(caller: Caller, request: RegisterDeviceRequest): Promise<Device> {
    const { notices, clock, rules } = this.#parts;
    requireTurn(this.#registrations, caller);
    const label = requireLabel(request.label);
    const way = await requireWay(request, rules);
    const row: DeviceRow = {
      deviceId: createId(),
      userId: caller.userId,
      sessionId: way.kind === "web-push" ? caller.sessionId : "",
      label,
      way,
      showsText: !request.hidesText,
      createdAtMs: clock.now(),
      lastTakenAtMs: 0,
      lastFailure: "",
    };
    if (row.sessionId !== "") this.#listen(row.sessionId);
    const kept = await notices.putDevice(row, maxDevices);
    if (!kept) throw errors.tooManyDevices(maxDevices);
    return toDevice({ ...kept, waiting: 0 }, kept.way.kind === "webhook" ? kept.way.secret : "");
  }

  async list({ userId }: Caller): Promise<Device[]> {
    return (await this.#parts.notices.devicesOf(userId)).map((row) => toDevice(row));
  }

  async remove({ userId }: Caller, deviceId: string): Promise<void> {
    await this.#parts.notices.removeDevice(userId, deviceId);
  }

  /** Rejects with DEVICE_NOT_FOUND or DEVICE_RATE; what the device answers is an answer. */
  async test(caller: Caller, deviceId: string, signal: AbortSignal): Promise<DeliveryAnswer & { tookMs: number }> {
    const { notices, clock, way } = this.#parts;
    const device = await notices.device(deviceId);
    if (!device || device.userId !== caller.userId) throw errors.deviceNotFound();
    requireTurn(this.#tests, caller);
    const open = await notices.countOpen(caller.userId, maxCounted);
    const atMs = clock.now();
    const content = { ...testContent, act: "test", reason: "service", open, atMs } as const;
    const key = `test-${createId()}`;
    const answer = await way.deliver({ device, key, collapseKey: "test", ttlMs: testTtlMs, content }, signal);
    return { ...answer, tookMs: Math.max(0, clock.now() - atMs) };
  }

  /** Forgets the devices of sessions that are over. */
  async sweep(): Promise<void> {
    while ((await this.#parts.notices.removeDevicesOfEndedSessions()) > 0);
  }

  close(): void {
    this.#cancelGather?.();
    for (const off of this.#sessions.values()) off();
    this.#sessions.clear();
  }

  #listen(sessionId: string): void {
    if (this.#sessions.has(sessionId)) return;
    const off = this.#parts.topics.on("session", sessionId, () => {
      this.#forget(sessionId);
      this.#cancelGather ??= this.#parts.clock.after(gatherMs, () => this.#sweepSoon());
    });
    this.#sessions.set(sessionId, off);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > maxSessions && oldest !== undefined) this.#forget(oldest);
  }

  #forget(sessionId: string): void {
    this.#sessions.get(sessionId)?.();
    this.#sessions.delete(sessionId);
  }

  #sweepSoon(): void {
    this.#cancelGather = undefined;
    // What fails is done by the sweep of the next minute.
    this.sweep().catch(this.#parts.onUnexpected);
  }
}

const testContent = {
  channelId: "",
  channelName: "",
  seq: 0,
  count: 0,
  actorId: "",
  actorName: "",
  text: "",
  roomId: "",
} as const;

/** A device as its person may see it: without keys, and with a webhook's secret only where it was just made. */
function toDevice(row: DeviceRow & { readonly waiting: number }, secret = ""): Device {
  const { deviceId, label, way, showsText, createdAtMs, lastTakenAtMs, lastFailure, waiting } = row;
  return {
    deviceId,
    label,
    way:
      way.kind === "web-push"
        ? { case: "webPush", value: { endpoint: way.endpoint } }
        : { case: "webhook", value: { url: way.url, secret } },
    showsText,
    createdAtMs: BigInt(createdAtMs),
    lastTakenAtMs: BigInt(lastTakenAtMs),
    lastFailure,
    waiting,
  };
}

function requireTurn(turns: TokenBuckets, { userId }: Caller): void {
  const waitMs = turns.take(userId);
  if (waitMs > 0) throw errors.deviceRate(waitMs);
}
