// What people want to be told of, as they set it.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { isMember } from "../../core/channel-state.ts";
import { errors } from "../../core/errors.ts";
import type { NoticeStore, PreferenceRow } from "../../core/notices.ts";
import type { ChannelStore } from "../../core/ports.ts";
import type { Preference, PreferenceSchema } from "../../gen/madang/notification/v1/notification_pb.ts";
import { fromLevel, toLevel } from "./wire-words.ts";

/** Channels in which one person may have a preference of their own. */
const maxPreferences = 1_000;

/** Where preferences are kept, and which channels there are. */
export interface PreferencesParts {
  readonly notices: Pick<NoticeStore, "preferencesOf" | "setPreference">;
  readonly channels: Pick<ChannelStore, "channelOf">;
  readonly now: () => number;
}

/** The general one first, then in the order of channel ids. */
export async function listPreferences(
  { notices }: PreferencesParts,
  userId: string,
): Promise<MessageInitShape<typeof PreferenceSchema>[]> {
  const rows = await notices.preferencesOf(userId);
  return rows.map(({ channelId, level, mutedUntilMs }) => ({
    channelId,
    level: toLevel(level),
    mutedUntilMs: BigInt(mutedUntilMs),
  }));
}

/** Rejects with ARGUMENT_INVALID, CHANNEL_NOT_FOUND or TOO_MANY_CHANNELS. */
export async function setPreference(
  parts: PreferencesParts,
  userId: string,
  preference: Preference | undefined,
): Promise<void> {
  const row = requireRow(preference, parts.now());
  // What was set in a channel that one has left can still be forgotten.
  if (row.channelId !== "" && !saysNothing(row)) await requireMember(parts, userId, row.channelId);
  if (!(await parts.notices.setPreference(userId, row, maxPreferences)))
    throw errors.tooManyPreferences(maxPreferences);
}

function requireRow(preference: Preference | undefined, nowMs: number): PreferenceRow {
  if (!preference) throw errors.argumentInvalid("Say which preference: a channel or none, a level, a mute.");
  const { channelId, mutedUntilMs } = preference;
  const level = fromLevel(preference.level);
  if (level === undefined) throw errors.argumentInvalid("level is none of those that there are.");
  if (mutedUntilMs < 0n || mutedUntilMs > BigInt(Number.MAX_SAFE_INTEGER))
    throw errors.argumentInvalid("muted_until_ms is a time in milliseconds since 1970, or 0.");
  const untilMs = Number(mutedUntilMs);
  return { channelId, level, mutedUntilMs: untilMs > nowMs ? untilMs : 0 };
}

function saysNothing({ level, mutedUntilMs }: PreferenceRow): boolean {
  return level === "default" && mutedUntilMs === 0;
}

async function requireMember({ channels }: PreferencesParts, userId: string, channelId: string): Promise<void> {
  const own = await channels.channelOf(userId, channelId);
  if (!own || !isMember(own.channel, own.member)) throw errors.channelNotFound();
}
