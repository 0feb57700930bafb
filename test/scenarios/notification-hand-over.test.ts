// People who are away are handed over to another notification service, which is gone for a while.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { ReceivingNotifier } from "../support/receiving-notifier.ts";
import { eventually } from "../support/running-command.ts";

const longestWaitMs = 20_000;

const notifier = await ReceivingNotifier.start();
// Bob may ask while he is away: from the channel, that is.
const madang = await MadangProcess.start(
  "--notify-to",
  notifier.address,
  "--notify-when",
  "not-here",
  "--notify-online-after",
  "1",
);
const ann = await Person.enter(madang.address, "ann");
const bob = await Person.enter(madang.address, "bob");
const { channelId: tea } = await ann.client.createChannel({ name: "tea" });
await bob.client.joinChannel(tea);

after(async () => {
  await Promise.all([ann.leave(), bob.leave()]);
  await madang.remove();
  notifier.stop();
});

/** The last of a message's steps towards bob becomes this. */
async function endsWith(seq: number, expected: string): Promise<void> {
  let last = "";
  const giveUpAtMs = performance.now() + longestWaitMs;
  while (last !== expected && performance.now() < giveUpAtMs) {
    const { kind = "", detail = "" } = (await bob.client.notifications.explain(tea, seq)).at(-1) ?? {};
    last = `${kind} ${detail}`.trim();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  assert.equal(last, expected);
}

test("who is away is handed over in order, with texts as they stand by then, and each step can be asked for", async () => {
  const sent = [];
  for (const text of ["one", "tow", "not meant", "three"]) sent.push(await ann.client.send(tea, text));
  const [one, two, gone, three] = sent.map(({ seq }) => seq) as [number, number, number, number];
  await ann.client.edit(tea, two, "two");
  await ann.client.delete(tea, gone);
  await eventually(
    () => notifier.calls.length >= 3,
    longestWaitMs,
    () => JSON.stringify(notifier.calls),
  );
  assert.deepEqual(
    notifier.calls.map(({ message, roomId, userIds }) => ({ message, roomId, userIds })),
    ["one", "two", "three"].map((message) => ({ message, roomId: tea, userIds: [bob.id] })),
  );
  assert.equal(new Set(notifier.calls.map(({ key }) => key)).size, 3);
  for (const seq of [one, three]) await endsWith(seq, `handed_over ${notifier.address}`);
  await endsWith(gone, "withdrawn_deleted");
});

test("a service that is gone for a while gets everything when it is back, in order, repeats under their key", async () => {
  notifier.stop();
  const before = notifier.calls.length;
  const texts = Array.from({ length: 10 }, (_, i) => `while you were out ${i}`);
  let seq = 0;
  for (const text of texts) ({ seq } = await ann.client.send(tea, text));
  await endsWith(seq - texts.length + 1, "queued UNAVAILABLE");
  await endsWith(seq, `queued ${notifier.address}`);
  await notifier.start();
  await eventually(
    () => notifier.calls.some(({ message }) => message === texts.at(-1)),
    longestWaitMs,
    () => JSON.stringify(notifier.calls),
  );
  const heard = notifier.calls.slice(before);
  assert.deepEqual([...new Set(heard.map(({ message }) => message))], texts);
  assert.equal(new Set(heard.map(({ key, message }) => `${key} ${message}`)).size, texts.length);
  await endsWith(seq, `handed_over ${notifier.address}`);
});
