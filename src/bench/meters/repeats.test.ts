import assert from "node:assert/strict";
import { test } from "node:test";
import { findRepeated } from "./repeats.ts";

test("the value is the middle repeat, or lies between the two in the middle", () => {
  assert.deepEqual(findRepeated([30, 10, 20]), { value: 20, repeats: [30, 10, 20] });
  assert.equal(findRepeated([4, 1, 2, 3]).value, 2.5);
});

test("no repeat at all is a mistake", () => {
  assert.throws(() => findRepeated([]), /nothing was measured/);
});
