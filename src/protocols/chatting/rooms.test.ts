import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { type ChattingHouse, callAt, openChattingHouse } from "../../../test/support/chatting-house.ts";
import { type Caller, callInside } from "../../core/service.ts";
import {
  ChatSchema,
  CommandReplySchema,
  CommandRequest_Status as Command,
  type StatusReply,
  UserRequestSchema,
} from "../../gen/compat/chatting/chatting_pb.ts";
import {
  CreateChannelRequestSchema,
  InviteMemberRequestSchema,
  JoinChannelRequestSchema,
  LeaveChannelRequestSchema,
  RemoveMemberRequestSchema,
} from "../../gen/madang/lobby/v1/lobby_pb.ts";

const refusal = (reason: string) => (failure: unknown) => (failure as { reason?: string }).reason === reason;
const chat = (index: number, text: string) => create(ChatSchema, { index, text });
const user = (index: number) => create(UserRequestSchema, { index });
const first = 50054;

/** A house where `count` people logged in and are in the lobby. */
async function openWith(t: TestContext, count: number): Promise<ChattingHouse> {
  const house = await openChattingHouse();
  t.after(() => house.close());
  for (let i = 0; i < count; i++) await house.hear(await house.login());
  return house;
}

async function hexOf(house: ChattingHouse, index: number, command: number, channel?: number): Promise<string> {
  const reply = await house.command(index, command, channel);
  return Buffer.from(toBinary(CommandReplySchema, reply)).toString("hex");
}

const words = (statuses: readonly StatusReply[]) =>
  statuses.map(({ status, index, channel }) => `${["ok", "join", "leave", "quit"][status]} ${index} ${channel}`);

/** The guest behind an index. */
async function callerOf({ backend }: ChattingHouse, index: number): Promise<Caller> {
  const userId = (await backend.numbers.holderOf(index)) ?? "";
  return { sessionId: "", userId, name: (await backend.sessions.user(userId))?.name ?? "" };
}

async function madeBy(house: ChattingHouse, index: number): Promise<number> {
  return (await house.command(index, Command.MAKE_CHANNEL)).channels[0] ?? 0;
}

/** Somebody makes a channel and the others come in, each with both streams. */
async function gather(house: ChattingHouse, ...indexes: number[]) {
  const port = await madeBy(house, indexes[0] ?? 0);
  const members = [];
  for (const index of indexes) {
    if (index !== indexes[0]) await house.command(index, Command.JOIN_CHANNEL, port);
    members.push({ chats: await house.hear(index, port), statuses: await house.statuses(index, port) });
  }
  return { port, members };
}

test("commands are answered with the bytes that older clients know", async (t) => {
  const house = await openWith(t, 2);
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
  const house = await openWith(t, 1);
  for (const command of [0, 1, 2, 3, 4, 9]) assert.equal(await hexOf(house, 77, command), "0801");
  await assert.rejects(house.command(1, 9), refusal("COMMAND_UNKNOWN"));
  assert.deepEqual(await house.users(1), [[1, 0]]);
});

test("members hear who comes and goes, themselves first of all, and each other's lines without echo", async (t) => {
  const house = await openWith(t, 2);
  const { port, members } = await gather(house, 1, 2);
  const [one, two] = members;
  await house.say(1, "hi   there", port);
  await house.say(2, "  안녕\n하세요  ", port);
  await house.say(2, "", port);
  await house.say(2, undefined, port);
  assert.deepEqual(
    one?.chats.messages.map(({ index, text }) => [index, text]),
    [[2, "  안녕\n하세요  "]],
  );
  assert.deepEqual(
    two?.chats.messages.map(({ index, text }) => [index, text]),
    [[1, "hi   there"]],
  );
  await house.command(1, Command.LEAVE_CHANNEL);
  assert.deepEqual(words(one?.statuses.messages ?? []), ["join 1 50054", "join 2 50054"]);
  assert.deepEqual(words(two?.statuses.messages ?? []), ["join 2 50054", "leave 1 50054"]);
  assert.deepEqual([one?.chats.ended, one?.statuses.ended], ["well", "well"]);
  assert.equal(two?.chats.ended, undefined);
});

test("a stream that is opened again announces its member again", async (t) => {
  const house = await openWith(t, 2);
  const { port, members } = await gather(house, 1, 2);
  const again = await house.statuses(2, port);
  assert.deepEqual(words(again.messages), ["join 2 50054"]);
  assert.equal(members[1]?.statuses.ended, "well");
  assert.deepEqual(words(members[0]?.statuses.messages ?? []), ["join 1 50054", "join 2 50054", "join 2 50054"]);
});

test("who cancels a stream is a member still, and goes on where it stopped", async (t) => {
  const house = await openWith(t, 2);
  const { port, members } = await gather(house, 1, 2);
  await house.say(1, "heard", port);
  members[1]?.chats.cancel();
  members[1]?.statuses.cancel();
  for (let i = 0; i < 300; i++) await house.channel.tryChatSend(chat(1, `missed ${i}`), callAt(port));
  await house.settle();
  assert.deepEqual(await house.users(1, port), [
    [1, port],
    [2, port],
  ]);
  const resumed = await house.hear(2, port);
  await house.settle();
  assert.deepEqual(
    resumed.messages.map(({ text }) => text),
    Array.from({ length: 300 }, (_, i) => `missed ${i}`),
  );
});

test("who leaves last closes the port: streams end as unavailable, and what was said stays", async (t) => {
  const house = await openWith(t, 2);
  const { port, members } = await gather(house, 1);
  await house.say(1, "kept", port);
  await house.command(1, Command.LEAVE_CHANNEL);
  assert.ok(refusal("CHANNEL_CLOSED")(members[0]?.chats.ended));
  assert.ok(refusal("CHANNEL_CLOSED")(members[0]?.statuses.ended));
  assert.deepEqual([...house.listening], []);
  await assert.rejects(house.hear(1, port), refusal("CHANNEL_CLOSED"));
  const kept = await house.backend.channels.channelNamed("room-50054-1");
  const { messages } = await house.backend.channels.history(kept?.channelId ?? "", { after: 0, size: 10 });
  assert.equal(messages.length, 1);
  assert.equal(kept?.members, 0);
});

test("at a port that never was a channel's there is none", async (t) => {
  const house = await openWith(t, 1);
  await assert.rejects(house.hear(1, 50052), refusal("NO_CHANNEL_HERE"));
  await assert.rejects(house.say(1, "", 50052), refusal("NO_CHANNEL_HERE"));
});

test("the fifth channel is refused at once, and a port that was given back is lent first", async (t) => {
  const house = await openWith(t, 5);
  const ports = [];
  for (let index = 1; index <= 4; index++) ports.push((await gather(house, index)).port);
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
  const house = await openWith(t, 2);
  house.taken.add(50054);
  assert.equal(await madeBy(house, 1), 50055);
  house.taken.delete(50054);
  assert.equal(await madeBy(house, 2), 50054);
});

test("a name that somebody else took is passed over", async (t) => {
  const house = await openWith(t, 1);
  const ann = await house.admit("ann");
  const taken = create(CreateChannelRequestSchema, { name: "Room-50054-1" });
  await house.peers.lobby.createChannel(taken, callInside(ann));
  assert.equal(await madeBy(house, 1), first);
  const made = await house.backend.channels.channelNamed("room-50054-2");
  assert.equal(made?.name, "room-50054-2");
});

test("who makes or joins a channel leaves the one before", async (t) => {
  const house = await openWith(t, 3);
  const { members } = await gather(house, 1, 2);
  assert.equal(await madeBy(house, 1), 50055);
  assert.deepEqual(words(members[1]?.statuses.messages ?? []), ["join 2 50054", "leave 1 50054"]);
  await house.command(2, Command.JOIN_CHANNEL, 50055);
  assert.deepEqual((await house.command(3, Command.LIST_CHANNELS)).channels, [50055]);
  // Never entered: it goes with its maker.
  await house.command(1, Command.JOIN_CHANNEL, 50055);
  assert.deepEqual([...house.listening], [50055]);
});

test("a channel that nobody entered closes when its maker leaves, is removed or makes another", async (t) => {
  const house = await openWith(t, 2);
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
  const house = await openWith(t, 2);
  const { port } = await gather(house, 1);
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
  const house = await openWith(t, 2);
  const { port } = await gather(house, 1);
  const [chats] = await Promise.all([house.hear(2, port), house.command(1, Command.LEAVE_CHANNEL)]);
  assert.equal(chats.ended, undefined);
  assert.deepEqual(await house.users(2, port), [[2, 0]]);
});

test("a MAKE and a LEAVE at once leave no port behind", async (t) => {
  const house = await openWith(t, 1);
  for (let i = 0; i < 10; i++)
    await Promise.all([house.command(1, Command.MAKE_CHANNEL), house.command(1, Command.LEAVE_CHANNEL)]);
  const make = house.command(1, Command.MAKE_CHANNEL);
  await house.lobby.tryUserRemove(user(1), callAt(0));
  await make;
  await house.settle();
  assert.deepEqual([...house.listening], []);
});

test("who opens a stream is a member without a command; who only speaks is heard, but of them nothing is told", async (t) => {
  const house = await openWith(t, 1);
  const { port, members } = await gather(house, 1);
  await house.say(40, "I just pass by", port);
  assert.deepEqual(
    members[0]?.chats.messages.map(({ index, text }) => [index, text]),
    [[40, "I just pass by"]],
  );
  assert.deepEqual(await house.users(1, port), [[1, port]]);
  await house.statuses(41, port);
  assert.deepEqual(words(members[0]?.statuses.messages ?? []), ["join 1 50054", "join 41 50054"]);
  assert.deepEqual(await house.users(1, port), [
    [1, port],
    [41, port],
  ]);
});

test("a member that is removed hears so, is out, and the channel stays until they leave", async (t) => {
  const house = await openWith(t, 2);
  const { port, members } = await gather(house, 1, 2);
  await house.channel.tryUserRemove(user(2), callAt(port));
  await house.settle();
  assert.deepEqual(words(members[1]?.statuses.messages ?? []), ["join 2 50054", "leave 2 50054"]);
  assert.equal(members[1]?.statuses.ended, "well");
  assert.deepEqual(words(members[0]?.statuses.messages ?? []).at(-1), "leave 2 50054");
  await assert.rejects(house.channel.tryUserRemove(user(2), callAt(port)), refusal("MEMBER_NOT_FOUND"));
  await house.channel.tryUserRemove(user(1), callAt(port));
  assert.deepEqual([...house.listening], [port]);
  await house.command(1, Command.LEAVE_CHANNEL);
  assert.deepEqual([...house.listening], []);
});

test("a member without a place in the lobby who is removed last closes the channel", async (t) => {
  const house = await openWith(t, 1);
  const { port } = await gather(house, 1);
  await house.statuses(41, port);
  await house.command(1, Command.LEAVE_CHANNEL);
  await house.channel.tryUserRemove(user(41), callAt(port));
  await house.settle();
  assert.deepEqual([...house.listening], []);
});

test("who comes to the channel and goes by other ways is announced and listed, and does not keep it open", async (t) => {
  const house = await openWith(t, 2);
  const { port, members } = await gather(house, 1);
  const channel = await house.backend.channels.channelNamed("room-50054-1");
  const channelId = channel?.channelId ?? "";
  const ann = await house.admit("ann");
  await house.peers.lobby.joinChannel(create(JoinChannelRequestSchema, { channelId }), callInside(ann));
  await house.settle();
  const index = await house.backend.numbers.numberOf(ann.userId);
  assert.deepEqual(await house.users(2, port), [
    [1, port],
    [index, port],
  ]);
  await house.peers.lobby.leaveChannel(create(LeaveChannelRequestSchema, { channelId }), callInside(ann));
  await house.settle();
  assert.deepEqual(words(members[0]?.statuses.messages ?? []), [
    "join 1 50054",
    `join ${index} 50054`,
    `leave ${index} 50054`,
  ]);
  await house.peers.lobby.joinChannel(create(JoinChannelRequestSchema, { channelId }), callInside(ann));
  await house.command(1, Command.LEAVE_CHANNEL);
  assert.deepEqual([...house.listening], []);
});

test("who is taken out by an owner elsewhere is out here too, and may be invited and come again", async (t) => {
  const house = await openWith(t, 2);
  const { port, members } = await gather(house, 1, 2);
  const channel = await house.backend.channels.channelNamed("room-50054-1");
  const channelId = channel?.channelId ?? "";
  const [one, two] = await Promise.all([1, 2].map((index) => callerOf(house, index)));
  assert.ok(one && two);
  const remove = create(RemoveMemberRequestSchema, { channelId, userId: two.userId });
  await house.peers.lobby.removeMember(remove, callInside(one));
  await house.settle();
  assert.equal(members[1]?.chats.ended, "well");
  assert.deepEqual(words(members[0]?.statuses.messages ?? []).at(-1), "leave 2 50054");
  const invite = create(InviteMemberRequestSchema, { channelId, userId: two.userId });
  await house.peers.lobby.inviteMember(invite, callInside(one));
  const again = await house.hear(2, port);
  await house.say(1, "welcome back", port);
  assert.deepEqual(
    again.messages.map(({ text }) => text),
    ["welcome back"],
  );
});
