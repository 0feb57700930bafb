// Events are encoded by hand for speed: they must be what the contract's own code reads and writes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { Drafts } from "../../test/support/drafts.ts";
import { EventSchema, MessagePostedSchema, Role } from "../gen/madang/channel/v1/event_pb.ts";
import { bodyOf, decodeEvent, encodeEvent, kinds, placeOf } from "./event.ts";

const place = { seq: 300, atMs: 1_767_225_600_123, messages: 17 };
const ann = new Drafts("c", "ann");
const drafts = [
  ann.created({ members: ["bob"], topic: "all" }),
  ann.posted("안녕 👋", { replyTo: 2, mentions: ["bob"], custom: new Uint8Array([0, 255]) }),
  ann.edited(2, "x"),
  ann.deleted(2),
  ann.reacted(2, "👍"),
  ann.unreacted(2, "👍"),
  ann.changed("d", "t"),
  ann.joined(),
  ann.left(),
  ann.removed("bob", { banned: true }),
  ann.unbanned("bob"),
  ann.gaveRole("bob", Role.OWNER),
  ann.archived(true),
  ann.doorLine("chat-server", "ann", ""),
];

test("an event of every kind is, byte for byte, what the generated code writes", () => {
  for (const draft of drafts) {
    const bytes = encodeEvent(draft, place);
    assert.deepEqual(toBinary(EventSchema, decodeEvent(bytes)), bytes);
  }
  assert.equal(new Set(drafts.map(({ kind }) => kind)).size, Object.keys(kinds).length);
});

test("an event says who, when, where and what", () => {
  const [, posted] = drafts;
  assert.ok(posted);
  const event = decodeEvent(encodeEvent(posted, place));
  const { seq, atMs, messages, actorId, actorName, clientMessageId, body } = event;
  assert.deepEqual([seq, atMs, messages], [300n, 1_767_225_600_123n, 17n]);
  assert.deepEqual([actorId, actorName, clientMessageId], ["ann", "Ann", posted.clientMessageId]);
  assert.equal(body.case === "messagePosted" && body.value.text, "안녕 👋");
});

test("each kind is the field number of its body in the contract", () => {
  for (const [name, kind] of Object.entries(kinds))
    assert.equal(EventSchema.field[name as "messagePosted"].number, kind);
});

test("place and body are found without decoding the rest", () => {
  for (const draft of drafts) {
    const bytes = encodeEvent(draft, place);
    assert.deepEqual(placeOf(bytes), place);
    assert.deepEqual(bodyOf(bytes, draft.kind), draft.body);
    assert.deepEqual(bodyOf(bytes, 99), new Uint8Array());
  }
  assert.deepEqual(placeOf(encodeEvent(ann.joined(), { ...place, messages: 0 })), { ...place, messages: 0 });
});

test("any text, name and place survives", () => {
  const words = fc.string({ unit: "grapheme" });
  const number = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
  fc.assert(
    fc.property(words, words, number, number, number, (text, actorName, seq, atMs, messages) => {
      const body = toBinary(MessagePostedSchema, create(MessagePostedSchema, { text }));
      const draft = { ...ann.posted(""), actorName, body };
      const bytes = encodeEvent(draft, { seq, atMs, messages });
      const event = fromBinary(EventSchema, bytes);
      assert.deepEqual(placeOf(bytes), { seq, atMs, messages });
      assert.deepEqual(
        [event.actorName, event.body.case === "messagePosted" && event.body.value.text],
        [actorName, text],
      );
    }),
  );
});

test("an event of a later release keeps its place and its bytes", () => {
  const bytes = encodeEvent({ ...ann.posted("x"), kind: 77 }, place);
  assert.deepEqual([placeOf(bytes), decodeEvent(bytes).body.case], [place, undefined]);
  assert.deepEqual(toBinary(EventSchema, decodeEvent(bytes)).length, bytes.length);
});
