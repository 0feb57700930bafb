// From JSON to a message, or a sentence that names the field that is wrong.
import { type DescMessage, fromJson, type JsonValue, type MessageShape } from "@bufbuild/protobuf";
import { errors } from "../../core/errors.ts";
import { explainWrongJson } from "./wrong-json.ts";

/**
 * Reads a message in protobuf's JSON mapping; unknown fields are refused. Throws ARGUMENT_INVALID with a sentence that
 * names the field and never holds what was in it.
 */
export function messageFromJson<Desc extends DescMessage>(schema: Desc, json: JsonValue): MessageShape<Desc> {
  try {
    return fromJson(schema, json);
  } catch {
    throw errors.argumentInvalid(explainWrongJson(schema, json));
  }
}
