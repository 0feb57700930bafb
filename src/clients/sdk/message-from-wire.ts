// From the contract's messages to plain ones.
import type { Message } from "../../gen/madang/channel/v1/channel_pb.ts";
import type { Event, MessagePosted } from "../../gen/madang/channel/v1/event_pb.ts";
import type { Person } from "./person-from-wire.ts";

/** Data for programs on a message. */
export interface CustomData {
  /** What it is, e.g. "game.move/v1". */
  readonly type: string;
  /** At most 4,096 bytes. */
  readonly data: Uint8Array;
}

/** One kind of reaction to a message, and who reacted so. */
export interface Reaction {
  readonly emoji: string;
  readonly userIds: readonly string[];
}

/** A message as it stands now, or, when it was just said, as it was said. */
export interface ChatMessage {
  readonly seq: number;
  /** Milliseconds since 1970-01-01 UTC. */
  readonly at: number;
  readonly from: Person;
  readonly clientMessageId: string;
  /** Empty if deleted, and when there is only custom data. */
  readonly text: string;
  /** The seq of the message that it answers. */
  readonly replyTo: number | undefined;
  /** The ids of those whom it mentions. */
  readonly mentions: readonly string[];
  readonly custom: CustomData | undefined;
  readonly editedAt: number | undefined;
  readonly deleted: boolean;
  readonly reactions: readonly Reaction[];
  /** How many messages the channel had up to this one. */
  readonly messages: number;
}

const noReactions: readonly Reaction[] = [];

/** A message of the history. */
export function messageFromHistory(message: Message): ChatMessage {
  const { authorId, authorName, clientMessageId, text, mentionedUserIds, deleted, reactions } = message;
  return {
    seq: Number(message.seq),
    at: Number(message.atMs),
    from: { id: authorId, name: authorName },
    clientMessageId,
    text,
    replyTo: Number(message.replyToSeq) || undefined,
    mentions: mentionedUserIds,
    custom: customFromWire(message.custom),
    editedAt: Number(message.editedAtMs) || undefined,
    deleted,
    reactions: reactions.map(({ emoji, userIds }) => ({ emoji, userIds })),
    messages: Number(message.messages),
  };
}

/** A message that was just said. */
export function messageFromEvent(event: Event, posted: MessagePosted): ChatMessage {
  return {
    seq: Number(event.seq),
    at: Number(event.atMs),
    from: { id: event.actorId, name: event.actorName },
    clientMessageId: event.clientMessageId,
    text: posted.text,
    replyTo: Number(posted.replyToSeq) || undefined,
    mentions: posted.mentionedUserIds,
    custom: customFromWire(posted.custom),
    editedAt: undefined,
    deleted: false,
    reactions: noReactions,
    messages: Number(event.messages),
  };
}

function customFromWire(custom: CustomData | undefined): CustomData | undefined {
  return custom && { type: custom.type, data: custom.data };
}
