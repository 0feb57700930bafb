// Frames of many sends: bounded by count and by bytes, in order, and none lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sendFrames } from "./send-frames.ts";

const sends = (count: number, text: string) =>
  Array.from({ length: count }, (_, i) => ({ channelId: "lobby", clientMessageId: `m${i}`, text }));

test("short sends go a thousand a frame", () => {
  const all = sends(2_500, "short");
  const frames = sendFrames(all);
  assert.deepEqual(
    frames.map(({ length }) => length),
    [1_000, 1_000, 500],
  );
  assert.deepEqual(frames.flat(), all);
});

test("long sends go as many a frame as any wire takes", () => {
  const all = sends(300, "가".repeat(4_000));
  const frames = sendFrames(all);
  assert.deepEqual(frames.flat(), all);
  for (const frame of frames) assert.ok(Buffer.byteLength(JSON.stringify(frame)) < 1024 * 1024);
});

test("one that is too large for any stands alone, and nothing is no frame", () => {
  const [huge] = sends(1, "x".repeat(2_000_000));
  const frames = sendFrames([...sends(1, "a"), huge ?? {}, ...sends(1, "b")]);
  assert.deepEqual(
    frames.map(([first]) => first?.text?.length),
    [1, 2_000_000, 1],
  );
  assert.deepEqual(sendFrames([]), []);
});
