import assert from "node:assert/strict";
import { test } from "node:test";
import { ChatError, errors } from "../../core/errors.ts";
import { Backoff } from "./backoff.ts";
import { worthReopening, worthRetry } from "./worth-retry.ts";

test("waits grow up to five seconds and never more", () => {
  const backoff = new Backoff(() => 0.999_999);
  const waits = Array.from({ length: 40 }, () => backoff.next());
  assert.deepEqual(waits.slice(0, 4), [100, 200, 400, 800]);
  assert.equal(Math.max(...waits), 5_000);
  backoff.flicker();
  assert.equal(backoff.next(), 800);
  backoff.reset();
  assert.equal(backoff.next(), 100);
});

test("a wait is any part of the longest one, so that clients come back apart", () => {
  assert.equal(new Backoff(() => 0).next(), 0);
  assert.equal(new Backoff(() => 0.5).next(), 50);
});

test("a wait is never shorter than the server asked for", () => {
  assert.equal(new Backoff(() => 0).next(errors.sendRate(1_500)), 1_500);
});

test("only what may pass by itself is tried again", () => {
  assert.ok(worthRetry(errors.draining()));
  assert.ok(worthRetry(errors.deadline()));
  assert.ok(worthRetry(errors.sendRate(10)));
  const tooLarge = new ChatError("RESOURCE_EXHAUSTED", "RESOURCE_EXHAUSTED", "too large");
  assert.ok(!worthRetry(tooLarge), "a limit without a time to wait stays");
  assert.ok(!worthRetry(errors.textEmpty()));
  assert.ok(!worthRetry(errors.internal("1")));
});

test("a stream is opened again after anything but a refusal", () => {
  assert.ok(worthReopening(errors.slowConsumer()));
  assert.ok(worthReopening(errors.internal("1")));
  assert.ok(worthReopening(new ChatError("ABORTED", "X", "x")));
  assert.ok(!worthReopening(errors.sessionEnded()));
  assert.ok(!worthReopening(errors.notAMember()));
});
