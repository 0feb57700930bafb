import assert from "node:assert/strict";
import { test } from "node:test";
import { array, assert as assertAlways, nat, property } from "fast-check";
import { LeaseQueue } from "./lease-queue.ts";

test("whatever goes in comes out in the order of its time, and nothing before it is due", () => {
  assertAlways(
    property(array(nat(50)), nat(60), (times, nowMs) => {
      const queue = new LeaseQueue<number>();
      for (const atMs of times) queue.push(atMs, atMs);
      const out: number[] = [];
      for (let due = queue.popDue(nowMs); due; due = queue.popDue(nowMs)) out.push(due.item);
      assert.deepEqual(
        out,
        times.filter((atMs) => atMs <= nowMs).toSorted((one, other) => one - other),
      );
      assert.equal(queue.size, times.length - out.length);
    }),
  );
});
