// Reads from a subscription's frame which ranges it accounts for, and leaves the events undecoded.
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { EventRangeSchema, SubscribeResponseSchema } from "../../gen/madang/channel/v1/channel_pb.ts";

const rangesField = SubscribeResponseSchema.field.ranges.number;
const { after: afterField, through: throughField, events: eventsField } = EventRangeSchema.field;

/** Tells each range of a frame; true if there is more in the frame than ranges. Throws where it is no protobuf. */
export function readRanges(frame: Uint8Array, onRange: (after: number, through: number) => void): boolean {
  const reader = new BinaryReader(frame);
  let hasMore = false;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === rangesField) {
      readRange(reader, onRange);
      continue;
    }
    hasMore = true;
    reader.skip(wireType);
  }
  return hasMore;
}

function readRange(reader: BinaryReader, onRange: (after: number, through: number) => void): void {
  const length = reader.uint32();
  const end = reader.pos + length;
  let after = 0;
  let through = 0;
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    if (field === afterField.number) after = Number(reader.uint64());
    else if (field === throughField.number) through = Number(reader.uint64());
    // The server writes the events last: they are most of the bytes.
    else if (field === eventsField.number) break;
    else reader.skip(wireType);
  }
  reader.pos = end;
  onRange(after, through);
}
