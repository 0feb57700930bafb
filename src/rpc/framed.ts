// A message as gRPC puts it on the wire: behind five bytes, one for compression and four for the length.
import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";

/** Encodes a message with its five bytes, for StreamSink.writeFramed. */
export function framed<Desc extends DescMessage>(schema: Desc, message: MessageInitShape<Desc>): Uint8Array {
  const bytes = toBinary(schema, create(schema, message));
  const frame = new Uint8Array(bytes.length + 5);
  new DataView(frame.buffer).setUint32(1, bytes.length);
  frame.set(bytes, 5);
  return frame;
}
