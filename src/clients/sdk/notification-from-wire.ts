// From the contract's words about notifications to plain ones, and back.
import {
  Level,
  Reason,
  StepKind,
  type Device as WireDevice,
  type InboxItem as WireItem,
  type Preference as WirePreference,
  type Step as WireStep,
} from "../../gen/madang/notification/v1/notification_pb.ts";
import type { Person } from "./person-from-wire.ts";

/** Why somebody is told. */
export type NotificationReason = "direct" | "mention" | "reply" | "all" | "service";

/** What somebody wants to be told of; `default`: as it is in general, and in general as Madang has it. */
export type NotificationLevel = "default" | "all" | "mentions" | "nothing";

/** One thing that we were to be told. */
export interface InboxItem {
  readonly id: string;
  /** Undefined: one that this client does not know. */
  readonly reason: NotificationReason | undefined;
  /** When it was said, in milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  /** Where it was said; undefined for what another service asked to tell. */
  readonly message: { readonly channelId: string; readonly seq: number; readonly from: Person } | undefined;
  /** Empty for a direct channel. */
  readonly channelName: string;
  /** As it stands now, its first 500 characters; empty if it was deleted. */
  readonly text: string;
  /** The other service's room. */
  readonly roomId: string;
  readonly acknowledged: boolean;
}

/** A place where we are told. */
export interface Device {
  readonly id: string;
  readonly label: string;
  /** A webhook's secret is there in the answer to its registration only. */
  readonly way:
    | { readonly kind: "web-push"; readonly endpoint: string }
    | { readonly kind: "webhook"; readonly url: string; readonly secret: string | undefined }
    | { readonly kind: "unknown" };
  readonly showsText: boolean;
  readonly createdAt: number;
  /** When it last took something. */
  readonly lastTakenAt: number | undefined;
  /** What its last answer was if it did not take it. */
  readonly lastFailure: string | undefined;
  /** How much waits for it. */
  readonly waiting: number;
}

/** What we want to be told of in one place. */
export interface NotificationPreference {
  /** Undefined: in general. */
  readonly channelId?: string | undefined;
  readonly level: NotificationLevel;
  /** Nothing until then, in milliseconds since 1970-01-01 UTC. */
  readonly mutedUntil?: number | undefined;
}

/** The contract's word in lower case, e.g. "accepted", "sent_with"; "unknown" if a newer server knows more. */
export type NotificationStepKind = Exclude<Lowercase<keyof typeof StepKind>, "unspecified"> | "unknown";

/** One step of a message towards us. */
export interface NotificationStep {
  readonly kind: NotificationStepKind;
  /** When, in milliseconds since 1970-01-01 UTC; of a step to come when it is due; undefined: not known. */
  readonly at: number | undefined;
  readonly device: { readonly id: string; readonly label: string } | undefined;
  /** Why it was noticed. */
  readonly reason: NotificationReason | undefined;
  /** More in a word: the provider's code, the seq that it was told together with, until when it is muted. */
  readonly detail: string;
}

const reasons: Readonly<Record<NotificationReason, Reason>> = {
  direct: Reason.DIRECT,
  mention: Reason.MENTION,
  reply: Reason.REPLY,
  all: Reason.ALL,
  service: Reason.SERVICE,
};

const levels: Readonly<Record<NotificationLevel, Level>> = {
  default: Level.UNSPECIFIED,
  all: Level.ALL,
  mentions: Level.MENTIONS,
  nothing: Level.NOTHING,
};

const kindNames: ReadonlyMap<StepKind, NotificationStepKind> = new Map(
  Object.entries(StepKind)
    .filter(([, kind]) => kind !== StepKind.UNSPECIFIED)
    .map(([name, kind]) => [kind, name.toLowerCase() as NotificationStepKind]),
);

/** A reason for the wire. */
export function reasonToWire(reason: NotificationReason): Reason {
  return reasons[reason];
}

/** A level for the wire. */
export function levelToWire(level: NotificationLevel): Level {
  return levels[level];
}

/** An item of the inbox. */
export function itemFromWire(item: WireItem): InboxItem {
  const { channelId, channelName, text, roomId, acknowledged } = item;
  const from = { id: item.actorId, name: item.actorName };
  return {
    id: item.itemId,
    reason: nameOf(reasons, item.reason),
    at: Number(item.atMs),
    message: channelId === "" ? undefined : { channelId, seq: Number(item.seq), from },
    channelName,
    text,
    roomId,
    acknowledged,
  };
}

/** A device. */
export function deviceFromWire(device: WireDevice): Device {
  const { deviceId: id, label, showsText, waiting, lastFailure } = device;
  return {
    id,
    label,
    way: wayFromWire(device.way),
    showsText,
    createdAt: Number(device.createdAtMs),
    lastTakenAt: Number(device.lastTakenAtMs) || undefined,
    lastFailure: lastFailure || undefined,
    waiting,
  };
}

/** A preference; a level that a newer server knows counts as the default. */
export function preferenceFromWire({ channelId, level, mutedUntilMs }: WirePreference): NotificationPreference {
  return {
    channelId: channelId || undefined,
    level: nameOf(levels, level) ?? "default",
    mutedUntil: Number(mutedUntilMs) || undefined,
  };
}

/** A step. */
export function stepFromWire({ kind, atMs, deviceId, deviceLabel, reason, detail }: WireStep): NotificationStep {
  return {
    kind: kindNames.get(kind) ?? "unknown",
    at: Number(atMs) || undefined,
    device: deviceId === "" ? undefined : { id: deviceId, label: deviceLabel },
    reason: nameOf(reasons, reason),
    detail,
  };
}

function wayFromWire(way: WireDevice["way"]): Device["way"] {
  if (way.case === "webPush") return { kind: "web-push", endpoint: way.value.endpoint };
  if (way.case !== "webhook") return { kind: "unknown" };
  return { kind: "webhook", url: way.value.url, secret: way.value.secret || undefined };
}

function nameOf<Name extends string, Value>(table: Readonly<Record<Name, Value>>, value: Value): Name | undefined {
  for (const name of Object.keys(table) as Name[]) if (table[name] === value) return name;
  return undefined;
}
