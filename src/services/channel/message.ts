// A stored message as the wire says it.
import { create } from "@bufbuild/protobuf";
import { decodeEvent } from "../../core/event.ts";
import type { StoredMessage } from "../../core/ports.ts";
import { type Message, MessageSchema } from "../../gen/madang/channel/v1/channel_pb.ts";

/** The message in its present state; a deleted one keeps its place, author and time. */
export function toMessage({ bytes, edited, deleted, reactions }: StoredMessage): Message {
  const event = decodeEvent(bytes);
  const posted = event.body.case === "messagePosted" ? event.body.value : undefined;
  const said = deleted ? undefined : posted;
  return create(MessageSchema, {
    seq: event.seq,
    atMs: event.atMs,
    authorId: event.actorId,
    authorName: event.actorName,
    clientMessageId: event.clientMessageId,
    text: edited?.text ?? said?.text ?? "",
    replyToSeq: posted?.replyToSeq ?? 0n,
    mentionedUserIds: [...(edited?.mentions ?? said?.mentionedUserIds ?? [])],
    ...(said?.custom && { custom: said.custom }),
    editedAtMs: BigInt(edited?.atMs ?? 0),
    deleted,
    reactions: reactions.map(({ emoji, userIds }) => ({ emoji, userIds: [...userIds] })),
    messages: event.messages,
  });
}
