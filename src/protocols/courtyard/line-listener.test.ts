import assert from "node:assert/strict";
import { test } from "node:test";
import type { StreamSink } from "../../core/service.ts";
import { LineListener, type ListenerChannel } from "./line-listener.ts";
import { share } from "./line-ring.ts";

const line = (seq: number) => ({ seq, authorId: "ann", bytes: new Uint8Array(1_000) });

/** A channel with one page up to 100 and a ring after it, whose turns the test takes; and a sink that takes by hand. */
function open(after: number) {
  const woken: LineListener[] = [];
  const written: { bytes: number; done: () => void }[] = [];
  const taken: number[] = [];
  const channel: ListenerChannel = {
    nowMs: () => 0,
    page: async () => share([line(1), line(100)], 100),
    chunk: (from) => (from < 100 ? undefined : share(from < 200 ? [line(from + 1)] : [], Math.min(from + 1, 200))),
    wake: (listener) => void woken.push(listener),
    leave: () => undefined,
  };
  const sink: StreamSink = {
    write: () => assert.fail("not framed"),
    writeFramed: ({ length: bytes }, done) => void written.push({ bytes, done }),
    end: () => undefined,
  };
  const listener = new LineListener(channel, { sink, after, onTaken: (seq) => taken.push(seq) });
  const turn = () => {
    for (const each of woken.splice(0)) each.advance();
  };
  return { listener, turn, written, taken };
}

test("a page that was read and not written is not taken when the listener goes", async () => {
  const { listener, turn, written, taken } = open(0);
  listener.advance();
  await new Promise(setImmediate);
  listener.gone();
  turn();
  assert.deepEqual([written, taken], [[], [0]]);
});

test("each frame that the transport took moves the place, also while more is on its way", async () => {
  const { listener, turn, written, taken } = open(0);
  listener.advance();
  await new Promise(setImmediate);
  turn();
  const [first] = written;
  assert.ok(first && written.length === 1);
  turn();
  first.done();
  assert.ok((taken.at(-1) ?? 0) >= 100 && (taken.at(-1) ?? 0) <= 200);
  const before = taken.at(-1) ?? 0;
  turn();
  for (const { done } of written.slice(1)) done();
  assert.ok((taken.at(-1) ?? 0) >= before);
});

test("where nothing is to be shown the place moves all the same", () => {
  const { listener, taken } = open(200);
  listener.advance();
  assert.deepEqual(taken, [200]);
});
