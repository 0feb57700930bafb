// Who is told of one message, who is not and why: a pure function of what is known when the notifier comes to it.
import { builtInUser } from "../../core/ids.ts";
import type { Decision, NoticeReason, Silence } from "../../core/notices.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { levelOf, mutedUntil, type Room, type Wish } from "./levels.ts";

/** A message, as far as it matters to whom it is told. */
export interface Said {
  readonly channelId: string;
  readonly seq: number;
  readonly atMs: number;
  readonly actorId: string;
  readonly mentions: readonly string[];
  /** Who said what this answers; undefined if it answers nothing. */
  readonly repliedTo: string | undefined;
}

/** Somebody who may be told: in the channel when it was said, and still. */
export interface Candidate {
  readonly userId: string;
  readonly wish: Wish;
}

/** What is so at this moment. */
export interface Moment {
  readonly nowMs: number;
  /** Devices are told nothing sooner: right after a start nobody has come back yet. */
  readonly notBeforeMs: number;
  /** How long somebody who is present may read an urgent message before devices are told; 0: they are not told. */
  readonly onlineAfterMs: number;
  /** How a person is present, if they are, in the sense of what is not notified. */
  presence(channelId: string, userId: string): "online" | "here" | undefined;
}

const tooOldMs = 24 * 60 * 60 * 1_000;

type Told = Decision["told"][number];
type Silent = Decision["silent"][number];

/** Decides on one message. Its author and the built-in member are told nothing and are not named. */
export function decide(said: Said, room: Room, people: Iterable<Candidate>, moment: Moment): Decision {
  const { channelId, seq, atMs, actorId } = said;
  const told: Told[] = [];
  const silent: Silent[] = [];
  const mentioned = new Set(said.mentions);
  for (const person of people) {
    if (person.userId === actorId || person.userId === builtInUser.userId) continue;
    const reason = reasonFor(said, room, mentioned, person.userId);
    const outcome = weigh({ said, room, moment, person, reason });
    if ("silence" in outcome) silent.push(outcome);
    else told.push(outcome);
  }
  return { sourceId: channelId, seq, atMs, decidedAtMs: moment.nowMs, told, silent };
}

/** Why somebody would be told of a message, were they to be. */
export function reasonFor(
  { repliedTo }: Pick<Said, "repliedTo">,
  { kind }: Pick<Room, "kind">,
  mentioned: ReadonlySet<string>,
  userId: string,
): Exclude<NoticeReason, "service"> {
  if (kind === ChannelKind.DIRECT) return "direct";
  if (mentioned.has(userId)) return "mention";
  return repliedTo === userId ? "reply" : "all";
}

interface Case {
  readonly said: Said;
  readonly room: Room;
  readonly moment: Moment;
  readonly person: Candidate;
  readonly reason: Exclude<NoticeReason, "service">;
}

function weigh({ said, room, moment, person: { userId, wish }, reason }: Case): Told | Silent {
  const { nowMs, notBeforeMs, onlineAfterMs } = moment;
  const untilMs = mutedUntil(wish, nowMs);
  if (untilMs > 0) return { userId, silence: "muted", untilMs };
  const level = levelOf(wish, room);
  const isUrgent = reason !== "all";
  if (level === "nothing" || (level === "mentions" && !isUrgent)) return silence(userId, "level");
  if (nowMs - said.atMs > tooOldMs) return silence(userId, "old");
  const present = moment.presence(said.channelId, userId);
  if (!present) return { userId, reason, dueAtMs: Math.max(nowMs, notBeforeMs) };
  if (!isUrgent || onlineAfterMs === 0) return silence(userId, present);
  return { userId, reason, dueAtMs: Math.max(nowMs + onlineAfterMs, notBeforeMs) };
}

function silence(userId: string, silence: Silence): Silent {
  return { userId, silence };
}
