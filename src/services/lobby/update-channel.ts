// A channel's name, topic and whether one can write in it.
import { errors } from "../../core/errors.ts";
import type { Caller } from "../../core/service.ts";
import { nameKey, requireChannelName, requireTopic } from "../../core/text.ts";
import type { ArchiveChannelRequest, UpdateChannelRequest } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { appendChange, changes } from "./change.ts";
import { requireVisible } from "./channel-view.ts";
import type { LobbyParts } from "./lobby-parts.ts";

interface Text {
  readonly name: string;
  readonly topic: string;
}

/** Gives a channel another name or topic; rejects with NAME_TAKEN, and with whatever the log refuses. */
export async function updateChannel(parts: LobbyParts, caller: Caller, request: UpdateChannelRequest): Promise<void> {
  const { channelId } = request;
  const wish: Partial<Text> = {
    ...(request.name !== undefined && { name: requireChannelName(request.name) }),
    ...(request.topic !== undefined && { topic: requireTopic(request.topic) }),
  };
  await requireVisible(parts.channels, caller.userId, channelId);
  // The event says name and topic: two owners who change one each must not take the other's back.
  await parts.updates.run(channelId, async () => {
    const { channel } = await requireVisible(parts.channels, caller.userId, channelId);
    await change(parts, caller, channelId, {
      from: channel,
      to: { name: channel.name, topic: channel.topic, ...wish },
    });
  });
}

/** Closes a channel for writing, or opens it again. */
export async function archiveChannel(
  parts: LobbyParts,
  caller: Caller,
  { channelId, archived }: ArchiveChannelRequest,
): Promise<void> {
  await appendChange(parts, { actor: caller, channelId }, changes.channelArchived({ archived }));
}

async function change(
  parts: LobbyParts,
  caller: Caller,
  channelId: string,
  { from, to }: { from: Text; to: Text },
): Promise<void> {
  const append = () => appendChange(parts, { actor: caller, channelId }, changes.channelChanged(to));
  const [fromKey, toKey] = [nameKey(from.name), nameKey(to.name)];
  if (fromKey === toKey) {
    await append();
    return;
  }
  await parts.names.holding(toKey, channelId, (holderId) => {
    if (holderId !== channelId) throw errors.nameTaken(to.name);
    return append();
  });
  await parts.names.release(fromKey, channelId);
}
