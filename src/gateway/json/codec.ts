// The two ways in which a request's body and its answer may be written.
import {
  create,
  type DescMessage,
  fromBinary,
  type JsonValue,
  type Message,
  type MessageInitShape,
  toBinary,
  toJsonString,
} from "@bufbuild/protobuf";
import { errors } from "../../core/errors.ts";
import { messageFromJson } from "./message-from-json.ts";

/** Reads and writes messages. */
export interface Codec {
  readonly contentType: string;
  /** Throws ARGUMENT_INVALID. */
  decode(schema: DescMessage, body: Uint8Array): Message;
  encode(schema: DescMessage, message: Message): string | Uint8Array;
}

const json: Codec = {
  contentType: "application/json",
  decode: (schema, body) => messageFromJson(schema, parse(body)),
  // Whoever types calls in a shell wants the next prompt on a line of its own.
  encode: (schema, message) => `${toJsonString(schema, message)}\n`,
};

const proto: Codec = {
  contentType: "application/proto",
  decode(schema, body) {
    try {
      return fromBinary(schema, body);
    } catch {
      throw errors.argumentInvalid(`The request cannot be decoded: it is no ${schema.name}.`);
    }
  },
  encode: (schema, message) => toBinary(schema, message),
};

/** The content types that there are. */
export const contentTypes: readonly string[] = [json.contentType, proto.contentType];

/** The codec of a content-type header; undefined if there is none for it. */
export function codecOf(header: string | undefined): Codec | undefined {
  const [type = "", ...parameters] = (header ?? "").toLowerCase().split(";");
  const charset = parameters.map((each) => each.trim()).find((each) => each.startsWith("charset="));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) return undefined;
  return [json, proto].find(({ contentType }) => contentType === type.trim());
}

/** A message of what a service answered. */
export function toMessage<Desc extends DescMessage>(schema: Desc, answer: unknown): Message {
  return create(schema, answer as MessageInitShape<Desc>);
}

function parse(body: Uint8Array): JsonValue {
  if (body.length === 0) throw errors.argumentInvalid("The body is empty: a request without fields is {}.");
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw errors.argumentInvalid("The body is not UTF-8.");
  }
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    throw errors.argumentInvalid("The body is not JSON.");
  }
}
