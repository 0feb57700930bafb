import assert from "node:assert/strict";
import { test } from "node:test";
import { farthest, toCostFindings } from "./cost.ts";

test("5 and 3 are each a quarter from 4", () => {
  assert.equal(farthest([{ value: 3 }, { value: 4.5 }, { value: 5 }]), 25);
});

test("what does not change is as flat as can be", () => {
  assert.equal(farthest([{ value: 7 }, { value: 7 }]), 0);
});

test("the middle repeat of each size counts, and the fullest frames are told", () => {
  const costs = [
    { size: 10, costsUs: [3, 3, 90], inFrame: 1 },
    { size: 10_000, costsUs: [5, 1, 6], inFrame: 1.5 },
  ];
  const found = toCostFindings(costs, "channels", "over channels");
  assert.deepEqual(
    found.map(({ what, value }) => [what, value]),
    [
      ["10 channels: server CPU for each delivery", 3],
      ["10,000 channels: server CPU for each delivery", 5],
      ["over channels: farthest from the middle", 25],
      ["over channels: deliveries in a frame, at most", 1.5],
    ],
  );
});
