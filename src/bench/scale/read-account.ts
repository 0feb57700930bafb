// Reads from a subscription's frame what it accounts for, and how many events are in it; the events stay undecoded.
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { EventRangeSchema, SubscribeResponseSchema } from "../../gen/madang/channel/v1/channel_pb.ts";

const { ranges, signals, heartbeat } = SubscribeResponseSchema.field;
const { channelId: idField, after: afterField, through: throughField, events: eventsField } = EventRangeSchema.field;

/** A range of one channel and how many events came with it. */
export type OnRange = (channelId: string, after: number, through: number, events: number) => void;

/** Tells each range; true if there is more in the frame than ranges, signals and signs of life. */
export function readAccount(frame: Buffer, onRange: OnRange): boolean {
  const reader = new BinaryReader(frame);
  let hasMore = false;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === ranges.number) readRange(frame, reader, onRange);
    else {
      if (field !== signals.number && field !== heartbeat.number) hasMore = true;
      reader.skip(wireType);
    }
  }
  return hasMore;
}

function readRange(frame: Buffer, reader: BinaryReader, onRange: OnRange): void {
  const length = reader.uint32();
  const end = reader.pos + length;
  let channelId = "";
  let after = 0;
  let through = 0;
  let events = 0;
  while (reader.pos < end) {
    const [field, wireType] = reader.tag();
    if (field === idField.number) {
      const idLength = reader.uint32();
      channelId = frame.toString("latin1", reader.pos, reader.pos + idLength);
      reader.pos += idLength;
    } else if (field === afterField.number) after = Number(reader.uint64());
    else if (field === throughField.number) through = Number(reader.uint64());
    else {
      if (field === eventsField.number) events++;
      reader.skip(wireType);
    }
  }
  onRange(channelId, after, through, events);
}
