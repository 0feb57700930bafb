// Times and the steps of notifications, in words.
import type { Step } from "../gen/madang/notification/v1/notification_pb.ts";
import { Reason, StepKind } from "../gen/madang/notification/v1/notification_pb.ts";

/** "2026-01-31 14:03:05", in the machine's time zone; "-" for never. */
export function timeOf(atMs: bigint): string {
  if (atMs === 0n) return "-";
  const at = new Date(Number(atMs));
  const two = (value: number) => String(value).padStart(2, "0");
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join("-");
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":")}`;
}

const steps: Readonly<Record<StepKind, string>> = {
  [StepKind.UNSPECIFIED]: "something that this program does not know",
  [StepKind.ACCEPTED]: "the message got its place in the channel",
  [StepKind.NOT_YET_LOOKED_AT]: "the notifier has not come to it yet",
  [StepKind.NOTICED]: "to be told",
  [StepKind.OWN_MESSAGE]: "not told: they said it themselves",
  [StepKind.NOT_A_MEMBER]: "not told: they were not in the channel",
  [StepKind.MUTED]: "not told: muted",
  [StepKind.LEVEL]: "not told: they want to hear of less in this channel",
  [StepKind.ONLINE]: "not told: they were online",
  [StepKind.HERE]: "not told: they had the channel open",
  [StepKind.TOO_OLD]: "not told: it was too old when the notifier came to it",
  [StepKind.NO_DEVICE]: "no device is registered: it is in the inbox only",
  [StepKind.WAITS_WHILE_ONLINE]: "waits: they are online, and may read it themselves",
  [StepKind.QUEUED]: "waits for its turn",
  [StepKind.SENT]: "sent",
  [StepKind.SENT_WITH]: "sent together with a later message",
  [StepKind.REFUSED]: "refused for good",
  [StepKind.EXPIRED]: "not taken before its time was over",
  [StepKind.WITHDRAWN_READ]: "taken back: read elsewhere",
  [StepKind.WITHDRAWN_DELETED]: "taken back: the message was deleted",
  [StepKind.WITHDRAWN_UNWANTED]: "taken back: they left the channel or muted it, or are kept out",
  [StepKind.DEVICE_GONE]: "the device is gone",
  [StepKind.HANDED_OVER]: "handed to another notification service",
  [StepKind.ACKNOWLEDGED]: "read or acknowledged",
};

const reasons: Readonly<Record<Reason, string>> = {
  [Reason.UNSPECIFIED]: "",
  [Reason.DIRECT]: "a direct message",
  [Reason.MENTION]: "mentioned",
  [Reason.REPLY]: "an answer to them",
  [Reason.ALL]: "every message of the channel",
  [Reason.SERVICE]: "another service asked",
};

/** What happened, and more in a word. */
export function stepWords({ kind, reason, detail }: Step): string {
  // A newer server may know more of both.
  const more = [reasons[reason] ?? "", detail].filter((word) => word !== "").join(", ");
  const what = steps[kind] ?? steps[StepKind.UNSPECIFIED];
  return more === "" ? what : `${what} (${more})`;
}
