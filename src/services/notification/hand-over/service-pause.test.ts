import assert from "node:assert/strict";
import { test } from "node:test";
import { ServicePause } from "./service-pause.ts";

/** The pauses that a service makes which is down whenever it is asked. */
function pausesOf(random: number, count: number): number[] {
  const pause = new ServicePause(() => random);
  let nowMs = 0;
  return Array.from({ length: count }, () => {
    nowMs++;
    pause.note("down", nowMs, nowMs);
    const leftMs = pause.leftMs(nowMs);
    nowMs += leftMs;
    assert.equal(pause.leftMs(nowMs), 0);
    return leftMs;
  });
}

test("pauses grow up to a minute, and are drawn by lot", () => {
  assert.deepEqual(pausesOf(1, 8), [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  assert.deepEqual(pausesOf(0.5, 4), [1_000, 1_000, 2_000, 4_000]);
  assert.deepEqual(pausesOf(0, 3), [1_000, 1_000, 1_000]);
});

test("calls that were on their way when the pause began make it no longer", () => {
  const pause = new ServicePause(() => 1);
  pause.note("down", 1, 10);
  for (let beganMs = 2; beganMs < 9; beganMs++) pause.note("down", beganMs, 11);
  assert.equal(pause.leftMs(10), 1_000);
  pause.note("down", 1_010, 1_011);
  assert.equal(pause.leftMs(1_011), 2_000);
});

test("one failure at a call alone is no pause, eight in a row are", () => {
  const pause = new ServicePause(() => 1);
  for (let i = 1; i < 8; i++) pause.note("failed", i, i);
  assert.deepEqual([pause.leftMs(8), pause.isDoubtful], [0, false]);
  pause.note("well", 8, 8);
  for (let i = 9; i < 16; i++) pause.note("failed", i, i);
  assert.equal(pause.leftMs(16), 0);
  pause.note("unasked", 16, 16);
  pause.note("failed", 17, 17);
  assert.deepEqual([pause.leftMs(17), pause.isDoubtful], [1_000, true]);
});

test("a call that goes well ends all doubt", () => {
  const pause = new ServicePause(() => 1);
  pause.note("down", 1, 1);
  pause.note("well", 0, 2);
  assert.deepEqual([pause.leftMs(2), pause.isDoubtful], [0, false]);
});
