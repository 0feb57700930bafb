import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { hangul } from "./hangul.ts";

test("a syllable takes three bytes, the same seed gives the same text and another one another", () => {
  assert.equal(Buffer.byteLength(hangul(3_000)), 9_000);
  assert.equal(hangul(50, 7), hangul(50, 7));
  assert.notEqual(hangul(50, 7), hangul(50, 8));
});

test("it does not get much smaller by gzip", () => {
  assert.ok(gzipSync(hangul(3_000)).length > 5_000);
});
