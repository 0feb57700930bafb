// A channel and its members as a caller may see them.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { isMember, type MemberRow } from "../../core/channel-state.ts";
import { errors } from "../../core/errors.ts";
import type { ChannelOfUser, ChannelStore } from "../../core/ports.ts";
import { ChannelKind, Role } from "../../gen/madang/channel/v1/event_pb.ts";
import type { ChannelSchema, MemberSchema } from "../../gen/madang/lobby/v1/lobby_pb.ts";

/** The channel from the caller's side; rejects with CHANNEL_NOT_FOUND if it is none, or hidden from them. */
export async function requireVisible(
  channels: ChannelStore,
  userId: string,
  channelId: string,
): Promise<ChannelOfUser> {
  const own = await channels.channelOf(userId, channelId);
  if (!own || !isVisible(own)) throw errors.channelNotFound();
  return own;
}

/** Reads a channel that the caller was just shown to be in, and says it as the wire does. */
export async function showChannel(channels: ChannelStore, userId: string, channelId: string) {
  return toChannel(await requireVisible(channels, userId, channelId));
}

/** A channel as the wire says it. */
export function toChannel({ channel, member, head, peer }: ChannelOfUser): MessageInitShape<typeof ChannelSchema> {
  return {
    channelId: channel.channelId,
    name: channel.name,
    kind: channel.kind,
    topic: channel.topic,
    archived: channel.archived,
    headSeq: BigInt(head.seq),
    messages: BigInt(head.messages),
    members: channel.members,
    // Everybody is a member of the lobby, without a row that says so.
    role: isMember(channel, member) ? (member?.role ?? Role.MEMBER) : Role.UNSPECIFIED,
    peerUserId: peer?.userId ?? "",
    peerName: peer?.name ?? "",
  };
}

/** A member, or somebody banned, as the wire says it. */
export function toMember({ userId, name, role, banned }: MemberRow): MessageInitShape<typeof MemberSchema> {
  return { userId, name, role, banned };
}

function isVisible({ channel, member }: ChannelOfUser): boolean {
  return channel.kind === ChannelKind.PUBLIC || isMember(channel, member);
}
