// What became of one notice on each device: which of the deliveries kept were about it, and what still waits.
import type { MessageInitShape } from "@bufbuild/protobuf";
import type { DeliveryRow, DeviceRow, NoticeTrail, OutboxEntry } from "../../core/notices.ts";
import { StepKind, type StepSchema } from "../../gen/madang/notification/v1/notification_pb.ts";

type Step = MessageInitShape<typeof StepSchema>;

/** What the steps are made of. */
export interface DeviceStepsAsk {
  readonly trail: Pick<NoticeTrail, "deliveries" | "waiting">;
  /** The person's devices as they are now. */
  readonly devices: readonly DeviceRow[];
  /** The notice's. */
  readonly seq: number;
  readonly isOnline: boolean;
  readonly nowMs: number;
}

const kinds: Readonly<Record<DeliveryRow["result"], StepKind>> = {
  sent: StepKind.SENT,
  retry: StepKind.QUEUED,
  refused: StepKind.REFUSED,
  expired: StepKind.EXPIRED,
  read: StepKind.WITHDRAWN_READ,
  deleted: StepKind.WITHDRAWN_DELETED,
  unwanted: StepKind.WITHDRAWN_UNWANTED,
  gone: StepKind.DEVICE_GONE,
  waits: StepKind.WAITS_WHILE_ONLINE,
};

const passing: ReadonlySet<DeliveryRow["result"]> = new Set(["retry", "waits"]);
const takenBack: ReadonlySet<DeliveryRow["result"]> = new Set(["read", "deleted", "unwanted"]);

/** The steps of all devices, in the order of time. */
export function deviceSteps(ask: DeviceStepsAsk): Step[] {
  const { trail } = ask;
  const ids = new Set([...trail.deliveries, ...trail.waiting].map(({ deviceId }) => deviceId));
  const steps = [...ids].flatMap((deviceId) => stepsOf(deviceId, ask));
  return steps.toSorted((a, b) => Number((a.atMs ?? 0n) - (b.atMs ?? 0n)));
}

function stepsOf(deviceId: string, ask: DeviceStepsAsk): Step[] {
  const { trail, devices, seq } = ask;
  // When a later message alone was deleted, this one waited on without it.
  const isAbout = (row: DeliveryRow) => row.deviceId === deviceId && (row.result !== "deleted" || row.seq === seq);
  const rows = trail.deliveries.filter(isAbout);
  const label = devices.find((device) => device.deviceId === deviceId)?.label ?? rows[0]?.deviceLabel ?? "";
  const about = aboutThis(rows);
  const steps = about.map((row) => toStep(row, seq));
  const isSettled = about.some(({ result }) => !passing.has(result));
  const waiting = trail.waiting.find((entry) => entry.deviceId === deviceId && entry.act === "tell");
  if (waiting && !isSettled) steps.push(waitingStep(waiting, ask));
  return steps.map((step) => ({ ...step, deviceId, deviceLabel: label }));
}

// Later deliveries of the channel are about later messages: this one went along with the first that came to an end.
function aboutThis(rows: readonly DeliveryRow[]): DeliveryRow[] {
  const end = rows.findIndex(({ result }) => !passing.has(result));
  if (end < 0) return [...rows];
  const back =
    rows[end]?.result === "sent" ? rows.slice(end + 1).find(({ result }) => takenBack.has(result)) : undefined;
  return [...rows.slice(0, end + 1), ...(back ? [back] : [])];
}

function toStep(row: DeliveryRow, seq: number): Step {
  const atMs = BigInt(row.atMs);
  if (row.result === "sent" && row.seq > seq) return { kind: StepKind.SENT_WITH, atMs, detail: String(row.seq) };
  return { kind: kinds[row.result], atMs, detail: row.detail };
}

function waitingStep(entry: OutboxEntry, { devices, isOnline, nowMs }: DeviceStepsAsk): Step {
  const { dueAtMs, attempts, deviceId } = entry;
  const waitsForPerson = attempts === 0 && isOnline && dueAtMs > nowMs;
  const kind = waitsForPerson ? StepKind.WAITS_WHILE_ONLINE : StepKind.QUEUED;
  const failure = devices.find((device) => device.deviceId === deviceId)?.lastFailure ?? "";
  return { kind, atMs: BigInt(dueAtMs), detail: attempts > 0 ? failure : "" };
}
