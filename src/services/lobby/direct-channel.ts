// The channel of two people: its id follows from the two, so that both open the same one.
import { errors } from "../../core/errors.ts";
import { directChannelId } from "../../core/ids.ts";
import type { UserRow } from "../../core/ports.ts";
import type { Caller } from "../../core/service.ts";
import { nameKey } from "../../core/text.ts";
import { ChannelKind, Role } from "../../gen/madang/channel/v1/event_pb.ts";
import type { OpenDirectChannelRequest } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { appendChange, changes } from "./change.ts";
import type { LobbyParts } from "./lobby-parts.ts";

/** Opens the channel of the caller and another person, and resolves to its id. */
export async function openDirectChannel(
  parts: LobbyParts,
  caller: Caller,
  request: OpenDirectChannelRequest,
): Promise<string> {
  const other = await requirePerson(parts, request);
  if (other.userId === caller.userId) throw errors.directToSelf();
  const channelId = directChannelId(caller.userId, other.userId);
  if (!(await parts.channels.channel(channelId))) await make(parts, caller, other, channelId);
  return channelId;
}

async function requirePerson({ sessions }: LobbyParts, { who }: OpenDirectChannelRequest): Promise<UserRow> {
  if (who.case === undefined) throw errors.argumentInvalid("Say with whom: user_id or name.");
  const user = who.case === "userId" ? await sessions.user(who.value) : await sessions.userNamed(nameKey(who.value));
  if (!user) throw errors.userNotFound();
  return user;
}

async function make(parts: LobbyParts, caller: Caller, other: UserRow, channelId: string): Promise<void> {
  const members = [caller, other].map(({ userId, name }) => ({ userId, name, role: Role.MEMBER }));
  const change = changes.channelCreated({ kind: ChannelKind.DIRECT, members });
  const act = { actor: caller, channelId, clientMessageId: `create:${channelId}` };
  await parts.places.take(caller.userId, () => appendChange(parts, act, change));
}
