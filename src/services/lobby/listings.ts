// Looking around: channels, one channel, its members.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { ChatError, errors } from "../../core/errors.ts";
import type { Caller } from "../../core/service.ts";
import { nameKey, requireChannelName } from "../../core/text.ts";
import type {
  GetChannelRequest,
  GetChannelResponseSchema,
  ListChannelsRequest,
  ListChannelsResponseSchema,
  ListMembersRequest,
  ListMembersResponseSchema,
} from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { requireVisible, showChannel, toChannel, toMember } from "./channel-view.ts";
import type { LobbyParts } from "./lobby-parts.ts";
import { requirePage, toPageToken } from "./page.ts";

/** The channels that the caller can find, or those that they are in. */
export async function listChannels(
  { channels }: LobbyParts,
  { userId }: Caller,
  request: ListChannelsRequest,
): Promise<MessageInitShape<typeof ListChannelsResponseSchema>> {
  const list = request.mine ? "mine" : "channels";
  const ask = requirePage(list, request);
  const page = request.mine ? await channels.channelsOf(userId, ask) : await channels.directory(userId, ask);
  return { channels: page.items.map(toChannel), nextPageToken: toPageToken(list, page.next) };
}

/** One channel, by id or by name. */
export async function getChannel(
  { channels }: LobbyParts,
  { userId }: Caller,
  { which }: GetChannelRequest,
): Promise<MessageInitShape<typeof GetChannelResponseSchema>> {
  if (which.case === undefined) throw errors.argumentInvalid("Say which channel: channel_id or name.");
  if (which.case === "channelId") return { channel: await showChannel(channels, userId, which.value) };
  const key = toNameKey(which.value);
  const named = await channels.channelNamed(key);
  // A channel that has only claimed the name does not bear it, or not any more.
  if (!named || nameKey(named.name) !== key) throw errors.channelNotFound();
  return { channel: await showChannel(channels, userId, named.channelId) };
}

/** A channel's members, and those who are banned from it. */
export async function listMembers(
  { channels }: LobbyParts,
  { userId }: Caller,
  request: ListMembersRequest,
): Promise<MessageInitShape<typeof ListMembersResponseSchema>> {
  const ask = requirePage("members", request);
  await requireVisible(channels, userId, request.channelId);
  const page = await channels.members(request.channelId, ask);
  return { members: page.items.map(toMember), nextPageToken: toPageToken("members", page.next) };
}

function toNameKey(name: string): string {
  try {
    return nameKey(requireChannelName(name));
  } catch (failure) {
    // What cannot be a channel's name is no channel's name.
    throw failure instanceof ChatError ? errors.channelNotFound() : failure;
  }
}
