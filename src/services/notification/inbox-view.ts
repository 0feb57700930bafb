// Items of an inbox as their person may see them now: with the text as it stands, and without what is theirs no more.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { isMember } from "../../core/channel-state.ts";
import type { KeptNotice } from "../../core/notices.ts";
import type { ChannelOfUser, ChannelStore, NotificationStore } from "../../core/ports.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import type { InboxItemSchema } from "../../gen/madang/notification/v1/notification_pb.ts";
import { toItemId } from "./item-id.ts";
import { messageNow } from "./message-now.ts";
import { toReason } from "./wire-words.ts";

/** An item as the wire says it. */
export type InboxItem = MessageInitShape<typeof InboxItemSchema>;

/** What an item shows of a notice. */
export type ShownNotice = Pick<KeptNotice, "sourceId" | "seq" | "atMs" | "reason" | "acknowledged">;

const maxText = 500;

/** Where the rest of an item is looked up. */
export interface InboxViewParts {
  readonly channels: Pick<ChannelStore, "channelOf" | "history">;
  readonly notifications: Pick<NotificationStore, "request">;
}

/** Items in the order of the notices. Rejects if the store cannot be read. */
export async function showItems(
  parts: InboxViewParts,
  userId: string,
  notices: readonly ShownNotice[],
): Promise<InboxItem[]> {
  const known = new Map<string, ChannelOfUser | undefined>();
  const items: InboxItem[] = [];
  for (const notice of notices) {
    const { sourceId, reason } = notice;
    if (reason !== "service" && !known.has(sourceId))
      known.set(sourceId, await parts.channels.channelOf(userId, sourceId));
    const item = reason === "service" ? await showRequest(parts, notice) : await showMessage(parts, notice, known);
    if (item) items.push(item);
  }
  return items;
}

async function showMessage(
  { channels }: InboxViewParts,
  notice: ShownNotice,
  known: ReadonlyMap<string, ChannelOfUser | undefined>,
): Promise<InboxItem | undefined> {
  const { sourceId: channelId, seq } = notice;
  const own = known.get(channelId);
  if (!own || !isMember(own.channel, own.member)) return undefined;
  const message = await messageNow(channels, channelId, seq);
  if (!message) return undefined;
  const { authorId: actorId, authorName: actorName, text } = message;
  const channelName = own.channel.kind === ChannelKind.DIRECT ? "" : own.channel.name;
  return { ...frame(notice), channelId, channelName, seq: BigInt(seq), actorId, actorName, text: shorten(text) };
}

async function showRequest({ notifications }: InboxViewParts, notice: ShownNotice): Promise<InboxItem | undefined> {
  const request = await notifications.request(notice.sourceId);
  return request && { ...frame(notice), text: shorten(request.message), roomId: request.roomId };
}

function frame(notice: ShownNotice): InboxItem {
  const { atMs, reason, acknowledged } = notice;
  return { itemId: toItemId(notice), reason: toReason(reason), atMs: BigInt(atMs), acknowledged };
}

function shorten(text: string): string {
  if (text.length <= maxText) return text;
  let end = 0;
  let count = 0;
  for (const character of text) {
    if (count === maxText) break;
    count++;
    end += character.length;
  }
  return text.slice(0, end);
}
