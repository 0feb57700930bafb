// The fuzzer for most of a minute with a seed of its own each time, and what the server holds afterwards.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { test } from "node:test";
import { describeFinding } from "../../src/check/fuzz/finding.ts";
import { fuzz } from "../../src/check/fuzz/fuzz.ts";

const mostGrowthBytes = 48 * 1024 * 1024;
const mostMoreResources = 30;

test("no input of forty seconds harms the server, and what it took is let go", async (context) => {
  const seed = randomUUID().slice(0, 8);
  context.diagnostic(`seed ${seed}`);
  const { findings, before, after, cases } = await fuzz({ seed, casesEach: 100_000, withinMs: 40_000 });
  context.diagnostic(`${cases} cases; held ${before.bytes} bytes in the beginning, ${after.bytes} in the end`);
  assert.deepEqual(findings.map(describeFinding), []);
  assert.ok(after.bytes - before.bytes < mostGrowthBytes, `seed ${seed}: ${before.bytes} grew to ${after.bytes} bytes`);
  assert.ok(after.resources - before.resources < mostMoreResources, `seed ${seed}: ${after.resources} are open`);
});
