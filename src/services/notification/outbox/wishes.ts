// Whether somebody still wants to be told: they may have left, muted the channel or asked for less meanwhile.
import { isMember } from "../../../core/channel-state.ts";
import type { NoticeStore, OutboxEntry } from "../../../core/notices.ts";
import type { ChannelOfUser } from "../../../core/ports.ts";
import { levelOf, mutedUntil } from "../levels.ts";

/** A word for why not; undefined: they want to. `channelId` is "" for what another service asked to tell. */
export async function unwantedWhy(
  { store, now }: { readonly store: Pick<NoticeStore, "preferencesIn">; readonly now: () => number },
  { userId, reason }: Pick<OutboxEntry, "userId" | "reason">,
  channelId: string,
  view?: ChannelOfUser,
): Promise<string | undefined> {
  if (channelId !== "" && !(view && isMember(view.channel, view.member))) return "left";
  const wish = (await store.preferencesIn(channelId, [userId])).get(userId) ?? {};
  if (mutedUntil(wish, now()) > 0) return "muted";
  const level = view
    ? levelOf(wish, { kind: view.channel.kind, size: view.channel.members })
    : (wish.general?.level ?? "default");
  const wantsLess = level === "nothing" || (level === "mentions" && reason === "all");
  return wantsLess ? "level" : undefined;
}
