import assert from "node:assert/strict";
import { test } from "node:test";
import { openAgent } from "../../../test/support/agent.ts";

const ann = { key: "note 1", wish: "ann", mark: "window", address: "127.0.0.1" };

test("the same key is the same guest, in a session of its own each time", async () => {
  const { agent } = await openAgent();
  const first = await agent.doorGuests.admit(ann);
  const again = await agent.doorGuests.admit(ann);
  assert.deepEqual([first.name, again.name, again.userId], ["ann (window)", "ann (window)", first.userId]);
  assert.notEqual(again.sessionId, first.sessionId);
  assert.notEqual((await agent.doorGuests.admit({ ...ann, key: "note 2" })).userId, first.userId);
});

test("a guest of a door is never the account of that name", async () => {
  const { agent, signUp } = await openAgent();
  const account = await signUp("ann (window)");
  const guest = await agent.doorGuests.admit(ann);
  assert.notEqual(guest.userId, account.userId);
  assert.equal(guest.name, "ann (window)-2");
});

test("any label becomes a name, with its mark whole", async () => {
  const { agent } = await openAgent();
  const nameOf = async (wish: string) => (await agent.doorGuests.admit({ ...ann, key: `note ${wish}`, wish })).name;
  assert.equal(await nameOf("!!!"), "guest (window)");
  assert.equal(await nameOf(""), "guest (window)-2");
  assert.equal(await nameOf("가".repeat(100)), `${"가".repeat(23)} (window)`);
  assert.equal((await agent.doorGuests.admit({ ...ann, key: "chatting 3", wish: "user-3", mark: "" })).name, "user-3");
});

test("where guests are off, doors let nobody in; where a crowd comes from one address, it is slowed", async () => {
  const off = await openAgent({ doorGuests: false });
  await assert.rejects(off.agent.doorGuests.admit(ann), { reason: "GUESTS_OFF" });
  const { agent } = await openAgent();
  const come = (n: number, address: string) => agent.doorGuests.admit({ ...ann, key: `note ${n}`, address });
  for (let n = 0; n < 100; n++) await come(n, "127.0.0.1");
  for (let n = 100; n < 160; n++) await come(n, "10.0.0.7");
  await assert.rejects(come(160, "10.0.0.7"), { reason: "SIGN_IN_RATE" });
  assert.match((await come(100, "10.0.0.7")).name, /^ann \(window\)-\d+$/, "who was here before is no newcomer");
});

test("a guest who was dismissed has no session any more", async () => {
  const { agent, store } = await openAgent();
  const guest = await agent.doorGuests.admit(ann);
  assert.equal((await store.sessionsOf(guest.userId)).length, 1);
  await agent.doorGuests.dismiss(guest);
  assert.equal((await store.sessionsOf(guest.userId)).length, 0);
});
