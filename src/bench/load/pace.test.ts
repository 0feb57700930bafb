import assert from "node:assert/strict";
import { test } from "node:test";
import { paced } from "./pace.ts";

test("as many things come as are due, none before its time, and a stall delays none of the times", async () => {
  const due: number[] = [];
  const count = await paced({ perSecond: 500, seconds: 0.1 }, (index, dueMs) => {
    assert.equal(index, due.length);
    assert.ok(performance.now() >= dueMs);
    due.push(dueMs);
    if (index === 10) stall(30);
  });
  assert.equal(count, 50);
  assert.equal(due.length, 50);
  const first = due[0] ?? Number.NaN;
  due.forEach((dueMs, index) => assert.ok(Math.abs(dueMs - first - index * 2) < 0.001));
});

function stall(forMs: number): void {
  const untilMs = performance.now() + forMs;
  while (performance.now() < untilMs);
}
