import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { type ChattingHouse, callAt, openChattingHouse } from "../../../test/support/chatting-house.ts";
import { CommandRequest_Status as Command, UserRequestSchema } from "../../gen/compat/chatting/chatting_pb.ts";

const refusal = (reason: string) => (failure: unknown) => (failure as { reason?: string }).reason === reason;
const live = 0;
const unknown = 1;

async function open(t: TestContext): Promise<ChattingHouse> {
  const house = await openChattingHouse();
  t.after(() => house.close());
  return house;
}

/** Somebody as the older console is: logged in, with a heartbeat and both streams of the lobby. */
async function visit(house: ChattingHouse) {
  const index = await house.login();
  const heart = await house.beats(index);
  return { index, heart, chats: await house.hear(index), statuses: await house.statuses(index) };
}

/** Two visitors in a channel that the first one made. */
async function visitTogether(house: ChattingHouse) {
  const [one, two] = [await visit(house), await visit(house)];
  const [port = 0] = (await house.command(one.index, Command.MAKE_CHANNEL)).channels;
  await house.command(two.index, Command.JOIN_CHANNEL, port);
  const statuses = await house.statuses(one.index, port);
  await house.statuses(two.index, port);
  return { one, two, port, statuses };
}

const exit = async (house: ChattingHouse, index: number) =>
  (await house.lobby.tryUserExit(create(UserRequestSchema, { index }), callAt(0))).status;

const isQuit = ({ status }: { status: number }) => status === 3;

test("whose heart stops is live for five seconds more, and is then gone from the lobby and the channel", async (t) => {
  const house = await open(t);
  const { one, two, port, statuses } = await visitTogether(house);
  await house.seconds(20);
  two.heart.cancel();
  await house.seconds(5);
  assert.equal(await house.lives(two.index), live);
  assert.equal(statuses.messages.length, 2);
  await house.seconds(1);
  assert.equal(await house.lives(two.index), unknown);
  const last = statuses.messages.at(-1);
  assert.deepEqual([last?.status, last?.index, last?.channel], [2, two.index, port]);
  assert.deepEqual(await house.users(one.index), [[one.index, port]]);
  assert.deepEqual([two.chats.ended, two.statuses.ended], ["well", "well"]);
  assert.deepEqual(house.unexpected, []);
});

test("who is gone may come back by the same index, as the same person", async (t) => {
  const house = await open(t);
  const { index, heart, chats } = await visit(house);
  await house.say(index, "before");
  heart.cancel();
  await house.seconds(6);
  assert.equal(chats.ended, "well");
  const other = await visit(house);
  await house.say(index, "after");
  assert.deepEqual(
    other.chats.messages.map((chat) => [chat.index, chat.text]),
    [[index, "after"]],
  );
  (await house.beats(index)).cancel();
  await house.seconds(6);
  assert.deepEqual(await house.users(other.index), [[other.index, 0]]);
});

test("a second heartbeat is refused while the first one lives, and taken at once when it is gone", async (t) => {
  const house = await open(t);
  const { index, heart } = await visit(house);
  await assert.rejects(house.beats(index), refusal("HEARTBEAT_TAKEN"));
  heart.cancel();
  const again = await house.beats(index);
  await house.seconds(30);
  assert.equal(await house.lives(index), live);
  assert.equal(again.messages.length, 7);
});

test("of two heartbeats at once one is taken", async (t) => {
  const house = await open(t);
  const index = await house.login();
  const both = await Promise.allSettled([house.beats(index), house.beats(index)]);
  assert.deepEqual(both.map(({ status }) => status).toSorted(), ["fulfilled", "rejected"]);
});

test("who logged in and has no heartbeat after thirty seconds is gone; who never logged in may stay", async (t) => {
  const house = await open(t);
  const index = await house.login();
  const chats = await house.hear(index);
  const stranger = await house.hear(40);
  await house.seconds(29);
  assert.deepEqual(await house.users(index), [
    [index, 0],
    [40, 0],
  ]);
  await house.seconds(1);
  assert.equal(chats.ended, "well");
  await house.seconds(300);
  assert.equal(stranger.ended, undefined);
  assert.deepEqual(await house.users(40), [[40, 0]]);
});

test("who never logged in, holds no stream and does nothing for five minutes is forgotten", async (t) => {
  const house = await open(t);
  await house.say(40, "hello");
  const [port = 0] = (await house.command(40, Command.MAKE_CHANNEL)).channels;
  (await house.hear(40, port)).cancel();
  await house.seconds(299);
  assert.deepEqual([...house.listening], [port]);
  await house.seconds(1);
  assert.deepEqual([...house.listening], []);
  assert.equal((await house.command(40, Command.LIST_CHANNELS)).status, 1);
});

test("a channel that was made and never entered closes when its maker is gone", async (t) => {
  const house = await open(t);
  const { index, heart } = await visit(house);
  await house.command(index, Command.MAKE_CHANNEL);
  heart.cancel();
  await house.seconds(6);
  assert.deepEqual([...house.listening], []);
});

test("who is quiet for more than a minute is told so, once until they do something, and stays", async (t) => {
  const house = await open(t);
  const { index, statuses } = await visit(house);
  await house.seconds(60);
  assert.equal(statuses.messages.length, 0);
  await house.seconds(1);
  assert.deepEqual(
    statuses.messages.map(({ status, index, channel }) => [status, index, channel]),
    [[3, index, undefined]],
  );
  await house.seconds(120);
  assert.equal(statuses.messages.length, 1);
  assert.equal(await exit(house, index), 3);
  await house.command(index, Command.LIST_USERS);
  assert.equal(await exit(house, index), 0);
  await house.seconds(61);
  assert.equal(statuses.messages.length, 2);
});

test("who talks in a channel is not quiet", async (t) => {
  const house = await open(t);
  const { one, two, port } = await visitTogether(house);
  for (let i = 0; i < 5; i++) {
    await house.seconds(30);
    await house.say(one.index, "still here", port);
  }
  assert.deepEqual([one.statuses.messages.some(isQuit), two.statuses.messages.some(isQuit)], [false, true]);
});

test("who is quiet is told so by the next stream, if none is open", async (t) => {
  const house = await open(t);
  const { index, statuses } = await visit(house);
  statuses.cancel();
  await house.seconds(61);
  const again = await house.statuses(index);
  assert.deepEqual(again.messages.map(isQuit), [true]);
});

test("who logged in and never came to the lobby harms nobody", async (t) => {
  const house = await open(t);
  const index = await house.login();
  await house.beats(index);
  await house.seconds(200);
  assert.equal(await house.lives(index), live);
  assert.equal(await exit(house, index), 0);
  assert.deepEqual(house.unexpected, []);
});

test("a wall clock that is set ends nobody's life", async (t) => {
  const house = await open(t);
  const { index, heart, statuses } = await visit(house);
  house.clock.jump(3_600_000);
  await house.seconds(6);
  house.clock.jump(-7_200_000);
  await house.seconds(6);
  assert.equal(await house.lives(index), live);
  assert.equal(statuses.messages.length, 0);
  assert.equal(heart.messages.length, 3);
});

test("who holds a stream shows as online, and as here in the lobby and in their channel", async (t) => {
  const house = await open(t);
  const { two, port } = await visitTogether(house);
  await house.seconds(2);
  const channel = await house.backend.channels.channelNamed(`room-${port}-1`);
  assert.deepEqual(await house.whoIsHere("lobby"), ["user-1", "user-2"]);
  assert.deepEqual(await house.whoIsHere(channel?.channelId ?? ""), ["user-1", "user-2"]);
  await house.seconds(100);
  two.heart.cancel();
  await house.seconds(30);
  assert.deepEqual(await house.whoIsHere("lobby"), ["user-1"]);
});
