// Requests and answers in protobuf's JSON mapping, as the browser's wires take them.
import {
  create,
  type DescMessage,
  type DescMethod,
  fromJson,
  type JsonValue,
  type MessageInitShape,
  type MessageShape,
  toJson,
} from "@bufbuild/protobuf";
import { errors } from "../../core/errors.ts";
import { clientErrors } from "./client-errors.ts";

/** The server takes 1 MiB, of which a little is not the request. */
const maxBytes = 1024 * 1024 - 4 * 1024;

/** The name of a method on the wire, e.g. "madang.channel.v1.ChannelService/SendMessage". */
export function pathOf({ parent, name }: DescMethod): string {
  return `${parent.typeName}/${name}`;
}

/** A request as JSON; throws ARGUMENT_INVALID for one that the server would cut the connection for. */
export function toJsonOf<I extends DescMessage>(input: I, request: MessageInitShape<I>): JsonValue {
  const json = toJson(input, create(input, request));
  const text = JSON.stringify(json);
  // A letter has three bytes at most.
  if (text.length * 3 > maxBytes && new TextEncoder().encode(text).length > maxBytes)
    throw errors.argumentInvalid("The request is larger than 1 MiB: split it.");
  return json;
}

/** An answer of its JSON, fields of newer servers left out; throws BAD_ANSWER. */
export function readAnswer<O extends DescMessage>(output: O, json: JsonValue): MessageShape<O> {
  try {
    return fromJson(output, json, { ignoreUnknownFields: true });
  } catch (error) {
    throw clientErrors.badAnswer(error);
  }
}
