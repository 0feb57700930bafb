import assert from "node:assert/strict";
import { test } from "node:test";
import { LineRing } from "./line-ring.ts";

const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);
const line = (seq: number, authorId = "ann", content = `${seq} `) => ({
  seq,
  authorId,
  bytes: new TextEncoder().encode(content),
});

test("whoever stands before lines gets all of them joined, whoever stands at the end nothing", () => {
  const ring = new LineRing(10);
  for (const seq of [11, 12, 13]) ring.add(seq, line(seq));
  assert.equal(text(ring.chunk(10, undefined)?.bytes), "11 12 13 ");
  assert.equal(text(ring.chunk(12, undefined)?.bytes), "13 ");
  assert.deepEqual(ring.chunk(13, undefined), { bytes: new Uint8Array(), through: 13 });
  assert.equal(ring.chunk(9, undefined), undefined);
});

test("an event without a line moves everybody on all the same", () => {
  const ring = new LineRing(0);
  ring.add(1, line(1));
  ring.add(2, undefined);
  assert.equal(ring.head, 2);
  assert.equal(ring.chunk(0, undefined)?.through, 2);
  assert.deepEqual([ring.chunk(1, undefined)?.bytes.length, ring.chunk(1, undefined)?.through], [0, 2]);
});

test("who hears no lines of their own gets those of the others, and moves on by their own", () => {
  const ring = new LineRing(0);
  ring.add(1, line(1, "ann"));
  ring.add(2, line(2, "bob"));
  ring.add(3, line(3, "ann"));
  assert.deepEqual([text(ring.chunk(0, "ann")?.bytes), ring.chunk(0, "ann")?.through], ["2 ", 3]);
  assert.equal(text(ring.chunk(0, "bob")?.bytes), "1 3 ");
  assert.equal(ring.chunk(0, "eve"), ring.chunk(0, undefined));
});

test("a piece ends soon after 32 KB, and the next one begins there", () => {
  const ring = new LineRing(0);
  for (let seq = 1; seq <= 100; seq++) ring.add(seq, line(seq, "ann", "x".repeat(1_000)));
  const chunk = ring.chunk(0, undefined);
  assert.deepEqual([chunk?.through, chunk?.bytes.length], [33, 33_000]);
  assert.equal(ring.chunk(33, undefined)?.through, 66);
});

test("it holds no more than a few thousand lines, and than a megabyte: what is older has only the store", () => {
  const many = new LineRing(0);
  for (let seq = 1; seq <= 5_000; seq++) many.add(seq, line(seq));
  assert.equal(many.chunk(0, undefined), undefined);
  assert.equal(text(many.chunk(4_999, undefined)?.bytes), "5000 ");
  const large = new LineRing(0);
  for (let seq = 1; seq <= 20; seq++) large.add(seq, line(seq, "ann", "x".repeat(100_000)));
  assert.equal(large.chunk(0, undefined), undefined);
  assert.equal(large.chunk(19, undefined)?.bytes.length, 100_000);
});

test("what was forgotten has only the store, and what comes after is here again", () => {
  const ring = new LineRing(0);
  ring.add(1, line(1));
  ring.forget();
  assert.equal(ring.chunk(0, undefined), undefined);
  ring.add(2, line(2));
  assert.equal(text(ring.chunk(1, undefined)?.bytes), "2 ");
  ring.skipTo(9);
  assert.equal(ring.chunk(2, undefined), undefined);
  assert.equal(ring.chunk(9, undefined)?.through, 9);
});
