import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeChat, settled } from "../../../test/support/fake-chat.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { clientErrors } from "./client-errors.ts";
import { createClient } from "./create-client.ts";

async function viewOn(chat: FakeChat) {
  const clock = new FakeClock();
  const client = createClient({ transport: chat.transport(), guest: { name: "ann" }, clock, random: () => 0 });
  await client.connect();
  const view = client.view("lobby");
  await view.load();
  return { client, clock, view };
}

test("a view shows messages as they stand, and every change gives another array", async () => {
  const chat = new FakeChat();
  const said = chat.say("lobby", "bob", "first");
  const { client, view } = await viewOn(chat);
  const before = view.messages;
  let changes = 0;
  view.onChange(() => changes++);
  const targetSeq = BigInt(said);
  chat.happen("lobby", "bob", { case: "messageEdited", value: { targetSeq, text: "second" } });
  chat.happen("lobby", "ann", { case: "reactionAdded", value: { targetSeq, emoji: "👍" } });
  chat.say("lobby", "bob", "more");
  assert.equal(before[0]?.text, "first");
  assert.deepEqual(
    view.messages.map(({ text }) => text),
    ["second", "more"],
  );
  assert.deepEqual(view.messages[0]?.reactions, [{ emoji: "👍", userIds: ["ann"] }]);
  chat.happen("lobby", "bob", { case: "messageDeleted", value: { targetSeq } });
  assert.deepEqual([view.messages[0]?.deleted, view.messages[0]?.text, view.messages[0]?.reactions], [true, "", []]);
  assert.equal(changes, 4);
  await client.close();
});

test("what happens while the page is fetched is not missed", async () => {
  const chat = new FakeChat();
  chat.say("lobby", "bob", "before");
  const { client, view } = await viewOn(chat);
  chat.hold();
  const loading = view.load();
  await settled();
  chat.say("lobby", "bob", "meanwhile");
  chat.release();
  await loading;
  assert.deepEqual(
    view.messages.map(({ text }) => text),
    ["before", "meanwhile"],
  );
  await client.close();
});

test("when events are passed over while a page is fetched, another page is fetched", async () => {
  const chat = new FakeChat();
  const { client, view } = await viewOn(chat);
  chat.hold();
  const loading = view.load();
  await settled();
  chat.silent = true;
  chat.say("lobby", "bob", "passed over");
  view.missed();
  chat.release();
  await loading;
  assert.deepEqual(
    view.messages.map(({ text }) => text),
    ["passed over"],
  );
  await client.close();
});

test("older messages come page by page until the first one", async () => {
  const chat = new FakeChat();
  for (let i = 1; i <= 120; i++) chat.say("lobby", "bob", `m${i}`);
  const { client, view } = await viewOn(chat);
  assert.equal(view.messages.length, 50);
  assert.equal(view.complete, false);
  assert.equal(await view.loadOlder(), true);
  assert.equal(await view.loadOlder(), false);
  assert.equal(view.complete, true);
  assert.deepEqual(
    view.messages.map(({ text }) => text),
    Array.from({ length: 120 }, (_, i) => `m${i + 1}`),
  );
  await client.close();
});

test("a view holds a thousand messages and forgets the oldest", async () => {
  const chat = new FakeChat();
  for (let i = 1; i <= 40; i++) chat.say("lobby", "bob", `m${i}`);
  const { client, view } = await viewOn(chat);
  for (let i = 41; i <= 1_100; i++) chat.say("lobby", "bob", `m${i}`);
  assert.equal(view.messages.length, 1_000);
  assert.equal(view.messages[0]?.text, "m101");
  assert.equal(view.messages.at(-1)?.text, "m1100");
  await client.close();
});

test("a view that could not be fetched is fetched when the client is connected again", async () => {
  const chat = new FakeChat();
  chat.say("lobby", "bob", "hello");
  const clock = new FakeClock();
  const client = createClient({ transport: chat.transport(), guest: { name: "ann" }, clock, random: () => 0 });
  const view = client.view("lobby");
  assert.equal(view.loaded, false);
  await client.connect();
  await settled();
  assert.equal(view.loaded, true);
  assert.equal(view.messages.length, 1);
  await client.close();
});

test("a view is one for all who ask for it, until it is closed", async () => {
  const chat = new FakeChat();
  const { client, view } = await viewOn(chat);
  assert.equal(client.view("lobby"), view);
  view.close();
  assert.notEqual(client.view("lobby"), view);
  await client.close();
});

test("after a restored store the view shows the new life", async () => {
  const chat = new FakeChat();
  chat.say("lobby", "bob", "kept");
  const { client, clock, view } = await viewOn(chat);
  chat.say("lobby", "bob", "lost by the restore");
  chat.log("lobby").splice(2);
  chat.epoch = 2n;
  chat.cut(clientErrors.connection("restored"));
  for (let i = 0; i < 3; i++) {
    await settled();
    clock.advance(1);
  }
  await settled();
  assert.deepEqual(
    view.messages.map(({ text }) => text),
    ["kept"],
  );
  await client.close();
});
