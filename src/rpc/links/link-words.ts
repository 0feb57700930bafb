// What nodes say to each other, between the words of the domain and those of the wire.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { ChatError, type Code } from "../../core/errors.ts";
import { type Draft, type LoggedEvent, placeOf } from "../../core/event.ts";
import type { LaneAnswer } from "../../core/ports.ts";
import {
  type AppendAnswer,
  type AppendAnswerSchema,
  type LinkDraft,
  type LinkDraftSchema,
  type LinkEvents,
  type LinkEventsSchema,
  type LinkFailure,
  LinkFailureSchema,
} from "../../gen/madang/cluster/v1/link_pb.ts";

/** A draft for the wire. */
export function toLinkDraft(draft: Draft): MessageInitShape<typeof LinkDraftSchema> {
  const { seenSeq, targetSeq, mentions, ...same } = draft;
  return { ...same, seenSeq: BigInt(seenSeq), targetSeq: BigInt(targetSeq), mentions: [...mentions] };
}

/** A draft from the wire. */
export function fromLinkDraft(draft: LinkDraft): Draft {
  const { channelId, actorId, actorName, clientMessageId, kind, body, mentions } = draft;
  const places = { seenSeq: Number(draft.seenSeq), targetSeq: Number(draft.targetSeq) };
  return { channelId, actorId, actorName, clientMessageId, kind, body, mentions, ...places };
}

/** An answer for the wire. */
export function toAppendAnswer(call: bigint, answer: LaneAnswer): MessageInitShape<typeof AppendAnswerSchema> {
  const appended = answer.appended.map(({ seq, atMs, appended }) => ({
    seq: BigInt(seq),
    atMs: BigInt(atMs),
    appended,
  }));
  return { call, appended, ...(answer.failure && { failure: toFailure(answer.failure) }) };
}

/** An answer from the wire. */
export function fromAppendAnswer({ appended, failure }: AppendAnswer): LaneAnswer {
  const places = appended.map((each) => ({
    seq: Number(each.seq),
    atMs: Number(each.atMs),
    appended: each.appended,
  }));
  return { appended: places, failure: failure && fromFailure(failure) };
}

/** Events of one channel for the wire. */
export function toLinkEvents(
  channelId: string,
  events: readonly LoggedEvent[],
): MessageInitShape<typeof LinkEventsSchema> {
  return { channelId, events: events.map(({ kind, bytes }) => ({ kind, bytes })) };
}

/** Events of one channel from the wire: their places stand in their bytes. */
export function fromLinkEvents({ channelId, events }: LinkEvents): LoggedEvent[] {
  return events.map(({ kind, bytes }) => ({ channelId, kind, bytes, ...placeOf(bytes) }));
}

// What a cause was is for the log of the node where it happened.
function toFailure({ code, reason, message, retryAfterMs, metadata }: ChatError): LinkFailure {
  const after = retryAfterMs === undefined ? {} : { retryAfterMs };
  return create(LinkFailureSchema, { code, reason, message, metadata: { ...metadata }, ...after });
}

function fromFailure({ code, reason, message, retryAfterMs, metadata }: LinkFailure): ChatError {
  const after = retryAfterMs === undefined ? {} : { retryAfterMs };
  return new ChatError(code as Code, reason, message, { metadata, ...after });
}
