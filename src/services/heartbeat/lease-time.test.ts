import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { LeaseTime } from "./lease-time.ts";

function setUp() {
  const clock = new FakeClock();
  const time = new LeaseTime(clock);
  clock.every(1_000, () => time.tick());
  return { clock, time };
}

test("lease time passes with the clock", () => {
  const { clock, time } = setUp();
  clock.advance(60_400);
  assert.equal(time.now(), 60_400);
});

test("a wall clock that is set one hour forward or back moves it by seconds at most", () => {
  for (const hourMs of [3_600_000, -3_600_000]) {
    const { clock, time } = setUp();
    clock.advance(10_000);
    clock.jump(hourMs);
    clock.advance(10_000);
    assert.ok(Math.abs(time.now() - 20_000) <= 5_000, `${time.now()}`);
  }
});
