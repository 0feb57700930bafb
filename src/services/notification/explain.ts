// Every step of one message towards one person, from what is kept of it and, where nothing is, from the rules.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { isMember } from "../../core/channel-state.ts";
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { DeviceRow, NoticeSource, NoticeStore, NoticeTrail, Silence } from "../../core/notices.ts";
import type { ChannelOfUser, ChannelStore } from "../../core/ports.ts";
import type { WhoIsThere } from "../../core/presence.ts";
import { StepKind, type StepSchema } from "../../gen/madang/notification/v1/notification_pb.ts";
import type { Authors } from "./authors.ts";
import { reasonFor } from "./decide.ts";
import { deviceSteps } from "./device-steps.ts";
import { handOverStep } from "./hand-over/hand-over-detail.ts";
import { levelOf, type Room } from "./levels.ts";
import { type MessageNow, messageNow } from "./message-now.ts";
import { toReason } from "./wire-words.ts";

/** A step as the wire says it. */
export type Step = MessageInitShape<typeof StepSchema>;

/** Where the steps come from. */
export interface ExplainParts {
  readonly channels: Pick<ChannelStore, "channelOf" | "history">;
  readonly notices: Pick<NoticeStore, "trail" | "devicesOf" | "preferencesIn">;
  readonly whoIsThere: WhoIsThere;
  readonly clock: Pick<Clock, "now">;
  readonly authors: Pick<Authors, "of">;
  /** Whether the notifier has come to a message. */
  readonly hasComeTo: (source: NoticeSource) => boolean;
}

const silences: Readonly<Record<Silence, StepKind>> = {
  muted: StepKind.MUTED,
  level: StepKind.LEVEL,
  online: StepKind.ONLINE,
  here: StepKind.HERE,
  old: StepKind.TOO_OLD,
};

interface Asked {
  readonly userId: string;
  readonly own: ChannelOfUser;
  readonly channelId: string;
  readonly seq: number;
  readonly message: MessageNow;
}

/** The steps in order; rejects with CHANNEL_NOT_FOUND or MESSAGE_NOT_FOUND. Whether the asker may know is the caller's to check. */
export async function explain(parts: ExplainParts, userId: string, channelId: string, seq: number): Promise<Step[]> {
  const own = await parts.channels.channelOf(userId, channelId);
  if (!own) throw errors.channelNotFound();
  const message = await messageNow(parts.channels, channelId, seq);
  if (!message) throw errors.messageNotFound();
  const accepted: Step = { kind: StepKind.ACCEPTED, atMs: BigInt(message.atMs) };
  return [accepted, ...(await stepsAfter(parts, { userId, own, channelId, seq, message }))];
}

async function stepsAfter(parts: ExplainParts, asked: Asked): Promise<Step[]> {
  const { userId, channelId, seq, message } = asked;
  const at = { atMs: BigInt(message.atMs) };
  if (message.authorId === userId) return [{ kind: StepKind.OWN_MESSAGE, ...at }];
  const source = { sourceId: channelId, seq, atMs: message.atMs };
  const trail = await parts.notices.trail(userId, source);
  if (trail.silence) return [silenceStep(trail)];
  if (trail.notice) return noticeSteps(parts, userId, trail);
  if (!wasMember(asked)) return [{ kind: StepKind.NOT_A_MEMBER, ...at }];
  if (!parts.hasComeTo(source)) return [{ kind: StepKind.NOT_YET_LOOKED_AT, ...at }];
  return (await wantsLess(parts, asked)) ? [{ kind: StepKind.LEVEL, ...at }] : [];
}

function silenceStep({ silence, decidedAtMs }: NoticeTrail): Step {
  const { silence: why, untilMs } = silence ?? { silence: "level" as const, untilMs: 0 };
  const detail = untilMs > 0 ? new Date(Math.min(untilMs, maxDateMs)).toISOString() : "";
  return { kind: silences[why], atMs: BigInt(decidedAtMs ?? 0), detail };
}

/** The last time that a Date can hold. */
const maxDateMs = 8_640_000_000_000_000;

async function noticeSteps(parts: ExplainParts, userId: string, trail: NoticeTrail): Promise<Step[]> {
  const { notice, handOver } = trail;
  if (!notice) return [];
  const atMs = BigInt(notice.decidedAtMs);
  const noticed: Step = { kind: StepKind.NOTICED, atMs, reason: toReason(notice.reason) };
  const acknowledged: Step[] = notice.acknowledged ? [{ kind: StepKind.ACKNOWLEDGED }] : [];
  if (handOver) return [noticed, handOverStep(handOver, userId, atMs), ...acknowledged];
  const devices = await parts.notices.devicesOf(userId);
  const isOnline = parts.whoIsThere.isOnline(userId);
  const steps = deviceSteps({ trail, devices, seq: notice.seq, isOnline, nowMs: parts.clock.now() });
  const none = hadNoDevice(trail, devices) ? [{ kind: StepKind.NO_DEVICE, atMs }] : [];
  return [noticed, ...none, ...steps, ...acknowledged];
}

function hadNoDevice(
  { notice, deliveries, waiting }: NoticeTrail,
  devices: readonly Pick<DeviceRow, "createdAtMs">[],
): boolean {
  if (deliveries.length > 0 || waiting.length > 0) return false;
  return devices.every(({ createdAtMs }) => createdAtMs > (notice?.decidedAtMs ?? 0));
}

function wasMember({ own: { channel, member }, seq }: Asked): boolean {
  return isMember(channel, member) && (member?.joinedSeq ?? 0) <= seq;
}

async function wantsLess(parts: ExplainParts, { userId, own, channelId, message }: Asked): Promise<boolean> {
  const room: Room = { kind: own.channel.kind, size: own.channel.members };
  const wish = (await parts.notices.preferencesIn(channelId, [userId])).get(userId) ?? {};
  const level = levelOf(wish, room);
  if (level !== "mentions") return level === "nothing";
  const { replyToSeq, mentions } = message;
  const repliedTo = replyToSeq > 0 ? await parts.authors.of(channelId, replyToSeq) : undefined;
  return reasonFor({ repliedTo }, room, new Set(mentions), userId) === "all";
}
