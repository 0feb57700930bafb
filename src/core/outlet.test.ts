// The way out to one client: frames, room and the last word.
import assert from "node:assert/strict";
import { test } from "node:test";
import { errors } from "./errors.ts";
import { Outlet } from "./outlet.ts";

/** A transport that takes frames when told to. */
class HeldSink {
  readonly frames: string[] = [];
  readonly dones: (() => void)[] = [];
  ended: string | undefined;

  write(frame: Uint8Array, done: () => void): void {
    assert.equal(this.ended, undefined);
    this.frames.push(frame.length > 20 ? `${frame.length} bytes` : new TextDecoder().decode(frame));
    this.dones.push(done);
  }

  end(reason?: { reason: string }): void {
    this.ended = reason?.reason ?? "well";
  }
}

const bytes = (text: string) => new TextEncoder().encode(text);

function open() {
  const sink = new HeldSink();
  let freed = 0;
  const time = { ms: 0 };
  const outlet = new Outlet(
    sink,
    () => time.ms,
    () => freed++,
  );
  return { sink, outlet, time, freed: () => freed };
}

test("parts that were gathered leave as one frame, in their order", () => {
  const { sink, outlet } = open();
  for (const part of ["a", "b", "c"]) outlet.add(bytes(part));
  outlet.flush();
  outlet.flush();
  outlet.add(bytes("d"));
  outlet.flush();
  assert.deepEqual(sink.frames, ["abc", "d"]);
});

test("it is open while there is room for what is gathered and not taken, and says when there is again", () => {
  const { sink, outlet, freed } = open();
  outlet.add(new Uint8Array(40_000));
  assert.equal(outlet.open, true);
  outlet.flush();
  outlet.add(new Uint8Array(30_000));
  assert.equal(outlet.open, false);
  outlet.flush();
  assert.deepEqual([outlet.open, outlet.idle, freed()], [false, false, 0]);
  sink.dones[0]?.();
  assert.deepEqual([outlet.open, outlet.idle, freed()], [true, false, 1]);
  sink.dones[1]?.();
  assert.equal(outlet.idle, true);
});

test("a control part goes alone, after what was gathered and before what comes", () => {
  const { sink, outlet } = open();
  outlet.add(bytes("a"));
  outlet.control(bytes("control"));
  assert.deepEqual([outlet.open, outlet.hasControl], [false, true]);
  outlet.flushControl();
  assert.equal(outlet.open, true);
  outlet.add(bytes("b"));
  outlet.flush();
  assert.deepEqual(sink.frames, ["a", "control", "b"]);
});

test("control parts wait when nobody takes anything, and are bounded by count and bytes", () => {
  const { sink, outlet } = open();
  outlet.add(new Uint8Array(70_000));
  outlet.flush();
  for (let n = 0; n < 1_000; n++) assert.equal(outlet.control(bytes("c")), true);
  outlet.flushControl();
  assert.equal(sink.frames.length, 1);
  assert.equal(outlet.control(bytes("c")), false);
  const other = open().outlet;
  assert.equal(other.control(new Uint8Array(3_000_000)), false);
});

test("it knows when something was last taken and last written", () => {
  const { sink, outlet, time } = open();
  time.ms = 1_000;
  outlet.add(bytes("a"));
  outlet.flush();
  time.ms = 2_000;
  outlet.add(bytes("b"));
  outlet.flush();
  assert.deepEqual([outlet.drainedMs, outlet.wroteMs], [1_000, 2_000]);
  time.ms = 3_000;
  sink.dones[0]?.();
  assert.deepEqual([outlet.drainedMs, outlet.wroteMs], [3_000, 2_000]);
});

test("the last word follows what was gathered, and the end follows the last word", () => {
  const { sink, outlet } = open();
  outlet.add(bytes("a"));
  outlet.end(bytes("bye"), errors.draining());
  assert.deepEqual([sink.frames, sink.ended], [["a", "bye"], "DRAINING"]);
});

test("a sink that writes part by part gets the parts as they were made, and says once that it took them", () => {
  const taken: string[][] = [];
  const dones: (() => void)[] = [];
  const writeParts = (parts: readonly Uint8Array[], done: () => void) => {
    taken.push(parts.map((part) => new TextDecoder().decode(part)));
    dones.push(done);
  };
  const sink = Object.assign(new HeldSink(), { writeParts });
  const outlet = new Outlet(
    sink,
    () => 0,
    () => undefined,
  );
  for (const part of ["a", "b"]) outlet.add(bytes(part));
  outlet.flush();
  assert.deepEqual(taken, [["a", "b"]]);
  assert.equal(outlet.idle, false);
  dones[0]?.();
  assert.equal(outlet.idle, true);
  outlet.add(bytes("c"));
  outlet.flush();
  assert.deepEqual(taken[1], ["c"]);
  outlet.control(bytes("d"));
  outlet.flushControl();
  assert.deepEqual(sink.frames, ["d"], "what is for this sink alone is no part for many");
});
