// From an event of the contract to what the common fold takes.
import { type DescMessage, toBinary } from "@bufbuild/protobuf";
import type { FoldedEvent } from "../../core/channel-state.ts";
import { kinds } from "../../core/event.ts";
import { type Event, EventSchema } from "../../gen/madang/channel/v1/event_pb.ts";

/** Converts an event; undefined if its kind is not known here, which changes nothing that is known here. */
export function foldedFromWire(channelId: string, event: Event): FoldedEvent | undefined {
  const { body } = event;
  if (body.case === undefined) return undefined;
  const schema = EventSchema.field[body.case].message as DescMessage;
  return {
    channelId,
    actorId: event.actorId,
    actorName: event.actorName,
    clientMessageId: event.clientMessageId,
    kind: kinds[body.case],
    body: toBinary(schema, body.value),
    targetSeq: targetOf(body),
    mentions: "mentionedUserIds" in body.value ? body.value.mentionedUserIds : [],
    seq: Number(event.seq),
    atMs: Number(event.atMs),
    messages: Number(event.messages),
  };
}

function targetOf(body: Event["body"]): number {
  if (body.case === "messagePosted") return Number(body.value.replyToSeq);
  return body.value && "targetSeq" in body.value ? Number(body.value.targetSeq) : 0;
}
