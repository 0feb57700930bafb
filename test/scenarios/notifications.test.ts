// What people missed: their inbox over both wires, what they want to be told of, and why they were told or not.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import type { InboxChange } from "../../src/clients/sdk/index.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";

const madang = await MadangProcess.start("--notify-online-after", "1");
const people: Person[] = [];
after(async () => {
  await Promise.all(people.map((person) => person.leave()));
  await madang.remove();
});

async function enter(name: string, address = madang.address): Promise<Person> {
  const person = await Person.enter(address, name);
  people.push(person);
  return person;
}

const ann = await enter("ann");
const bob = await enter("bob");
const { channelId: tea } = await ann.client.createChannel({ name: "tea" });
await bob.client.joinChannel(tea);

/** The kinds of steps of a message towards somebody. */
async function steps(person: Person, seq: number): Promise<string[]> {
  return (await person.client.notifications.explain(tea, seq)).map(({ kind }) => kind);
}

async function texts(person: Person, openOnly = false): Promise<string[]> {
  return (await person.client.notifications.inbox({ openOnly })).items.map(({ text }) => text);
}

/** Asks again until the answer is this. */
async function becomes<T>(ask: () => Promise<T>, expected: T): Promise<void> {
  const endMs = Date.now() + 10_000;
  while (Date.now() < endMs && !isDeepStrictEqual(await ask(), expected))
    await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(await ask(), expected);
}

test("who is present is told of what is urgent only, and explain says why", async () => {
  const { seq } = await ann.client.send(tea, "good morning");
  const mention = await ann.client.send(tea, "tea, @bob?");
  await becomes(() => texts(bob), ["tea, @bob?"]);
  assert.deepEqual(await steps(bob, seq), ["accepted", "online"]);
  assert.deepEqual(await steps(bob, mention.seq), ["accepted", "noticed", "no_device"]);
  assert.deepEqual(await steps(ann, seq), ["accepted", "own_message"]);
  await bob.client.markRead(tea, mention.seq);
  assert.deepEqual(await texts(bob, true), []);
  assert.deepEqual((await steps(bob, mention.seq)).at(-1), "acknowledged");
});

test("a watch hears over both wires what is new and what was read elsewhere", async () => {
  const onPage = await enter("bob", madang.web);
  const changes: InboxChange[] = [];
  onPage.client.notifications.watch((change) => changes.push(change));
  await eventually(
    () => changes.length === 1,
    5_000,
    () => "no first frame",
  );
  assert.deepEqual(changes[0], { added: [], open: 0, listAgain: false, error: undefined });
  const { seq } = await ann.client.send(tea, "still there, @bob?");
  await eventually(
    () => changes.at(-1)?.open === 1,
    5_000,
    () => JSON.stringify(changes),
  );
  const added = changes.flatMap((change) => change.added);
  assert.deepEqual(
    added.map(({ text, reason, message }) => [text, reason, message?.from.name, message?.seq]),
    [["still there, @bob?", "mention", "ann", seq]],
  );
  await bob.client.notifications.acknowledge({ itemIds: added.map(({ id }) => id) });
  await eventually(
    () => changes.at(-1)?.open === 0,
    5_000,
    () => JSON.stringify(changes),
  );
});

test("what one asked not to hear is not told, and a device must be one", async () => {
  const { notifications } = bob.client;
  await notifications.setPreference({ channelId: tea, level: "nothing" });
  const { seq } = await ann.client.send(tea, "@bob, psst");
  await becomes(() => steps(bob, seq), ["accepted", "level"]);
  await notifications.setPreference({ channelId: tea, level: "default" });
  assert.deepEqual(await notifications.preferences(), []);
  await expectRefusal(notifications.registerWebhook("http://127.0.0.1:1/"), "INVALID_ARGUMENT DEVICE_INVALID");
  await expectRefusal(notifications.registerWebhook("https://127.0.0.1:1/"), "PERMISSION_DENIED TARGET_PRIVATE");
  await expectRefusal(notifications.explain(tea, 9_999), "NOT_FOUND MESSAGE_NOT_FOUND");
  assert.match(await notifications.pushKey(), /^B[A-Za-z0-9_-]{86}$/);
});

test("after kill -9 the inbox is what it was, and what was said just before is in it", async () => {
  const key = await bob.client.notifications.pushKey();
  const before = await texts(bob);
  await ann.client.send(tea, "last words, @bob");
  await madang.kill();
  await madang.start();
  await becomes(() => texts(bob), ["last words, @bob", ...before]);
  assert.equal(await bob.client.notifications.pushKey(), key);
});
