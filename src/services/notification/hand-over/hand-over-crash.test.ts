// What a crash leaves to the hand-over of the next start.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HandedOverChat } from "../../../../test/support/handed-over-chat.ts";
import { KilledAfter } from "../../../../test/support/killed-after.ts";

test("a crash between any two steps leaves nobody untold, and a repeat has the key of the first", async () => {
  let steps = 0;
  let repeats = 0;
  for (let wasKilled = true; wasKilled; steps++) {
    const { house, notifications } = await HandedOverChat.open("tea", "cake");
    for (const [room, text] of [
      ["tea", "one"],
      ["cake", "two"],
      ["tea", "three"],
    ] as const)
      house.say(room, text);
    await house.pass(3_000, 500);
    const killed = new KilledAfter(steps);
    const first = house.handOver({ service: killed.wrap(house.service) }, killed.wrap(house.chat.notices));
    await house.pass(500);
    wasKilled = killed.isDead;
    const second = house.handOver();
    await house.pass(500);
    for (const text of ["one", "two", "three"]) {
      const calls = house.calls.filter(({ message }) => message === text);
      assert.ok(calls.length >= 1, `"${text}" was forgotten after ${steps} steps`);
      assert.equal(new Set(calls.map(({ key }) => key)).size, 1, `"${text}" got another key after ${steps} steps`);
      assert.deepEqual([...new Set(calls.flatMap(({ userIds }) => userIds))], ["bob", "cho"]);
      repeats += calls.length - 1;
    }
    assert.deepEqual([house.chat.notices.handOvers, house.unexpected], [[], []]);
    // Its calls hang for ever, so that it is not waited for.
    void first.close();
    await second.close();
    await notifications.close();
  }
  assert.ok(steps > 30 && repeats > 3, `${steps} crashes, ${repeats} repeats`);
});
