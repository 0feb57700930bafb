import assert from "node:assert/strict";
import { test } from "node:test";
import { GrpcFrames, toGrpcFrame } from "./grpc-frames.ts";

const messages = ["", "one", "x".repeat(70_000), "last"];
const stream = Buffer.concat(messages.map((message) => toGrpcFrame(Buffer.from(message))));

for (const size of [1, 4, 7, 16_384, stream.length]) {
  test(`messages come out whole when the bytes come ${size} at a time`, () => {
    const heard: string[] = [];
    const frames = new GrpcFrames((message) => heard.push(message.toString()));
    for (let at = 0; at < stream.length; at += size) frames.push(stream.subarray(at, at + size));
    assert.deepEqual(heard, messages);
  });
}

test("a message that is not whole yet is not told", () => {
  const heard: string[] = [];
  const frames = new GrpcFrames((message) => heard.push(message.toString()));
  frames.push(toGrpcFrame(Buffer.from("half")).subarray(0, 7));
  assert.deepEqual(heard, []);
});
