import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { SignInGate } from "./sign-in-gate.ts";

const rate = { code: "RESOURCE_EXHAUSTED", reason: "SIGN_IN_RATE" };

test("the eleventh failure of an address within a minute is not even tried", () => {
  const clock = new FakeClock();
  const gate = new SignInGate(clock, 10);
  for (let i = 0; i < 10; i++) {
    gate.requireOpen("10.0.0.1", `user${i}`);
    gate.failed("10.0.0.1", `user${i}`);
  }
  assert.throws(() => gate.requireOpen("10.0.0.1", "user11"), { ...rate, retryAfterMs: 6_000 });
  gate.requireOpen("10.0.0.2", "user11");
  clock.advance(6_000);
  gate.requireOpen("10.0.0.1", "user11");
});

test("an account is guarded from all addresses together", () => {
  const gate = new SignInGate(new FakeClock(), 10);
  for (let i = 0; i < 10; i++) gate.failed(`10.0.0.${i}`, "ann");
  assert.throws(() => gate.requireOpen("10.0.1.1", "ann"), rate);
  gate.requireOpen("10.0.1.1", "bob");
});

test("this machine has no limit of its own, but its accounts have", () => {
  const gate = new SignInGate(new FakeClock(), 10);
  for (let i = 0; i < 20; i++) gate.failed("::1", `user${i}`);
  gate.requireOpen("::1", "user21");
  for (let i = 0; i < 10; i++) gate.failed("::1", "ann");
  assert.throws(() => gate.requireOpen("::1", "ann"), rate);
});
