// What an event says, as a digest: equal for a repeat, different when an id is used for something else.
import { createHash } from "node:crypto";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { bodyOf, kinds } from "../../core/event.ts";
import { MessageEditedSchema, MessagePostedSchema } from "../../gen/madang/channel/v1/event_pb.ts";

/** SHA-256 over kind and body of an encoded event. */
export function contentDigest(kind: number, bytes: Uint8Array): Uint8Array {
  return bodyDigest(kind, bodyOf(bytes, kind));
}

/** SHA-256 over kind and body; whom a text mentions is left out, since names may mean others at the time of a retry. */
export function bodyDigest(kind: number, body: Uint8Array): Uint8Array {
  return createHash("sha256").update(`${kind}:`).update(withoutMentions(kind, body)).digest();
}

function withoutMentions(kind: number, body: Uint8Array): Uint8Array {
  const schema =
    kind === kinds.messagePosted ? MessagePostedSchema : kind === kinds.messageEdited ? MessageEditedSchema : undefined;
  if (!schema) return body;
  const message = fromBinary(schema, body);
  message.mentionedUserIds = [];
  return toBinary(schema, message);
}
