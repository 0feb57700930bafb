// Coming in and going out: joining, leaving, inviting.
import { isMember, type MemberRow } from "../../core/channel-state.ts";
import { errors } from "../../core/errors.ts";
import type { Caller } from "../../core/service.ts";
import { Role } from "../../gen/madang/channel/v1/event_pb.ts";
import type {
  InviteMemberRequest,
  JoinChannelRequest,
  LeaveChannelRequest,
} from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { appendChange, changes } from "./change.ts";
import type { LobbyParts } from "./lobby-parts.ts";

/** Brings the caller into a public channel; does nothing if they are in. */
export async function joinChannel(parts: LobbyParts, caller: Caller, { channelId }: JoinChannelRequest): Promise<void> {
  await bringIn(parts, caller, channelId, caller);
}

/** Takes the caller out of a channel; does nothing if they are not in. */
export async function leaveChannel(
  parts: LobbyParts,
  caller: Caller,
  { channelId }: LeaveChannelRequest,
): Promise<void> {
  const { userId, name } = caller;
  const { appended } = await appendChange(parts, { actor: caller, channelId }, changes.memberLeft({ userId, name }));
  if (appended) await parts.places.giveBack(userId);
}

/** Brings somebody into a channel of the caller; resolves to the member, who may have been in before. */
export async function inviteMember(
  parts: LobbyParts,
  caller: Caller,
  { channelId, userId }: InviteMemberRequest,
): Promise<MemberRow> {
  const guest = await parts.sessions.user(userId);
  if (!guest) throw errors.userNotFound();
  await bringIn(parts, caller, channelId, guest);
  const member = await parts.channels.member(channelId, userId);
  if (!member) throw errors.memberNotFound();
  return member;
}

async function bringIn(
  parts: LobbyParts,
  actor: Caller,
  channelId: string,
  { userId, name }: { userId: string; name: string },
): Promise<void> {
  const change = changes.memberJoined({ userId, name, role: Role.MEMBER });
  const append = () => appendChange(parts, { actor, channelId }, change);
  // Somebody who is in needs no place: they must not hear of the limit.
  if (await isIn(parts, channelId, userId)) await append();
  else await parts.places.take(userId, append);
}

async function isIn({ channels }: LobbyParts, channelId: string, userId: string): Promise<boolean> {
  const own = await channels.channelOf(userId, channelId);
  return own !== undefined && isMember(own.channel, own.member);
}
