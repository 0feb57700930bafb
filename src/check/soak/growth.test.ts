// The judge of flatness is judged: a slow leak is found in noise, and noise alone, steps and what fills up are not leaks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "../plan/seeded-random.ts";
import { growthOf, type Point } from "./growth.ts";

const maxPerHour = 64;
const bound = { maxPerHour, leastRise: 4 };
const hourly = (most: number) => ({ maxPerHour: most, leastRise: 0 });
const stepMs = 10_000;

/** A row of so many minutes, a value every ten seconds. */
function row(minutes: number, valueAt: (hours: number, chance: () => number) => number, seed = "row"): Point[] {
  const chance = new SeededRandom(seed);
  return Array.from({ length: minutes * 6 }, (_, i): Point => {
    return [i * stepMs, valueAt((i * stepMs) / 3_600_000, chance.next)];
  });
}

/** About normal, with a standard deviation of 1. */
function normal(chance: () => number): number {
  return Array.from({ length: 12 }, chance).reduce((sum, each) => sum + each, -6);
}

const seeds = Array.from({ length: 20 }, (_, i) => `row ${i}`);

test("a leak of twice the bound is found within ten minutes, whatever the noise of a collected heap", () => {
  for (const seed of seeds) {
    const leaking = row(10, (hours, chance) => 100 + 2 * maxPerHour * hours + normal(chance), seed);
    const growth = growthOf(leaking, bound);
    assert.ok(growth?.isGrowing, seed);
    assert.ok(Math.abs(growth.perHour - 2 * maxPerHour) < maxPerHour, `${growth.perHour} an hour, ${seed}`);
    assert.ok(growth.last > growth.first);
  }
});

test("a leak so slow that ten minutes do not show it is found in an hour and a half", () => {
  for (const seed of seeds.slice(0, 8)) {
    const slow = (minutes: number) => row(minutes, (hours, chance) => 500 + 12 * hours + 5 * normal(chance), seed);
    assert.ok(growthOf(slow(90), hourly(8))?.isGrowing, seed);
  }
});

test("a row that is only noisy is flat, with outliers and waves too", () => {
  for (const seed of seeds) {
    const noisy = row(10, (_hours, chance) => 100 + 4 * normal(chance), seed);
    const odd = row(10, (_hours, chance) => 100 + normal(chance) + (chance() < 0.1 ? 80 : 0), seed);
    const wavy = row(10, (hours, chance) => 100 + 5 * Math.sin(hours * 200) + normal(chance), seed);
    for (const each of [noisy, odd, wavy]) assert.equal(growthOf(each, bound)?.isGrowing, false, seed);
  }
});

test("what fills up and is full then is flat, and so is what was one step, or goes down", () => {
  const full = row(10, (hours, chance) => 100 + 40 * Math.min(1, hours * 10) + 0.2 * normal(chance));
  const step = row(10, (hours, chance) => (hours < 0.09 ? 50 : 90) + normal(chance));
  const less = row(10, (hours, chance) => 400 - 300 * hours + normal(chance));
  for (const each of [full, step, less]) assert.equal(growthOf(each, bound)?.isGrowing, false);
});

test("the beginning is not judged, and a row of a few values says nothing", () => {
  const warming = row(10, (hours, chance) => 100 - 90 * Math.max(0, 1 - hours * 20) + 0.1 * normal(chance));
  assert.equal(growthOf(warming, bound)?.isGrowing, false);
  assert.equal(
    growthOf(
      row(1, () => 1),
      bound,
    ),
    undefined,
  );
  assert.equal(growthOf([], bound), undefined);
});

test("whole numbers that hardly ever change are judged like others: timers that are added one a minute are found", () => {
  const timers = row(10, (hours) => 7 + Math.floor(hours * 60));
  assert.ok(growthOf(timers, hourly(20))?.isGrowing);
  const busy = row(10, (_hours, chance) => 7 + Math.floor(chance() * 3));
  assert.equal(growthOf(busy, hourly(20))?.isGrowing, false);
});

test("a short run is told to grow only if it grew by something", () => {
  const short = (rise: number) => row(3, (hours) => 100 + rise * hours * 30);
  assert.equal(growthOf(short(4), bound)?.isGrowing, false, "four units in two minutes are 120 an hour, and nothing");
  assert.equal(growthOf(short(40), bound)?.isGrowing, true);
});

test("ten thousand values are judged in a moment", { timeout: 5_000 }, () => {
  const long = row(1_667, (hours, chance) => 100 + 20 * hours + normal(chance));
  assert.equal(growthOf(long, hourly(10))?.isGrowing, true);
  assert.equal(growthOf(long, hourly(30))?.isGrowing, false);
});
