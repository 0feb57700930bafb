// What many get is made once, and is a websocket frame as the standard has it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodePart } from "../core/frame.ts";
import { SubscribeResponseSchema } from "../gen/madang/channel/v1/channel_pb.ts";
import { SharedFrames, textFrame } from "./shared-frames.ts";

test("the same bytes are the same packet for everybody whose stream has the same number", () => {
  const frames = new SharedFrames(false);
  const frame = encodePart({ heartbeat: { atMs: 5n } });
  const packet = frames.packet(frame, SubscribeResponseSchema, 1);
  assert.equal(frames.packet(frame, SubscribeResponseSchema, 1), packet);
  assert.equal(frames.packet(frame.slice(), SubscribeResponseSchema, 1) === packet, false);
  const [bytes] = packet.options.wsPreEncodedFrame ?? [];
  assert.equal(bytes?.subarray(2).toString(), '42["message",1,{"heartbeat":{"atMs":"5"}}]');
  const [other] = frames.packet(frame, SubscribeResponseSchema, 70).options.wsPreEncodedFrame ?? [];
  assert.equal(other?.subarray(2).toString(), '42["message",70,{"heartbeat":{"atMs":"5"}}]');
});

test("numbers beyond a few are served and not remembered", () => {
  const frames = new SharedFrames(false);
  const frame = encodePart({ caughtUp: true });
  const packets = Array.from({ length: 50 }, (_, id) => frames.packet(frame, SubscribeResponseSchema, id + 1));
  assert.equal(frames.packet(frame, SubscribeResponseSchema, 1), packets[0]);
  assert.notEqual(frames.packet(frame, SubscribeResponseSchema, 50), packets[49]);
  assert.deepEqual(frames.packet(frame, SubscribeResponseSchema, 50), packets[49]);
});

test("polling gets the text", () => {
  const { text } = new SharedFrames(true).packet(encodePart({ caughtUp: true }), SubscribeResponseSchema, 3);
  assert.equal(text, '2["message",3,{"caughtUp":true}]');
});

const lengths: [length: number, head: string][] = [
  [0, "8100"],
  [125, "817d"],
  [126, "817e007e"],
  [65_535, "817effff"],
  [65_536, "817f0000000000010000"],
];

for (const [length, head] of lengths) {
  test(`a text of ${length} bytes has the head ${head}`, () => {
    const frame = textFrame("x".repeat(length));
    assert.equal(frame.subarray(0, frame.length - length).toString("hex"), head);
  });
}

test("the length is that of the bytes, not of the letters", () => {
  assert.deepEqual(textFrame("가").toString("hex"), "8103eab080");
});
