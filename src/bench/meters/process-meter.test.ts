import assert from "node:assert/strict";
import { test } from "node:test";
import { cpuMsOf, parsePsTime, parseStatTicks, rssKiBOf } from "./process-meter.ts";

test("user and system time are found behind a name with spaces and brackets", () => {
  const stat = "4242 (a (strange) name) S 1 4242 4242 0 -1 4194304 1204 0 0 0 731 269 5 7 20 0 11 0 99 1 2";
  assert.equal(parseStatTicks(stat), 1_000);
});

for (const [time, ms] of [
  ["0:01.50", 1_500],
  ["12:34", 754_000],
  ["01:02:03", 3_723_000],
  ["2-01:00:00", 176_400_000],
] as const) {
  test(`ps's time ${time} is ${ms} ms`, () => assert.equal(parsePsTime(time), ms));
}

test("a time that ps never prints is refused", () => {
  assert.throws(() => parsePsTime("soon"), /cannot be read: soon/);
});

test("this process has used some processor time and more memory than its heap", () => {
  const before = cpuMsOf(process.pid);
  const untilMs = performance.now() + 60;
  while (performance.now() < untilMs);
  assert.ok(cpuMsOf(process.pid) > before);
  assert.ok(rssKiBOf(process.pid) * 1_024 > process.memoryUsage().heapUsed);
});
