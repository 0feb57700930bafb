// What a crash leaves to the outbox of the next start.
import assert from "node:assert/strict";
import { test } from "node:test";
import { KilledAfter } from "../../../../test/support/killed-after.ts";
import { OutboxHouse } from "../../../../test/support/outbox-house.ts";

test("a crash between any two steps leaves nobody untold, and a repeat has the key of the first", async () => {
  let steps = 0;
  let repeats = 0;
  for (let wasKilled = true; wasKilled; steps++) {
    const house = new OutboxHouse();
    for (const person of ["bob", "cho"]) await house.device(person);
    await house.say(1, ["bob", "cho"]);
    const killed = new KilledAfter(steps);
    const first = house.outbox({ graceMs: 0, way: killed.wrap(house) }, killed.wrap(house.store));
    first.start();
    await house.pass(2_000, 500);
    wasKilled = killed.isDead;
    const second = await house.running();
    await house.pass(2_000, 500);
    for (const person of ["bob", "cho"]) {
      const keys = house.delivered.filter(({ device }) => device.userId === person).map(({ key }) => key);
      assert.ok(keys.length >= 1, `${person} was forgotten after ${steps} steps`);
      assert.equal(new Set(keys).size, 1, `${person} got another key after ${steps} steps`);
      repeats += keys.length - 1;
    }
    assert.deepEqual(house.store.outbox, []);
    await second.close();
  }
  assert.ok(steps > 30 && repeats > 3, `${steps} crashes, ${repeats} repeats`);
});
