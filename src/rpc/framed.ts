// An encoded answer of an older protocol behind gRPC's five bytes, which many get.
import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { toFramed } from "./framed-bytes.ts";

/** Encodes a message with its five bytes, for StreamSink.writeFramed. */
export function framed<Desc extends DescMessage>(schema: Desc, message: MessageInitShape<Desc>): Uint8Array {
  return toFramed(toBinary(schema, create(schema, message)));
}
