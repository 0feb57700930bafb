import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { type ChattingHouse, callAt, openChattingHouse, wordsOf } from "../../../test/support/chatting-house.ts";
import { type Caller, callInside } from "../../core/service.ts";
import {
  ChatSchema,
  CommandRequest_Status as Command,
  UserRequestSchema,
} from "../../gen/compat/chatting/chatting_pb.ts";
import {
  InviteMemberRequestSchema,
  JoinChannelRequestSchema,
  LeaveChannelRequestSchema,
  RemoveMemberRequestSchema,
} from "../../gen/madang/lobby/v1/lobby_pb.ts";

const refusal = (reason: string) => (failure: unknown) => (failure as { reason?: string }).reason === reason;
const chat = (index: number, text: string) => create(ChatSchema, { index, text });
const user = (index: number) => create(UserRequestSchema, { index });

/** A house with so many people in the lobby. */
async function open(t: TestContext, people: number): Promise<ChattingHouse> {
  const house = await openChattingHouse();
  t.after(() => house.close());
  await house.visit(people);
  return house;
}

/** The guest behind an index. */
async function callerOf({ backend }: ChattingHouse, index: number): Promise<Caller> {
  const userId = (await backend.numbers.holderOf(index)) ?? "";
  return { sessionId: "", userId, name: (await backend.sessions.user(userId))?.name ?? "" };
}

test("members hear who comes and goes, themselves first of all, and each other's lines without echo", async (t) => {
  const house = await open(t, 2);
  const { port, of } = await house.gather(1, 2);
  const [one, two] = [of(1), of(2)];
  await house.say(1, "hi   there", port);
  await house.say(2, "  안녕\n하세요  ", port);
  await house.say(2, "", port);
  await house.say(2, undefined, port);
  assert.deepEqual(
    one.chats.messages.map(({ index, text }) => [index, text]),
    [[2, "  안녕\n하세요  "]],
  );
  assert.deepEqual(
    two.chats.messages.map(({ index, text }) => [index, text]),
    [[1, "hi   there"]],
  );
  await house.command(1, Command.LEAVE_CHANNEL);
  assert.deepEqual(wordsOf(one.statuses), ["join 1 50054", "join 2 50054"]);
  assert.deepEqual(wordsOf(two.statuses), ["join 2 50054", "leave 1 50054"]);
  assert.deepEqual([one.chats.ended, one.statuses.ended], ["well", "well"]);
  assert.equal(two.chats.ended, undefined);
});

test("a stream that is opened again announces its member again", async (t) => {
  const house = await open(t, 2);
  const { port, of } = await house.gather(1, 2);
  const again = await house.statuses(2, port);
  assert.deepEqual(wordsOf(again), ["join 2 50054"]);
  assert.equal(of(2).statuses.ended, "well");
  assert.deepEqual(wordsOf(of(1).statuses), ["join 1 50054", "join 2 50054", "join 2 50054"]);
});

test("who cancels a stream is a member still, and goes on where it stopped", async (t) => {
  const house = await open(t, 2);
  const { port, of } = await house.gather(1, 2);
  await house.say(1, "heard", port);
  of(2).chats.cancel();
  of(2).statuses.cancel();
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
  const house = await open(t, 2);
  const { port, of } = await house.gather(1);
  await house.say(1, "kept", port);
  await house.command(1, Command.LEAVE_CHANNEL);
  assert.ok(refusal("CHANNEL_CLOSED")(of(1).chats.ended));
  assert.ok(refusal("CHANNEL_CLOSED")(of(1).statuses.ended));
  assert.deepEqual([...house.listening], []);
  await assert.rejects(house.hear(1, port), refusal("CHANNEL_CLOSED"));
  const kept = await house.backend.channels.channelNamed("room-50054-1");
  const { messages } = await house.backend.channels.history(kept?.channelId ?? "", { after: 0, size: 10 });
  assert.equal(messages.length, 1);
  assert.equal(kept?.members, 0);
});

test("who opens a stream is a member without a command; who only speaks is heard, but of them nothing is told", async (t) => {
  const house = await open(t, 1);
  const { port, of } = await house.gather(1);
  await house.say(40, "I just pass by", port);
  assert.deepEqual(
    of(1).chats.messages.map(({ index, text }) => [index, text]),
    [[40, "I just pass by"]],
  );
  assert.deepEqual(await house.users(1, port), [[1, port]]);
  await house.statuses(41, port);
  assert.deepEqual(wordsOf(of(1).statuses), ["join 1 50054", "join 41 50054"]);
  assert.deepEqual(await house.users(1, port), [
    [1, port],
    [41, port],
  ]);
});

test("a member that is removed hears so, is out, and the channel stays until they leave", async (t) => {
  const house = await open(t, 2);
  const { port, of } = await house.gather(1, 2);
  await house.channel.tryUserRemove(user(2), callAt(port));
  await house.settle();
  assert.deepEqual(wordsOf(of(2).statuses), ["join 2 50054", "leave 2 50054"]);
  assert.equal(of(2).statuses.ended, "well");
  assert.deepEqual(wordsOf(of(1).statuses).at(-1), "leave 2 50054");
  await assert.rejects(house.channel.tryUserRemove(user(2), callAt(port)), refusal("MEMBER_NOT_FOUND"));
  await house.channel.tryUserRemove(user(1), callAt(port));
  assert.deepEqual([...house.listening], [port]);
  await house.command(1, Command.LEAVE_CHANNEL);
  assert.deepEqual([...house.listening], []);
});

test("a member without a place in the lobby who is removed last closes the channel", async (t) => {
  const house = await open(t, 1);
  const { port } = await house.gather(1);
  await house.statuses(41, port);
  await house.command(1, Command.LEAVE_CHANNEL);
  await house.channel.tryUserRemove(user(41), callAt(port));
  await house.settle();
  assert.deepEqual([...house.listening], []);
});

test("who comes to the channel and goes by other ways is announced and listed, and does not keep it open", async (t) => {
  const house = await open(t, 2);
  const { port, of } = await house.gather(1);
  const channel = await house.backend.channels.channelNamed("room-50054-1");
  const channelId = channel?.channelId ?? "";
  const ann = await house.admit("ann");
  await house.peers.lobby.joinChannel(create(JoinChannelRequestSchema, { channelId }), callInside(ann));
  const index = await house.backend.numbers.numberOf(ann.userId);
  await house.listed(2, port, [1, index]);
  await house.peers.lobby.leaveChannel(create(LeaveChannelRequestSchema, { channelId }), callInside(ann));
  await house.listed(2, port, [1]);
  await house.settle();
  assert.deepEqual(wordsOf(of(1).statuses), ["join 1 50054", `join ${index} 50054`, `leave ${index} 50054`]);
  await house.peers.lobby.joinChannel(create(JoinChannelRequestSchema, { channelId }), callInside(ann));
  await house.command(1, Command.LEAVE_CHANNEL);
  assert.deepEqual([...house.listening], []);
});

test("who is taken out by an owner elsewhere is out here too, and may be invited and come again", async (t) => {
  const house = await open(t, 2);
  const { port, of } = await house.gather(1, 2);
  const channel = await house.backend.channels.channelNamed("room-50054-1");
  const channelId = channel?.channelId ?? "";
  const [one, two] = await Promise.all([1, 2].map((index) => callerOf(house, index)));
  assert.ok(one && two);
  const remove = create(RemoveMemberRequestSchema, { channelId, userId: two.userId });
  await house.peers.lobby.removeMember(remove, callInside(one));
  await house.settle();
  assert.equal(of(2).chats.ended, "well");
  assert.deepEqual(wordsOf(of(1).statuses).at(-1), "leave 2 50054");
  const invite = create(InviteMemberRequestSchema, { channelId, userId: two.userId });
  await house.peers.lobby.inviteMember(invite, callInside(one));
  const again = await house.hear(2, port);
  await house.say(1, "welcome back", port);
  assert.deepEqual(
    again.messages.map(({ text }) => text),
    ["welcome back"],
  );
});
