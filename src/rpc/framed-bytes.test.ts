import assert from "node:assert/strict";
import { test } from "node:test";
import { framedOnce, joinFramed, toFramed } from "./framed-bytes.ts";

test("a message stands behind a zero and its length", () => {
  assert.deepEqual([...toFramed(Uint8Array.of(7, 8, 9))], [0, 0, 0, 0, 3, 7, 8, 9]);
  assert.deepEqual([...toFramed(new Uint8Array(0x01_02_03)).subarray(0, 5)], [0, 0, 1, 2, 3]);
});

test("parts are joined behind one length, in their order", () => {
  const parts = [Uint8Array.of(1, 2), Uint8Array.of(), Uint8Array.of(3)];
  assert.deepEqual([...joinFramed(parts, 3)], [0, 0, 0, 0, 3, 1, 2, 3]);
});

test("what many get is framed once, and what only equals it by itself", () => {
  const message = Uint8Array.of(1);
  assert.equal(framedOnce(message), framedOnce(message));
  assert.notEqual(framedOnce(message), framedOnce(Uint8Array.of(1)));
  assert.deepEqual(framedOnce(message), toFramed(message));
});
