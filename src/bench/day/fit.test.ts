import assert from "node:assert/strict";
import { test } from "node:test";
import { fitLine } from "./fit.ts";

test("points on a line give that line", () => {
  const { slope, offset } = fitLine([
    [1, 5],
    [2, 7],
    [10, 23],
  ]);
  assert.ok(Math.abs(slope - 2) < 1e-9);
  assert.ok(Math.abs(offset - 3) < 1e-9);
});

test("one point gives a line from nothing", () => {
  assert.deepEqual(fitLine([[4, 8]]), { slope: 2, offset: 0 });
});
