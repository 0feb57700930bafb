// Where a channel stands for one person, as the wire says it.
import { create } from "@bufbuild/protobuf";
import type { ChannelOfUser } from "../../core/ports.ts";
import { type ChannelHead, ChannelHeadSchema } from "../../gen/madang/channel/v1/channel_pb.ts";
import { Role } from "../../gen/madang/channel/v1/event_pb.ts";

/** The head of a channel, with the cursor at which the stream starts in it. */
export function toHead(
  { channel, member, head, readSeq, unread, mentions, peer }: ChannelOfUser,
  cursor: number,
): ChannelHead {
  return create(ChannelHeadSchema, {
    channelId: channel.channelId,
    seq: BigInt(head.seq),
    messages: BigInt(head.messages),
    firstSeq: BigInt(head.firstSeq),
    readSeq: BigInt(readSeq),
    unread: BigInt(unread),
    mentions: BigInt(mentions),
    name: channel.name,
    kind: channel.kind,
    topic: channel.topic,
    archived: channel.archived,
    peerUserId: peer?.userId ?? "",
    peerName: peer?.name ?? "",
    cursor: BigInt(cursor),
    role: member?.role ?? Role.UNSPECIFIED,
  });
}

/** The counters of a person in a channel, and up to which event they count. */
export function toReadCounts({ head, readSeq, unread, mentions }: ChannelOfUser) {
  return {
    readSeq: BigInt(readSeq),
    unread: BigInt(unread),
    mentions: BigInt(mentions),
    headSeq: BigInt(head.seq),
  };
}
