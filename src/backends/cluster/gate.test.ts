import assert from "node:assert/strict";
import { test } from "node:test";
import { Gate } from "./gate.ts";

test("no more than are let through are under way, and the others follow in their order", async () => {
  const gate = new Gate(2);
  const begun: number[] = [];
  let underWay = 0;
  let most = 0;
  const act = (n: number) => async () => {
    begun.push(n);
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setImmediate(resolve));
    underWay--;
    return n;
  };
  const done = await Promise.all([1, 2, 3, 4, 5].map((n) => gate.pass(act(n))));
  assert.deepEqual([done, begun, most], [[1, 2, 3, 4, 5], [1, 2, 3, 4, 5], 2]);
});

test("what fails makes room too", async () => {
  const gate = new Gate(1);
  const failed = gate.pass(() => Promise.reject(new Error("no")));
  const next = gate.pass(async () => "yes");
  await assert.rejects(failed, /no/);
  assert.equal(await next, "yes");
});
