import assert from "node:assert/strict";
import { test } from "node:test";
import { toJson } from "@bufbuild/protobuf";
import { EventSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import { chatMessages } from "./chat-messages.ts";
import { formsOf } from "./forms.ts";

test("what every form holds is the whole message", () => {
  for (const { name, event } of chatMessages) {
    const plain = toJson(EventSchema, event);
    for (const form of formsOf(event)) {
      const read = form.decode(form.encode());
      const isOfSchema = form.name === "protobuf" || form.name === "JSON checked by the schema";
      assert.deepEqual(read, isOfSchema ? event : plain, `${name} as ${form.name}`);
    }
  }
});

test("the two lines say as much as they are called", () => {
  const bytes = chatMessages.map(({ event: { body } }) =>
    body.case === "messagePosted" ? Buffer.byteLength(body.value.text) : 0,
  );
  assert.deepEqual(bytes, [200, 200, 9_000]);
});
