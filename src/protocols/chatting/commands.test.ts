import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { type ChattingHouse, callAt, openChattingHouse, wordsOf } from "../../../test/support/chatting-house.ts";
import { callInside } from "../../core/service.ts";
import {
  CommandRequest_Status as Command,
  CommandReplySchema,
  UserRequestSchema,
} from "../../gen/compat/chatting/chatting_pb.ts";
import { CreateChannelRequestSchema } from "../../gen/madang/lobby/v1/lobby_pb.ts";

const refusal = (reason: string) => (failure: unknown) => (failure as { reason?: string }).reason === reason;
const user = (index: number) => create(UserRequestSchema, { index });
const first = 50054;

/** A house with so many people in the lobby. */
async function open(t: TestContext, people: number): Promise<ChattingHouse> {
  const house = await openChattingHouse();
  t.after(() => house.close());
  await house.visit(people);
  return house;
}

async function hexOf(house: ChattingHouse, index: number, command: number, channel?: number): Promise<string> {
  const reply = await house.command(index, command, channel);
  return Buffer.from(toBinary(CommandReplySchema, reply)).toString("hex");
}

async function madeBy(house: ChattingHouse, index: number): Promise<number> {
  return (await house.command(index, Command.MAKE_CHANNEL)).channels[0] ?? 0;
}

test("commands are answered with the bytes that older clients know", async (t) => {
  const house = await open(t, 2);
  assert.equal(await hexOf(house, 1, Command.LIST_CHANNELS), "");
  assert.equal(await hexOf(house, 1, Command.MAKE_CHANNEL), "0800120f6c6f63616c686f73743a35303035341a03868703");
  assert.equal(await hexOf(house, 1, Command.LIST_CHANNELS), "1a03868703");
  assert.equal(await hexOf(house, 2, Command.JOIN_CHANNEL, first), "0800120f6c6f63616c686f73743a3530303534");
  for (const port of [undefined, 0, 1, -1, 50055, 2147483647])
    assert.equal(await hexOf(house, 2, Command.JOIN_CHANNEL, port), "0801", `join ${port}`);
  assert.equal(await hexOf(house, 1, Command.LIST_USERS), "08001a0686870386870322020102");
  assert.equal(await hexOf(house, 2, Command.LEAVE_CHANNEL, 1), "0800");
  assert.equal(await hexOf(house, 2, Command.LEAVE_CHANNEL), "0800");
});

test("a stranger's command fails, whatever it is, and a command that nobody knows is refused", async (t) => {
  const house = await open(t, 1);
  for (const command of [0, 1, 2, 3, 4, 9]) assert.equal(await hexOf(house, 77, command), "0801");
  await assert.rejects(house.command(1, 9), refusal("COMMAND_UNKNOWN"));
  assert.deepEqual(await house.users(1), [[1, 0]]);
});

test("at a port that never was a channel's there is none", async (t) => {
  const house = await open(t, 1);
  await assert.rejects(house.hear(1, 50052), refusal("NO_CHANNEL_HERE"));
  await assert.rejects(house.say(1, "", 50052), refusal("NO_CHANNEL_HERE"));
});

test("the fifth channel is refused at once, and a port that was given back is lent first", async (t) => {
  const house = await open(t, 5);
  const ports = [];
  for (let index = 1; index <= 4; index++) ports.push((await house.gather(index)).port);
  assert.deepEqual(ports, [50054, 50055, 50056, 50057]);
  assert.equal(await hexOf(house, 5, Command.MAKE_CHANNEL), "0801");
  await house.command(3, Command.LEAVE_CHANNEL);
  await house.command(2, Command.LEAVE_CHANNEL);
  assert.equal(await madeBy(house, 5), 50055);
  assert.deepEqual((await house.command(1, Command.LIST_CHANNELS)).channels, [50054, 50057, 50055]);
  const again = await house.backend.channels.channelNamed("room-50055-2");
  assert.ok(again);
});

test("a port that another program has is passed over, and lent once it is free", async (t) => {
  const house = await open(t, 2);
  house.taken.add(50054);
  assert.equal(await madeBy(house, 1), 50055);
  house.taken.delete(50054);
  assert.equal(await madeBy(house, 2), 50054);
});

test("a name that somebody else took is passed over", async (t) => {
  const house = await open(t, 1);
  const ann = await house.admit("ann");
  const taken = create(CreateChannelRequestSchema, { name: "Room-50054-1" });
  await house.peers.lobby.createChannel(taken, callInside(ann));
  assert.equal(await madeBy(house, 1), first);
  const made = await house.backend.channels.channelNamed("room-50054-2");
  assert.equal(made?.name, "room-50054-2");
});

test("who makes or joins a channel leaves the one before", async (t) => {
  const house = await open(t, 3);
  const { of } = await house.gather(1, 2);
  assert.equal(await madeBy(house, 1), 50055);
  assert.deepEqual(wordsOf(of(2).statuses), ["join 2 50054", "leave 1 50054"]);
  await house.command(2, Command.JOIN_CHANNEL, 50055);
  assert.deepEqual((await house.command(3, Command.LIST_CHANNELS)).channels, [50055]);
  // Never entered: it goes with its maker.
  await house.command(1, Command.JOIN_CHANNEL, 50055);
  assert.deepEqual([...house.listening], [50055]);
});

test("a channel that nobody entered closes when its maker leaves, is removed or makes another", async (t) => {
  const house = await open(t, 2);
  await madeBy(house, 1);
  await house.command(1, Command.LEAVE_CHANNEL);
  assert.deepEqual([...house.listening], []);
  await madeBy(house, 1);
  await madeBy(house, 1);
  assert.equal(house.listening.size, 1);
  await house.lobby.tryUserRemove(user(1), callAt(0));
  await house.settle();
  assert.deepEqual([...house.listening], []);
  assert.equal(await hexOf(house, 1, Command.LIST_CHANNELS), "0801");
});

test("who joined finds the channel open, also when its last member leaves meanwhile, for as long as it takes to come", async (t) => {
  const house = await open(t, 2);
  const { port } = await house.gather(1);
  const [joined] = await Promise.all([
    house.command(2, Command.JOIN_CHANNEL, port),
    house.command(1, Command.LEAVE_CHANNEL),
  ]);
  assert.equal(joined.address, `localhost:${port}`);
  const chats = await house.hear(2, port);
  assert.equal(chats.ended, undefined);
  await house.command(1, Command.JOIN_CHANNEL, port);
  await house.command(2, Command.LEAVE_CHANNEL);
  assert.deepEqual([...house.listening], [port]);
  await house.seconds(11);
  assert.deepEqual([...house.listening], []);
});

test("who is coming in while the last member leaves is let in", async (t) => {
  const house = await open(t, 2);
  const { port } = await house.gather(1);
  const [chats] = await Promise.all([house.hear(2, port), house.command(1, Command.LEAVE_CHANNEL)]);
  assert.equal(chats.ended, undefined);
  assert.deepEqual(await house.users(2, port), [[2, 0]]);
});

test("a MAKE and a LEAVE at once leave no port behind", async (t) => {
  const house = await open(t, 1);
  for (let i = 0; i < 10; i++)
    await Promise.all([house.command(1, Command.MAKE_CHANNEL), house.command(1, Command.LEAVE_CHANNEL)]);
  const make = house.command(1, Command.MAKE_CHANNEL);
  await house.lobby.tryUserRemove(user(1), callAt(0));
  await make;
  await house.settle();
  assert.deepEqual([...house.listening], []);
});
