// Turns what people ask for into drafts: the form is checked here, rights where the log gives the seq.
import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { encodeWith } from "../../core/encode-with.ts";
import { errors } from "../../core/errors.ts";
import { type Draft, kinds } from "../../core/event.ts";
import { createMessageId, isId } from "../../core/ids.ts";
import type { Caller } from "../../core/service.ts";
import { requireEmoji, requireText } from "../../core/text.ts";
import type {
  DeleteMessageRequest,
  EditMessageRequest,
  ReactRequest,
  SendMessageRequest,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import {
  CustomDataSchema,
  MessageDeletedSchema,
  MessageEditedSchema,
  ReactionAddedSchema,
  ReactionRemovedSchema,
} from "../../gen/madang/channel/v1/event_pb.ts";

const maxCustomBytes = 4_096;
const customType = /^[A-Za-z0-9./_-]{1,64}$/;

/** What every act of a person says. */
interface Act {
  readonly channelId: string;
  readonly clientMessageId: string;
  readonly seenSeq: bigint;
}

/** A message, encoded by hand because it is the most frequent of all; `mentions` are the ids of those whom its text mentions. The text is in its kept form already. */
export function toPosted(
  request: SendMessageRequest,
  text: string,
  mentions: readonly string[],
  caller: Caller,
): Draft {
  const { replyToSeq, custom } = request;
  const body = encodeWith((writer) => {
    if (text !== "") writer.tag(1, WireType.LengthDelimited).string(text);
    if (replyToSeq > 0n) writer.tag(2, WireType.Varint).uint64(replyToSeq);
    for (const userId of mentions) writer.tag(3, WireType.LengthDelimited).string(userId);
    if (custom) writer.tag(4, WireType.LengthDelimited).bytes(toBinary(CustomDataSchema, custom));
  });
  return { ...envelope(request, caller), kind: kinds.messagePosted, body, targetSeq: Number(replyToSeq), mentions };
}

/** The text of a message in its kept form; it may be empty only beside custom data. */
export function requirePostedText({ text, custom }: SendMessageRequest): string {
  if (!custom) return requireText(text);
  if (!customType.test(custom.type)) throw errors.customInvalid("its type is 1 to 64 of letters, digits and ./_-");
  if (custom.data.length > maxCustomBytes) throw errors.customInvalid(`at most ${maxCustomBytes} bytes`);
  return text === "" ? "" : requireText(text);
}

/** An edit. */
export function toEdited(
  request: EditMessageRequest,
  text: string,
  mentions: readonly string[],
  caller: Caller,
): Draft {
  const body = encode(MessageEditedSchema, { targetSeq: request.seq, text, mentionedUserIds: [...mentions] });
  return {
    ...envelope(request, caller),
    kind: kinds.messageEdited,
    body,
    targetSeq: requireTarget(request.seq),
    mentions,
  };
}

/** A deletion. */
export function toDeleted(request: DeleteMessageRequest, caller: Caller): Draft {
  const body = encode(MessageDeletedSchema, { targetSeq: request.seq });
  return {
    ...envelope(request, caller),
    kind: kinds.messageDeleted,
    body,
    targetSeq: requireTarget(request.seq),
    mentions: [],
  };
}

/** A reaction, or its end. */
export function toReaction(request: ReactRequest, caller: Caller): Draft {
  const schema = request.remove ? ReactionRemovedSchema : ReactionAddedSchema;
  const kind = request.remove ? kinds.reactionRemoved : kinds.reactionAdded;
  const body = encode(schema, { targetSeq: request.seq, emoji: requireEmoji(request.emoji) });
  return { ...envelope(request, caller), kind, body, targetSeq: requireTarget(request.seq), mentions: [] };
}

function envelope({ channelId, clientMessageId, seenSeq }: Act, caller: Caller) {
  if (!isId(channelId)) throw errors.idInvalid("channel_id");
  if (!isId(clientMessageId)) throw errors.idInvalid("client_message_id");
  return { channelId, actorId: caller.userId, actorName: caller.name, clientMessageId, seenSeq: Number(seenSeq) };
}

function requireTarget(seq: bigint): number {
  if (seq <= 0n || seq > BigInt(Number.MAX_SAFE_INTEGER)) throw errors.messageNotFound();
  return Number(seq);
}

function encode<Desc extends DescMessage>(schema: Desc, body: MessageInitShape<Desc>): Uint8Array {
  return toBinary(schema, create(schema, body));
}

/** An id for an act whose client gave none. */
export function actId(given: string, nowMs: number): string {
  return given === "" ? createMessageId(nowMs) : given;
}
