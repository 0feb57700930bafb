import assert from "node:assert/strict";
import { test } from "node:test";
import { readQueued } from "./browser-outbox.ts";
import { readPerson } from "./saved-person.ts";
import { suggestedName } from "./suggested-name.ts";

test("what the browser kept of a person is read, and anything else is nobody", () => {
  const ann = { id: "u1", name: "ann", kind: "guest" };
  assert.deepEqual(readPerson(JSON.stringify({ ...ann, accessToken: "secret" })), ann);
  for (const kept of [undefined, "", "null", "{}", "[1]", '{"id":1,"name":"ann","kind":"guest"}', "{"])
    assert.equal(readPerson(kept), undefined, String(kept));
});

test("an outbox holds one's own messages, and neither those of others nor what is none", () => {
  const message = { channelId: "lobby", clientMessageId: "a", text: "hi", by: "u1" };
  assert.equal(readQueued(JSON.stringify(message), "u1")[0]?.text, "hi");
  assert.deepEqual(readQueued(JSON.stringify(message), "u2"), []);
  assert.deepEqual(readQueued(JSON.stringify({ ...message, by: undefined }), undefined), []);
  for (const kept of [undefined, "{", "7", '{"by":"u1"}']) assert.deepEqual(readQueued(kept, "u1"), []);
});

test("a suggested name is made of two words of the language", () => {
  assert.equal(
    suggestedName("en", () => 0),
    "quiet-otter",
  );
  assert.equal(
    suggestedName("ko", () => 0.999),
    "용감한 토끼",
  );
});
