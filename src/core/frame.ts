// The bytes of a subscription's frames: parts of madang.channel.v1.SubscribeResponse that are encoded once and joined.
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { WireType } from "@bufbuild/protobuf/wire";
import { SubscribeResponseSchema } from "../gen/madang/channel/v1/channel_pb.ts";
import { encodeWith } from "./encode-with.ts";
import { kinds } from "./event.ts";

const rangesField = SubscribeResponseSchema.field.ranges.number;

/**
 * Encodes one EventRange as a part of a frame; `events` are events already encoded. Lines that only their own door
 * shows are left out, and yet accounted for by the range.
 */
export function encodeRange(
  channelId: string,
  after: number,
  through: number,
  events: readonly { readonly bytes: Uint8Array; readonly kind?: number }[],
): Uint8Array {
  return encodeWith((writer) => {
    writer.tag(rangesField, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(channelId);
    if (after > 0) writer.tag(2, WireType.Varint).uint64(after);
    writer.tag(3, WireType.Varint).uint64(through);
    for (const { kind, bytes } of events)
      if (kind !== kinds.doorLine) writer.tag(4, WireType.LengthDelimited).bytes(bytes);
    writer.join();
  });
}

/** Encodes any other part of a frame. */
export function encodePart(part: MessageInitShape<typeof SubscribeResponseSchema>): Uint8Array {
  return toBinary(SubscribeResponseSchema, create(SubscribeResponseSchema, part));
}

/** Joins parts into one frame: protobuf messages that are concatenated are merged. */
export function joinParts(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  let length = 0;
  for (const part of parts) length += part.length;
  const frame = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    frame.set(part, at);
    at += part.length;
  }
  return frame;
}
