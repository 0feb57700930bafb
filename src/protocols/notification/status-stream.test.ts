import assert from "node:assert/strict";
import { test } from "node:test";
import { HandTakenSink } from "../../../test/support/hand-taken-sink.ts";
import { StatusStream } from "./status-stream.ts";

function open() {
  const sink = new HandTakenSink();
  const gone: StatusStream[] = [];
  const owner = { said: () => undefined, gone: (stream: StatusStream) => gone.push(stream), now: () => 7 };
  return { sink, gone, stream: new StatusStream(sink, owner) };
}

const numbered = (number: number, length = 4) => {
  const bytes = Buffer.alloc(length);
  bytes.writeUInt32BE(number);
  return bytes;
};
const numbersIn = (frames: readonly Uint8Array[]) => frames.map((frame) => Buffer.from(frame).readUInt32BE());

test("a stream to which nothing is pushed writes nothing, and ends well when its client is done", () => {
  const { sink, stream } = open();
  stream.finish();
  assert.equal(sink.ended, "well");
  assert.equal(sink.take(), 0);
});

test("what is pushed comes in order, one at a time", () => {
  const { sink, stream } = open();
  for (let i = 1; i <= 5; i++) stream.push(numbered(i));
  assert.equal(sink.waiting.length, 1);
  sink.take();
  assert.deepEqual(numbersIn(sink.taken), [1, 2, 3, 4, 5]);
});

test("a client that does not read holds up to 100 pushes, the newest ones, besides the one on its way", () => {
  const { sink, stream } = open();
  for (let i = 1; i <= 1_000; i++) stream.push(numbered(i));
  assert.equal(sink.take(), 101);
  assert.deepEqual(numbersIn(sink.taken), [1, ...Array.from({ length: 100 }, (_, i) => 901 + i)]);
});

test("large pushes hold no more than a megabyte, but the newest is never dropped", () => {
  const { sink, stream } = open();
  for (let i = 1; i <= 10; i++) stream.push(numbered(i, 400_000));
  stream.push(numbered(11, 4_000_000));
  sink.take();
  assert.deepEqual(numbersIn(sink.taken), [1, 11]);
  for (let i = 12; i <= 20; i++) stream.push(numbered(i, 400_000));
  sink.take();
  assert.deepEqual(numbersIn(sink.taken), [1, 11, 12, 19, 20]);
});

test("when the client is done, it gets what was pushed before, nothing after, and then the end", () => {
  const { sink, stream } = open();
  stream.push(numbered(1));
  stream.push(numbered(2));
  stream.finish();
  stream.push(numbered(3));
  assert.equal(sink.ended, undefined);
  sink.take();
  assert.deepEqual(numbersIn(sink.taken), [1, 2]);
  assert.equal(sink.ended, "well");
});

test("a stream goes once, and remembers when", () => {
  const { gone, stream } = open();
  assert.equal(stream.speaker.goneAtMs, undefined);
  stream.gone();
  stream.gone();
  assert.deepEqual(gone, [stream]);
  assert.equal(stream.speaker.goneAtMs, 7);
});
