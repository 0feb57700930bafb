// What an act of the lobby puts into a channel's log.
import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { Clock } from "../../core/clock.ts";
import { kinds } from "../../core/event.ts";
import { createMessageId } from "../../core/ids.ts";
import type { Appended, MessageLog } from "../../core/ports.ts";
import {
  ChannelArchivedSchema,
  ChannelChangedSchema,
  ChannelCreatedSchema,
  MemberJoinedSchema,
  MemberLeftSchema,
  MemberRemovedSchema,
  MemberUnbannedSchema,
  RoleChangedSchema,
} from "../../gen/madang/channel/v1/event_pb.ts";

/** An event's kind and its encoded body. */
export interface Change {
  readonly kind: number;
  readonly body: Uint8Array;
}

/** Every change that the lobby makes, by its name in the log. */
export const changes = {
  channelCreated: encoder(kinds.channelCreated, ChannelCreatedSchema),
  channelChanged: encoder(kinds.channelChanged, ChannelChangedSchema),
  channelArchived: encoder(kinds.channelArchived, ChannelArchivedSchema),
  memberJoined: encoder(kinds.memberJoined, MemberJoinedSchema),
  memberLeft: encoder(kinds.memberLeft, MemberLeftSchema),
  memberRemoved: encoder(kinds.memberRemoved, MemberRemovedSchema),
  memberUnbanned: encoder(kinds.memberUnbanned, MemberUnbannedSchema),
  roleChanged: encoder(kinds.roleChanged, RoleChangedSchema),
};

/** Who acts where; without an id of the act every call is an act of its own. */
export interface Act {
  readonly actor: { readonly userId: string; readonly name: string };
  readonly channelId: string;
  readonly clientMessageId?: string;
}

/** Appends a change; the log decides whether the actor may, and rejects with the reason if not. */
export function appendChange(
  { log, clock }: { log: MessageLog; clock: Clock },
  { actor, channelId, clientMessageId = createMessageId(clock.now()) }: Act,
  change: Change,
): Promise<Appended> {
  return log.append({
    ...change,
    channelId,
    actorId: actor.userId,
    actorName: actor.name,
    clientMessageId,
    seenSeq: 0,
    targetSeq: 0,
    mentions: [],
  });
}

function encoder<Desc extends DescMessage>(kind: number, schema: Desc) {
  return (body: MessageInitShape<Desc>): Change => ({ kind, body: toBinary(schema, create(schema, body)) });
}
