import assert from "node:assert/strict";
import { test } from "node:test";
import { callUntil } from "./call-until.ts";

const soonMs = 20;

test("each caller calls one after the other until it is time, and every answer counts", async () => {
  const open = new Set<number>();
  let calls = 0;
  const answered = await callUntil(performance.now() + soonMs, 3, async (caller) => {
    assert.ok(!open.has(caller), "a caller waits for its answer");
    open.add(caller);
    calls++;
    await new Promise((resolve) => setImmediate(resolve));
    open.delete(caller);
  });
  assert.ok(answered >= 3);
  assert.equal(answered, calls);
});

test("a call that fails ends the load", async () => {
  const fail = () => Promise.reject(new Error("refused"));
  await assert.rejects(callUntil(performance.now() + soonMs, 3, fail), /refused/);
});
