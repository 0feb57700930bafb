import assert from "node:assert/strict";
import { test } from "node:test";
import { openAgent } from "../../../test/support/agent.ts";

const ann = { key: "note 1", wish: "ann", mark: "window", address: "127.0.0.1" };
const ignore = () => undefined;

test("the same key is the same guest, in a session of its own each time", async () => {
  const { agent } = await openAgent();
  const first = await agent.doorGuests.admit(ann, ignore);
  const again = await agent.doorGuests.admit(ann, ignore);
  assert.deepEqual([first.name, again.name, again.userId], ["ann (window)", "ann (window)", first.userId]);
  assert.notEqual(again.sessionId, first.sessionId);
  assert.notEqual((await agent.doorGuests.admit({ ...ann, key: "note 2" }, ignore)).userId, first.userId);
});

test("a guest of a door is never the account of that name", async () => {
  const { agent, signUp } = await openAgent();
  const account = await signUp("ann (window)");
  const guest = await agent.doorGuests.admit(ann, ignore);
  assert.notEqual(guest.userId, account.userId);
  assert.equal(guest.name, "ann (window)-2");
});

test("any label becomes a name, with its mark whole", async () => {
  const { agent } = await openAgent();
  const nameOf = async (wish: string) =>
    (await agent.doorGuests.admit({ ...ann, key: `note ${wish}`, wish }, ignore)).name;
  assert.equal(await nameOf("!!!"), "guest (window)");
  assert.equal(await nameOf(""), "guest (window)-2");
  assert.equal(await nameOf("가".repeat(100)), `${"가".repeat(23)} (window)`);
  assert.equal(
    (await agent.doorGuests.admit({ ...ann, key: "chatting 3", wish: "user-3", mark: "" }, ignore)).name,
    "user-3",
  );
});

test("where guests are off, doors let nobody in; where a crowd comes from one address, it is slowed", async () => {
  const off = await openAgent({ doorGuests: false });
  await assert.rejects(off.agent.doorGuests.admit(ann, ignore), { reason: "GUESTS_OFF" });
  const { agent } = await openAgent();
  const come = (n: number, address: string) => agent.doorGuests.admit({ ...ann, key: `note ${n}`, address }, ignore);
  for (let n = 0; n < 100; n++) await come(n, "127.0.0.1");
  for (let n = 100; n < 160; n++) await come(n, "10.0.0.7");
  await assert.rejects(come(160, "10.0.0.7"), { reason: "SIGN_IN_RATE" });
  assert.match((await come(100, "10.0.0.7")).name, /^ann \(window\)-\d+$/, "who was here before is no newcomer");
});

test("a guest who was dismissed has no session any more", async () => {
  const { agent, store } = await openAgent();
  const guest = await agent.doorGuests.admit(ann, ignore);
  assert.equal((await store.sessionsOf(guest.userId)).length, 1);
  await agent.doorGuests.dismiss(guest);
  assert.equal((await store.sessionsOf(guest.userId)).length, 0);
});

test("a door hears once that its guest's session was ended, and nothing of those whom it dismissed itself", async () => {
  const { agent, topics } = await openAgent();
  const gone: string[] = [];
  const [first, second, third] = await Promise.all(
    ["note 1", "note 1", "note 2"].map((key) =>
      agent.doorGuests.admit({ ...ann, key }, ({ sessionId }) => void gone.push(sessionId)),
    ),
  );
  assert.ok(first && second && third);
  await agent.doorGuests.dismiss(second);
  assert.equal(await agent.accountDesk.signOut(first.userId), 1);
  assert.deepEqual(gone, [first.sessionId]);
  await agent.doorGuests.dismiss(first);
  await agent.doorGuests.dismiss(third);
  assert.deepEqual(gone, [first.sessionId]);
  assert.equal(topics.size, 0);
});

test("a guest of a door who is suspended is not let in until that is over", async () => {
  const { agent } = await openAgent();
  const guest = await agent.doorGuests.admit(ann, ignore);
  assert.equal(await agent.accountDesk.setSuspended(guest.userId, true), 1);
  await assert.rejects(agent.doorGuests.admit(ann, ignore), { reason: "SUSPENDED" });
  assert.equal(await agent.accountDesk.setSuspended(guest.userId, false), 0);
  assert.equal((await agent.doorGuests.admit(ann, ignore)).userId, guest.userId);
});
