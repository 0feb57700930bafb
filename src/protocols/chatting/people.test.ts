import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openChattingHouse } from "../../../test/support/chatting-house.ts";
import { decodeEvent } from "../../core/event.ts";
import { CommandRequest_Status as Command } from "../../gen/compat/chatting/chatting_pb.ts";

const refusal = (reason: string) => (failure: unknown) => (failure as { reason?: string }).reason === reason;

test("logins count from one, also many at once, and nobody gets the index that somebody uses without a login", async (t) => {
  const house = await openChattingHouse();
  t.after(() => house.close());
  assert.equal(await house.login(), 1);
  await house.say(2, "I never logged in");
  const indexes = await Promise.all(Array.from({ length: 20 }, () => house.login()));
  assert.deepEqual(
    indexes.toSorted((a, b) => a - b),
    Array.from({ length: 20 }, (_, i) => i + 3),
  );
  assert.deepEqual(house.unexpected, []);
});

test("an index is the same person after a restart, and new logins go on behind it", async (t) => {
  const data = mkdtempSync(join(tmpdir(), "madang-chatting-"));
  const before = await openChattingHouse(data);
  await before.login();
  await before.say(await before.login(), "before");
  const said = await lobbyAuthors(before);
  await before.close(false);
  const house = await openChattingHouse(data);
  t.after(() => house.close());
  await house.say(2, "after");
  const authors = await lobbyAuthors(house);
  assert.deepEqual(authors, [...said, ...said]);
  assert.equal(await house.login(), 3);
});

test("any index that fits in 32 bits may speak", async (t) => {
  const house = await openChattingHouse();
  t.after(() => house.close());
  const listener = await house.hear(await house.login());
  for (const index of [0, -1, 2147483647, -2147483648]) await house.say(index, `I am ${index}`);
  assert.deepEqual(
    listener.messages.map(({ index, text }) => `${index} ${text}`),
    ["0 I am 0", "-1 I am -1", "2147483647 I am 2147483647", "-2147483648 I am -2147483648"],
  );
});

test("the index of somebody who signed in elsewhere is refused, however it is used", async (t) => {
  const house = await openChattingHouse();
  t.after(() => house.close());
  const ann = await house.admit("ann");
  const annsIndex = await house.backend.numbers.numberOf(ann.userId);
  const isRefused = refusal("INDEX_OF_ANOTHER");
  await assert.rejects(house.say(annsIndex, "I am ann"), isRefused);
  await assert.rejects(house.hear(annsIndex), isRefused);
  await assert.rejects(house.statuses(annsIndex), isRefused);
  await assert.rejects(house.beats(annsIndex), isRefused);
  await assert.rejects(house.command(annsIndex, Command.LIST_USERS), isRefused);
  assert.deepEqual(await lobbyAuthors(house), []);
});

test("a thousand unknown indexes may come at once, more of them have to wait", async (t) => {
  const house = await openChattingHouse();
  t.after(() => house.close());
  const come = Array.from({ length: 1_001 }, (_, i) => house.beats(10_000 + i));
  const refused = (await Promise.allSettled(come)).filter(({ status }) => status === "rejected");
  assert.equal(refused.length, 1);
  house.clock.advance(1_000);
  await house.beats(20_000);
});

/** Who said what is in the lobby. */
async function lobbyAuthors(house: Awaited<ReturnType<typeof openChattingHouse>>): Promise<string[]> {
  const { messages } = await house.backend.channels.history("lobby", { after: 0, size: 200 });
  return messages.map(({ bytes }) => decodeEvent(bytes).actorId);
}
