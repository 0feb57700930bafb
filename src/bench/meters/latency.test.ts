import assert from "node:assert/strict";
import { test } from "node:test";
import { Latency } from "./latency.ts";

test("percentiles are in milliseconds, to three digits", () => {
  const latency = new Latency();
  for (let i = 1; i <= 100; i++) latency.record(1_000, 1_000 + i);
  assert.ok(Math.abs(latency.percentile(50) - 50) < 0.1);
  assert.ok(Math.abs(latency.percentile(99) - 99) < 0.1);
});
