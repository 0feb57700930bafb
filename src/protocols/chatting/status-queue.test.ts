import assert from "node:assert/strict";
import { test } from "node:test";
import { HandTakenSink } from "../../../test/support/hand-taken-sink.ts";
import { errors } from "../../core/errors.ts";
import { StatusQueue } from "./status-queue.ts";

const word = (number: number) => Uint8Array.of(number >> 8, number & 0xff);
const numbersOf = ({ taken }: HandTakenSink) => taken.map(([high = 0, low = 0]) => (high << 8) | low);

test("what was told while no stream was open comes first, in its order", () => {
  const queue = new StatusQueue();
  const sink = new HandTakenSink();
  for (const number of [1, 2]) queue.push(word(number));
  queue.open(sink);
  queue.push(word(3));
  sink.take();
  assert.deepEqual(numbersOf(sink), [1, 2, 3]);
});

test("a thousand wait at most: the oldest are dropped", () => {
  const queue = new StatusQueue();
  const sink = new HandTakenSink();
  for (let number = 0; number < 1_500; number++) queue.push(word(number));
  queue.open(sink);
  while (sink.take() > 0);
  assert.deepEqual(
    numbersOf(sink),
    Array.from({ length: 1_000 }, (_, i) => i + 500),
  );
});

test("the transport is not handed more than it takes, and what it did not take is told again by the next stream", () => {
  const queue = new StatusQueue();
  const [first, second] = [new HandTakenSink(), new HandTakenSink()];
  const stream = queue.open(first);
  for (let number = 0; number < 200; number++) queue.push(word(number));
  assert.equal(first.waiting.length, 64);
  first.waiting.shift()?.done();
  stream.gone();
  queue.open(second);
  while (second.take() > 0);
  assert.deepEqual(
    numbersOf(second),
    Array.from({ length: 199 }, (_, i) => i + 1),
  );
});

test("the newest stream is told, and the one before ends well", () => {
  const queue = new StatusQueue();
  const [first, second] = [new HandTakenSink(), new HandTakenSink()];
  const stream = queue.open(first);
  queue.open(second);
  stream.gone();
  queue.push(word(1));
  assert.equal(first.ended, "well");
  assert.deepEqual([first.take(), second.take()], [0, 1]);
});

test("a closed queue says what waits and ends, also for a stream that was still on its way", () => {
  const reason = errors.channelClosed();
  const queue = new StatusQueue();
  const sink = new HandTakenSink();
  queue.push(word(1));
  queue.close(reason);
  queue.open(sink);
  sink.take();
  assert.deepEqual(numbersOf(sink), [1]);
  assert.equal(sink.ended, reason);
});
