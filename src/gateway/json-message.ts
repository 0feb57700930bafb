// Responses as JSON, by protobuf's own mapping: 64-bit numbers are strings, bytes are base64.
import { create, type DescMessage, fromBinary, type MessageInitShape, toJson } from "@bufbuild/protobuf";

/** The JSON text of a response, given as `create` takes it. */
export function messageText(schema: DescMessage, response: unknown): string {
  return JSON.stringify(toJson(schema, create(schema, response as MessageInitShape<DescMessage>)));
}

/** The JSON text of a message that is encoded already. */
export function frameText(schema: DescMessage, frame: Uint8Array): string {
  return JSON.stringify(toJson(schema, fromBinary(schema, frame)));
}
