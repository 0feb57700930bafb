// Messages as JSON, by protobuf's own mapping: 64-bit numbers are strings, bytes are base64.
import {
  create,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonValue,
  type Message,
  type MessageInitShape,
  toJson,
} from "@bufbuild/protobuf";
import { errors } from "../core/errors.ts";

const longestReason = 300;

/** Reads a request; throws ARGUMENT_INVALID with the field that is wrong, also for one that the message does not have. */
export function readMessage(schema: DescMessage, json: unknown): Message {
  try {
    return fromJson(schema, (json ?? {}) as JsonValue);
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    throw errors.argumentInvalid(`The request is not what this call takes: ${reason.slice(0, longestReason)}.`);
  }
}

/** The JSON text of a response, given as `create` takes it. */
export function messageText(schema: DescMessage, response: unknown): string {
  return JSON.stringify(toJson(schema, create(schema, response as MessageInitShape<DescMessage>)));
}

/** The JSON text of a message that is encoded already. */
export function frameText(schema: DescMessage, frame: Uint8Array): string {
  return JSON.stringify(toJson(schema, fromBinary(schema, frame)));
}
