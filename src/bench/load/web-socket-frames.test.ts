import assert from "node:assert/strict";
import { test } from "node:test";
import { WebSocketFrames } from "./web-socket-frames.ts";

const texts = ["", "2", "x".repeat(125), "y".repeat(126), "안녕".repeat(20_000)];

function serverFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = Buffer.alloc(body.length < 126 ? 2 : body.length < 65_536 ? 4 : 10);
  head[0] = 0x81;
  head[1] = body.length < 126 ? body.length : body.length < 65_536 ? 126 : 127;
  if (head[1] === 126) head.writeUInt16BE(body.length, 2);
  else if (head[1] === 127) head.writeBigUInt64BE(BigInt(body.length), 2);
  return Buffer.concat([head, body]);
}

test("frames are whole again however their bytes came", () => {
  const bytes = Buffer.concat(texts.map(serverFrame));
  for (const size of [1_000_000, 7, 4_099]) {
    const heard: string[] = [];
    const frames = new WebSocketFrames((text) => heard.push(text.toString()));
    for (let at = 0; at < bytes.length; at += size) frames.push(bytes.subarray(at, at + size));
    assert.deepEqual(heard, texts);
  }
});

test("a frame that is no whole text is a failure", () => {
  const frames = new WebSocketFrames(() => undefined);
  assert.throws(() => frames.push(Buffer.from([0x88, 0])), /begins with 136/);
});
