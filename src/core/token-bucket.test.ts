// Rates by hand: what is allowed at once, what comes back, and what is forgotten.
import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../../test/support/fake-clock.ts";
import { TokenBuckets } from "./token-bucket.ts";

test("a burst is allowed at once, then the rate", () => {
  const clock = new FakeClock();
  const buckets = new TokenBuckets({ perSecond: 10, burst: 3 }, clock);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => buckets.take("ann")),
    [0, 0, 0, 100],
  );
  clock.advance(99);
  assert.notEqual(buckets.take("ann"), 0);
  clock.advance(1);
  assert.deepEqual([buckets.take("ann"), buckets.take("ann")], [0, 100]);
});

test("a bucket never holds more than the burst", () => {
  const clock = new FakeClock();
  const buckets = new TokenBuckets({ perSecond: 10, burst: 3 }, clock);
  buckets.take("ann");
  clock.advance(3_600_000);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => buckets.take("ann")),
    [0, 0, 0, 100],
  );
});

test("each key has a bucket of its own", () => {
  const buckets = new TokenBuckets({ perSecond: 1, burst: 1 }, new FakeClock());
  assert.deepEqual([buckets.take("ann"), buckets.take("bob"), buckets.take("ann")], [0, 0, 1_000]);
});

test("who takes more than the burst at once pays for it afterwards", () => {
  const clock = new FakeClock();
  const buckets = new TokenBuckets({ perSecond: 10, burst: 5 }, clock);
  assert.equal(buckets.take("ann", 20), 0);
  assert.equal(buckets.take("ann"), 1_600);
  clock.advance(1_600);
  assert.equal(buckets.take("ann"), 0);
});

test("what is refused costs nothing, and asking costs nothing", () => {
  const clock = new FakeClock();
  const buckets = new TokenBuckets({ perSecond: 1, burst: 2 }, clock);
  buckets.take("ann", 2);
  for (let n = 0; n < 10; n++) assert.equal(buckets.take("ann", 2), 2_000);
  assert.equal(buckets.wait("ann"), 1_000);
  clock.advance(1_000);
  assert.deepEqual([buckets.wait("ann"), buckets.wait("ann"), buckets.take("ann")], [0, 0, 0]);
});

test("a rate of 0 is no limit", () => {
  const buckets = new TokenBuckets({ perSecond: 0, burst: 0 }, new FakeClock());
  assert.deepEqual([buckets.take("ann", 1_000_000), buckets.wait("ann")], [0, 0]);
});

test("a clock that goes back gives nothing and takes nothing", () => {
  const clock = new FakeClock();
  const buckets = new TokenBuckets({ perSecond: 1, burst: 2 }, clock);
  buckets.take("ann", 2);
  clock.jump(-3_600_000);
  assert.equal(buckets.take("ann"), 1_000);
  clock.advance(1_000);
  assert.equal(buckets.take("ann"), 0);
});

test("the key that was untouched for longest is forgotten first", () => {
  const buckets = new TokenBuckets({ perSecond: 1, burst: 1 }, new FakeClock(), 2);
  buckets.take("ann");
  buckets.take("bob");
  buckets.take("ann");
  buckets.take("cleo");
  assert.deepEqual([buckets.take("ann"), buckets.take("bob")], [1_000, 0]);
});
