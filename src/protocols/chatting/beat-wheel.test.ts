import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { HandTakenSink } from "../../../test/support/hand-taken-sink.ts";
import { HeartbeatReplySchema } from "../../gen/compat/chatting/chatting_pb.ts";
import { BeatWheel } from "./beat-wheel.ts";

const timesOf = ({ taken }: HandTakenSink) =>
  taken.map((frame) => Number(fromBinary(HeartbeatReplySchema, frame.subarray(5)).time));

test("the first beat comes at once and says now; each one after it says five seconds more", () => {
  const clock = new FakeClock(1_700_000_000_950);
  const wheel = new BeatWheel(clock);
  const sink = new HandTakenSink();
  wheel.open(sink);
  for (let i = 0; i < 210; i++) {
    sink.take();
    clock.advance(100);
  }
  assert.deepEqual(
    timesOf(sink),
    [0, 5, 10, 15, 20].map((s) => 1_700_000_000 + s),
  );
});

test("a wall clock that was set is told as it is", () => {
  const clock = new FakeClock(1_700_000_000_000);
  const sink = new HandTakenSink();
  new BeatWheel(clock).open(sink);
  sink.take();
  clock.jump(-3_600_000);
  clock.advance(5_000);
  sink.take();
  assert.deepEqual(timesOf(sink), [1_700_000_000, 1_700_000_000 - 3_595]);
});

test("who does not take a beat gets no more until then", () => {
  const clock = new FakeClock();
  const [slow, other] = [new HandTakenSink(), new HandTakenSink()];
  const wheel = new BeatWheel(clock);
  for (const sink of [slow, other]) wheel.open(sink);
  for (let i = 0; i < 10; i++) {
    other.take();
    clock.advance(5_000);
  }
  assert.equal(slow.waiting.length, 1);
  assert.equal(other.taken.length, 10);
  slow.take();
  clock.advance(5_000);
  assert.equal(slow.take(), 1);
});

test("beats end with their stream, and the timer with the last one", () => {
  const clock = new FakeClock();
  const wheel = new BeatWheel(clock);
  const [one, two] = [new HandTakenSink(), new HandTakenSink()];
  const [closeOne, closeTwo] = [wheel.open(one), wheel.open(two)];
  for (const sink of [one, two]) sink.take();
  closeOne();
  closeOne();
  clock.advance(5_000);
  assert.deepEqual([one.take(), two.take()], [0, 1]);
  closeTwo();
  assert.equal(clock.timers, 0);
  wheel.open(one);
  assert.equal(one.take(), 1);
  clock.advance(5_000);
  assert.equal(one.take(), 1);
});
