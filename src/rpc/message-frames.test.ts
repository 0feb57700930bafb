import assert from "node:assert/strict";
import { test } from "node:test";
import { toFramed } from "./framed-bytes.ts";
import { MessageFrames } from "./message-frames.ts";

const messages = [Uint8Array.of(1, 2, 3), Uint8Array.of(), new Uint8Array(300).fill(7), Uint8Array.of(9)];
const wire = Buffer.concat(messages.map(toFramed));

for (const pieceBytes of [1, 2, 4, 5, 6, 7, 100, wire.length])
  test(`messages are whole again when they come in pieces of ${pieceBytes} bytes`, () => {
    const frames = new MessageFrames(1_000);
    const got: Uint8Array[] = [];
    for (let at = 0; at < wire.length; at += pieceBytes) got.push(...frames.push(wire.subarray(at, at + pieceBytes)));
    assert.deepEqual(
      got.map((message) => [...message]),
      messages.map((message) => [...message]),
    );
  });

test("a message that is too large is refused when its length is known, before it is there", () => {
  const frames = new MessageFrames(1_000);
  assert.deepEqual(frames.push(Uint8Array.of(0, 0, 0, 3)), []);
  assert.throws(() => frames.push(Uint8Array.of(0xe9)), RangeError);
  assert.equal(new MessageFrames(1_000).push(toFramed(new Uint8Array(1_000))).length, 1);
});
