// From the contract's channels to plain ones.
import type { ChannelHead as WireHead } from "../../gen/madang/channel/v1/channel_pb.ts";
import { ChannelKind as WireKind } from "../../gen/madang/channel/v1/event_pb.ts";
import type { Channel as WireChannel } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { type Person, type Role, roleFromWire } from "./person-from-wire.ts";

/** What kind of channel it is; unknown: a newer server knows. */
export type ChannelKind = "public" | "private" | "direct" | "lobby" | "unknown";

/** What both the list and the heads say of a channel. */
interface ChannelFacts {
  readonly channelId: string;
  /** Empty for a direct channel. */
  readonly name: string;
  readonly kind: ChannelKind;
  readonly topic: string;
  /** Closed for writing. */
  readonly archived: boolean;
  /** Our role; none: we are not in it. */
  readonly role: Role;
  /** The other one of a direct channel. */
  readonly peer: Person | undefined;
  /** How many messages it has had. */
  readonly messages: number;
}

/** A channel as one finds it. */
export interface Channel extends ChannelFacts {
  /** The seq of its last event. */
  readonly headSeq: number;
  /** How many members it has; 0 for the lobby, where everybody is. */
  readonly members: number;
}

/** A channel of ours: where it stands, and what we have not read. */
export interface ChannelHead extends ChannelFacts {
  /** The seq of its last event. */
  readonly seq: number;
  /** The first seq that is still kept. */
  readonly firstSeq: number;
  /** Up to where we have read. */
  readonly readSeq: number;
  readonly unread: number;
  /** Unread messages that mention us; of a direct channel all unread ones. */
  readonly mentions: number;
}

const kinds: Readonly<Record<number, ChannelKind>> = {
  [WireKind.PUBLIC]: "public",
  [WireKind.PRIVATE]: "private",
  [WireKind.DIRECT]: "direct",
  [WireKind.LOBBY]: "lobby",
};

/** A kind by its name. */
export function kindFromWire(kind: WireKind): ChannelKind {
  return kinds[kind] ?? "unknown";
}

/** A channel of the directory. */
export function channelFromWire(channel: WireChannel): Channel {
  return {
    ...facts(channel),
    headSeq: Number(channel.headSeq),
    members: channel.members,
  };
}

/** A head of the subscription. */
export function headFromWire(head: WireHead): ChannelHead {
  return {
    ...facts(head),
    seq: Number(head.seq),
    firstSeq: Number(head.firstSeq),
    readSeq: Number(head.readSeq),
    unread: Number(head.unread),
    mentions: Number(head.mentions),
  };
}

function facts(channel: WireChannel | WireHead): ChannelFacts {
  const { channelId, name, topic, archived, peerUserId, peerName } = channel;
  return {
    channelId,
    name,
    kind: kindFromWire(channel.kind),
    topic,
    archived,
    role: roleFromWire(channel.role),
    peer: peerUserId === "" ? undefined : { id: peerUserId, name: peerName },
    messages: Number(channel.messages),
  };
}
