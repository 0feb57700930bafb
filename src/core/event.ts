// An event of a channel's log as the server handles it: an envelope that everybody reads and a body that stays bytes.
import { fromBinary } from "@bufbuild/protobuf";
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { type Event, EventSchema } from "../gen/madang/channel/v1/event_pb.ts";
import { encodeWith } from "./encode-with.ts";

/** What happened, by the field number of the body in madang.channel.v1.Event. */
export const kinds = {
  messagePosted: 8,
  messageEdited: 9,
  messageDeleted: 10,
  reactionAdded: 11,
  reactionRemoved: 12,
  channelCreated: 16,
  channelChanged: 17,
  memberJoined: 18,
  memberLeft: 19,
  memberRemoved: 20,
  memberUnbanned: 21,
  roleChanged: 22,
  channelArchived: 23,
  doorLine: 24,
} as const;

/** An event that has no place yet: what a service hands to the log. */
export interface Draft {
  readonly channelId: string;
  readonly actorId: string;
  readonly actorName: string;
  /** What a repeat is recognised by, together with actor and channel. */
  readonly clientMessageId: string;
  /** The last seq that the sender held when it was written; 0 if unknown. */
  readonly seenSeq: number;
  /** One of `kinds`; a later release may know more. */
  readonly kind: number;
  /** The encoded body message. */
  readonly body: Uint8Array;
  /** The message that this is about: the target of an edit, deletion or reaction, what a reply answers; 0 if none. */
  readonly targetSeq: number;
  /** Whom the text mentions. */
  readonly mentions: readonly string[];
}

/** What the log adds to a draft: its place. */
export interface Place {
  readonly seq: number;
  /** Milliseconds since 1970-01-01 UTC; never decreases within a channel. */
  readonly atMs: number;
  /** The channel's message count up to and including this event. */
  readonly messages: number;
}

/** An event in a log: its place, its draft, and its bytes as madang.channel.v1.Event. */
export interface LoggedEvent extends Place {
  readonly channelId: string;
  readonly kind: number;
  readonly bytes: Uint8Array;
}

/** What to read: (after, …] of one channel, oldest first. */
export interface ReadRange {
  readonly after: number;
  /** Nothing beyond this seq; the head if left out. */
  readonly through?: number;
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/** Events and the range (after, through] that they account for. */
export interface EventPage {
  readonly events: readonly LoggedEvent[];
  readonly after: number;
  readonly through: number;
}

/** Encodes a draft with its place as madang.channel.v1.Event: done once, by the log; the body is copied unread. */
export function encodeEvent(
  draft: Omit<Draft, "channelId" | "seenSeq" | "targetSeq" | "mentions">,
  place: Place,
): Uint8Array {
  return encodeWith((writer) => {
    writer.tag(1, WireType.Varint).uint64(place.seq);
    writer.tag(2, WireType.Varint).int64(place.atMs);
    if (place.messages > 0) writer.tag(3, WireType.Varint).uint64(place.messages);
    writer.tag(4, WireType.LengthDelimited).string(draft.actorId);
    writer.tag(5, WireType.LengthDelimited).string(draft.actorName);
    writer.tag(6, WireType.LengthDelimited).string(draft.clientMessageId);
    writer.tag(draft.kind, WireType.LengthDelimited).bytes(draft.body);
  });
}

/** The place in an encoded event, without decoding the rest. */
export function placeOf(bytes: Uint8Array): Place {
  const place = { seq: 0, atMs: 0, messages: 0 };
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === 1) place.seq = Number(reader.uint64());
    else if (field === 2) place.atMs = Number(reader.int64());
    else if (field === 3) place.messages = Number(reader.uint64());
    else reader.skip(type, field);
  }
  return place;
}

/** Decodes an event; throws if the bytes are none. */
export function decodeEvent(bytes: Uint8Array): Event {
  return fromBinary(EventSchema, bytes);
}

/** The bytes of an event's body, without decoding it; empty if there is none. */
export function bodyOf(bytes: Uint8Array, kind: number): Uint8Array {
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === kind && type === WireType.LengthDelimited) return reader.bytes();
    reader.skip(type, field);
  }
  return new Uint8Array();
}
