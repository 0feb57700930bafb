// Who is in a channel, read once in a while: those whose coming and going is shown to its watchers.
import { type ChannelRow, isMember, type MemberRow } from "../../core/channel-state.ts";
import { errors } from "../../core/errors.ts";
import type { ChannelStore } from "../../core/ports.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";

/** What presence asks of the store of channels. */
export type Channels = Pick<ChannelStore, "channel" | "member" | "members">;

/** The members of a channel. */
export interface Roster {
  readonly channelId: string;
  readonly kind: ChannelKind;
  /** Names by user id; undefined: everybody is a member. Whoever holds it may keep it current. */
  readonly members: Map<string, string> | undefined;
}

/** Of a larger channel only so many members are shown unless they have it open. */
const maxMembers = 10_000;
const pageSize = 500;

/** Whether the person is in the channel. */
export async function isMemberOf(channels: Channels, channelId: string, userId: string): Promise<boolean> {
  const channel = await channels.channel(channelId);
  return channel !== undefined && isMember(channel, await channels.member(channelId, userId));
}

/** The channel, if the person is in it; rejects with CHANNEL_NOT_FOUND or NOT_A_MEMBER. */
export async function requireMemberOf(channels: Channels, channelId: string, userId: string): Promise<ChannelRow> {
  const channel = await channels.channel(channelId);
  if (!channel) throw errors.channelNotFound();
  const member: MemberRow | undefined = await channels.member(channelId, userId);
  if (isMember(channel, member)) return channel;
  // A private channel does not exist for those who are not in it.
  throw channel.kind === ChannelKind.PUBLIC || member?.banned ? errors.notAMember() : errors.channelNotFound();
}

/** Reads who is in the channel. */
export async function readRoster(
  channels: Channels,
  { channelId, kind }: Pick<ChannelRow, "channelId" | "kind">,
): Promise<Roster> {
  if (kind === ChannelKind.LOBBY) return { channelId, kind, members: undefined };
  const members = new Map<string, string>();
  let after: string | undefined;
  do {
    const page = await channels.members(channelId, { after, size: pageSize });
    for (const { userId, name, banned } of page.items) if (!banned) members.set(userId, name);
    after = page.next;
  } while (after !== undefined && members.size < maxMembers);
  return { channelId, kind, members };
}
