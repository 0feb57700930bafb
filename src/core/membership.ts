// Who came into a channel and who left it by an event: what their open streams must know at once.
import { fromBinary } from "@bufbuild/protobuf";
import {
  ChannelCreatedSchema,
  MemberJoinedSchema,
  MemberLeftSchema,
  MemberRemovedSchema,
} from "../gen/madang/channel/v1/event_pb.ts";
import { bodyOf, kinds, type LoggedEvent } from "./event.ts";
import type { ChatSignals, UserSignal } from "./signals.ts";
import type { Topics } from "./topics.ts";

/** Tells the people whom a committed event brought in or out. */
export function tellMembership(event: LoggedEvent, topics: Topics<ChatSignals>): void {
  if (event.kind < kinds.channelCreated) return;
  for (const [userId, signal] of changesOf(event)) topics.emit("user", userId, signal);
}

function changesOf({ kind, bytes, channelId, seq }: LoggedEvent): [string, UserSignal][] {
  const body = () => bodyOf(bytes, kind);
  const joined = (userId: string): [string, UserSignal] => [userId, { kind: "joined", channelId, seq }];
  const left = (userId: string, removed: boolean): [string, UserSignal] => [
    userId,
    { kind: "left", channelId, seq, removed },
  ];
  switch (kind) {
    case kinds.channelCreated:
      return fromBinary(ChannelCreatedSchema, body()).members.map(({ userId }) => joined(userId));
    case kinds.memberJoined:
      return [joined(fromBinary(MemberJoinedSchema, body()).userId)];
    case kinds.memberLeft:
      return [left(fromBinary(MemberLeftSchema, body()).userId, false)];
    case kinds.memberRemoved:
      return [left(fromBinary(MemberRemovedSchema, body()).userId, true)];
    default:
      return [];
  }
}
