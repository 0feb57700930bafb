// Keeping order: removing, banning, letting back, giving roles.
import type { MemberRow } from "../../core/channel-state.ts";
import { errors } from "../../core/errors.ts";
import type { Caller } from "../../core/service.ts";
import { requireTopic } from "../../core/text.ts";
import { Role } from "../../gen/madang/channel/v1/event_pb.ts";
import type { RemoveMemberRequest, SetRoleRequest, UnbanMemberRequest } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { appendChange, changes } from "./change.ts";
import type { LobbyParts } from "./lobby-parts.ts";

/** Removes a member, and bans them if wished; somebody who is not in can be banned too. */
export async function removeMember(parts: LobbyParts, caller: Caller, request: RemoveMemberRequest): Promise<void> {
  const { channelId, userId } = request;
  const reason = requireTopic(request.reason);
  const name = await nameOf(parts, channelId, userId);
  // Nobody can be banned who does not exist; the log says so to those who may ask.
  const banned = request.ban && name !== undefined;
  const change = changes.memberRemoved({ userId, name: name ?? "", banned, reason });
  const { appended } = await appendChange(parts, { actor: caller, channelId }, change);
  if (appended) await parts.places.giveBack(userId);
}

/** Lifts a ban. */
export async function unbanMember(
  parts: LobbyParts,
  caller: Caller,
  { channelId, userId }: UnbanMemberRequest,
): Promise<void> {
  const name = (await nameOf(parts, channelId, userId)) ?? "";
  await appendChange(parts, { actor: caller, channelId }, changes.memberUnbanned({ userId, name }));
}

/** Gives a member another role; resolves to the member. */
export async function setRole(parts: LobbyParts, caller: Caller, request: SetRoleRequest): Promise<MemberRow> {
  const { channelId, userId } = request;
  const name = (await nameOf(parts, channelId, userId)) ?? "";
  const change = changes.roleChanged({ userId, name, role: requireRole(request.role) });
  await appendChange(parts, { actor: caller, channelId }, change);
  const member = await parts.channels.member(channelId, userId);
  if (!member) throw errors.memberNotFound();
  return member;
}

function requireRole(role: Role): Role {
  if (role === Role.UNSPECIFIED) return Role.MEMBER;
  if (role < Role.MEMBER || role > Role.OWNER) throw errors.argumentInvalid("role must be member, moderator or owner.");
  return role;
}

async function nameOf({ channels, sessions }: LobbyParts, channelId: string, userId: string) {
  return (await channels.member(channelId, userId))?.name ?? (await sessions.user(userId))?.name;
}
