import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameReader, frameTypes, toFrame } from "./http2-frames.ts";

test("frames come out whole, however their bytes were cut", () => {
  const bytes = Buffer.concat([
    toFrame(frameTypes.settings, 1, 0),
    toFrame(frameTypes.data, 1, 70_001, Buffer.from("a message")),
  ]);
  for (const size of [1, 7, 9, 10, bytes.length]) {
    const heard: unknown[] = [];
    const reader = new FrameReader((...frame) => heard.push([...frame.slice(0, 3), String(frame[3])]));
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    assert.deepEqual(heard, [
      [frameTypes.settings, 1, 0, ""],
      [frameTypes.data, 1, 70_001, "a message"],
    ]);
  }
});
