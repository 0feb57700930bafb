// Sockets of one address are limited, those of this machine are not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { AddressCount } from "./address-count.ts";

test("an address may have so many, and one that goes makes room", () => {
  const count = new AddressCount(2);
  const [leave] = [count.enter("10.0.0.1"), count.enter("10.0.0.1")];
  assert.equal(count.refusal("10.0.0.1")?.reason, "TOO_MANY_CONNECTIONS");
  assert.equal(count.refusal("10.0.0.2"), undefined);
  leave?.();
  assert.equal(count.refusal("10.0.0.1"), undefined);
});

test("this machine, and a limit of 0, know no limit", () => {
  const count = new AddressCount(1);
  for (const address of ["127.0.0.1", "::1", "::ffff:127.0.0.1"]) {
    count.enter(address);
    count.enter(address);
    assert.equal(count.refusal(address), undefined);
  }
  const none = new AddressCount(0);
  none.enter("10.0.0.1");
  assert.equal(none.refusal("10.0.0.1"), undefined);
});
