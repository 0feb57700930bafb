import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type DescMessage, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { ReturnValueSchema } from "../gen/compat/agg_funcs/agg_funcs_pb.ts";
import { HelloResponseSchema } from "../gen/compat/agg_funcs/hello_pb.ts";
import { ChatSchema } from "../gen/compat/chatting/chatting_pb.ts";
import { MarkReadResponseSchema, SendMessageResponseSchema } from "../gen/madang/channel/v1/channel_pb.ts";
import { encoderOf } from "./encoder.ts";

function same<Desc extends DescMessage>(schema: Desc, init: MessageInitShape<Desc>): void {
  assert.deepEqual(Buffer.from(encoderOf(schema)(init)), Buffer.from(toBinary(schema, create(schema, init))));
}

test("messages of numbers are encoded to the library's bytes", () => {
  fc.assert(fc.property(fc.integer(), (value) => same(ReturnValueSchema, { value })));
  const seq = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
  const atMs = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
  fc.assert(fc.property(seq, atMs, (seq, atMs) => same(SendMessageResponseSchema, { seq, atMs })));
});

test("what is zero, left out or not there takes no byte", () => {
  same(SendMessageResponseSchema, { seq: 0n, atMs: 5n });
  same(SendMessageResponseSchema, {});
  same(ReturnValueSchema, { value: -0 });
  same(MarkReadResponseSchema, {});
});

test("messages with texts, and fields that tell zero from nothing, are encoded as well", () => {
  same(HelloResponseSchema, { reply: "안녕" });
  same(ChatSchema, { index: 0, text: "" });
  same(ChatSchema, { index: 3 });
});

test("a message that is given complete is encoded as it is", () => {
  same(ReturnValueSchema, create(ReturnValueSchema, { value: 42 }));
});

test("a number that its field cannot hold is refused, and the next one is encoded alone", () => {
  const encode = encoderOf(ReturnValueSchema);
  for (const value of [2 ** 31, Number.NaN, 1.5]) assert.throws(() => encode({ value }));
  assert.deepEqual([...encode({ value: 1 })], [8, 1]);
});
