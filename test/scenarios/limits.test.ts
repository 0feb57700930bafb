// Limits: who goes beyond one is told so, and when to come back; everybody else goes on.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { ChatError } from "../../src/clients/sdk/index.ts";
import { HeartbeatService } from "../../src/gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { LobbyService } from "../../src/gen/madang/lobby/v1/lobby_pb.ts";
import { expectRefusal } from "../support/expect-refusal.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { hears, WireSession } from "../support/wire-session.ts";

const madang = await MadangProcess.start();
const carl = await WireSession.guest(madang.address, "carl");
const people: WireSession[] = [carl];
after(async () => {
  for (const wire of people) wire.close();
  await madang.remove();
});

const lobby = LobbyService.method;
const heartbeat = HeartbeatService.method;

async function enter(name: string): Promise<WireSession> {
  const wire = await WireSession.guest(madang.address, name);
  people.push(wire);
  return wire;
}

async function makeChannel(by: WireSession, name: string): Promise<string> {
  const { channel } = await by.call(lobby.createChannel, { name });
  return channel?.channelId ?? "";
}

const sends = (channelId: string, count: number, first = 0) =>
  Array.from({ length: count }, (_, i) => ({
    channelId,
    clientMessageId: `send-${first + i}`,
    text: `line ${first + i}`,
  }));

function refused(failure: ChatError | undefined, expected: `${string} ${string}`): Promise<ChatError> {
  return expectRefusal(failure ? Promise.reject(failure) : Promise.resolve(), expected);
}

test("a thousand sends at once pass, the next is told to wait, and others send as before", async () => {
  const ann = await enter("ann");
  const room = await makeChannel(ann, "rate");
  const { seqs, failure } = await ann.publish([sends(room, 600), sends(room, 600, 600)]);
  const rate = "RESOURCE_EXHAUSTED SEND_RATE";
  const { metadata, retryAfterMs = 0 } = await refused(failure, rate);
  assert.ok(seqs.length >= 1_000 && seqs.length < 1_100, `${seqs.length} passed`);
  assert.ok(retryAfterMs > 0 && retryAfterMs <= 1_000, `${retryAfterMs} ms`);
  assert.equal(metadata["send"], String(seqs.length), "the failure names the send");
  const { channel } = await ann.call(lobby.getChannel, { which: { case: "channelId", value: room } });
  assert.equal(channel?.messages, BigInt(seqs.length), "nothing after it was stored");
  const more = Array.from({ length: 50 }, (_, i) => ann.send(room, `more-${i}`, "one more"));
  await expectRefusal(Promise.all(more), rate);
  assert.ok((await carl.send("lobby", "meanwhile", "meanwhile")) > 0);
});

test("the SDK waits as it is told, and loses nothing of it", async () => {
  const fast = await Person.enter(madang.address, "fast");
  const room = await fast.client.createChannel({ name: "patience" });
  const texts = Array.from({ length: 1_100 }, (_, i) => `line ${i}`);
  const count = await fast.client.publish(texts.map((text) => ({ channelId: room.channelId, text })));
  assert.equal(count, texts.length);
  await fast.hears(room.channelId, "line 1099");
  assert.deepEqual(fast.texts(room.channelId), texts);
  await fast.leave();
});

test("a frame holds 1 to 1,000 sends", async () => {
  const ann = await enter("frames");
  const room = await makeChannel(ann, "frames");
  assert.equal((await ann.publish([sends(room, 999), sends(room, 1, 999)])).failure, undefined);
  for (const count of [0, 1_001]) {
    const { seqs, failure } = await (await enter("frames")).publish([sends("lobby", 1), sends("lobby", count, 1)]);
    const { metadata } = await refused(failure, "INVALID_ARGUMENT FRAME_TOO_LARGE");
    assert.deepEqual([seqs.length, metadata["send"]], [1, "1"]);
  }
});

test("a wrong send ends its stream, names itself, and nothing after it is stored", async () => {
  const ann = await enter("wrong");
  const room = await makeChannel(ann, "wrong-send");
  const wrong = { channelId: room, clientMessageId: "wrong", text: " " };
  const { seqs, failure } = await ann.publish([[...sends(room, 5), wrong, ...sends(room, 5, 5)], sends(room, 5, 10)]);
  const { metadata } = await refused(failure, "INVALID_ARGUMENT TEXT_EMPTY");
  assert.deepEqual([seqs, metadata["send"]], [[2, 3, 4, 5, 6], "5"]);
  assert.equal(await ann.send(room, "after", "after"), 7);
});

test("a session holds ten streams: the eleventh is refused, and there is room again when one closes", async () => {
  const [ann, bob] = await Promise.all([enter("streams"), enter("streams")]);
  const open = Array.from({ length: 10 }, () => ann.subscribe());
  await Promise.all(open.map((stream) => stream.opened()));
  await refused(await ann.subscribe().ended(), "RESOURCE_EXHAUSTED TOO_MANY_STREAMS");
  const other = bob.subscribe();
  await other.opened();
  await carl.send("lobby", "to-eleven", "to all eleven");
  await Promise.all([...open, other].map((stream) => hears(stream, "to all eleven")));
  open[0]?.close();
  await roomFor(ann);
  for (const stream of [...open, other]) stream.close();
});

/** The server hears of a closed stream a moment later. */
async function roomFor(wire: WireSession, tries = 50): Promise<void> {
  const stream = wire.subscribe();
  const isOpen = await stream.opened().then(
    () => true,
    () => false,
  );
  stream.close();
  if (isOpen) return;
  assert.ok(tries > 0, "no room came");
  await new Promise((resolve) => setTimeout(resolve, 20));
  await roomFor(wire, tries - 1);
}

test("one session opens 20 channels, watches 500 people, and no more", async () => {
  const ids = (count: number) => Array.from({ length: count }, (_, i) => `x${i}`);
  const open = carl.call(heartbeat.beat, { openChannelIds: ids(21) });
  await expectRefusal(open, "INVALID_ARGUMENT TOO_MANY_OPEN");
  await expectRefusal(carl.call(heartbeat.getPresence, { userIds: ids(501) }), "INVALID_ARGUMENT TOO_MANY_WATCHED");
  await carl.call(heartbeat.beat, { openChannelIds: ids(20) });
  assert.equal((await carl.call(heartbeat.getPresence, { userIds: ids(500) })).people.length, 500);
});

test("a person is in 5,000 channels at most, however often they ask, and in one more after leaving one", async () => {
  const [keen, host] = await Promise.all([enter("keen"), enter("host")]);
  const rooms = await Promise.all(["one", "two"].map((name) => makeChannel(host, name)));
  const [one = "", two = ""] = rooms;
  await keen.call(lobby.joinChannel, { channelId: one });
  await inParallel(500, () => keen.call(lobby.joinChannel, { channelId: one }));
  await inParallel(4_999, (i) => makeChannel(keen, `room-${i}`));
  await expectRefusal(makeChannel(keen, "too-many"), "FAILED_PRECONDITION TOO_MANY_CHANNELS");
  const join = () => keen.call(lobby.joinChannel, { channelId: two });
  await expectRefusal(join(), "FAILED_PRECONDITION TOO_MANY_CHANNELS");
  await keen.call(lobby.joinChannel, { channelId: one });
  await keen.call(lobby.leaveChannel, { channelId: one });
  await join();
  const { channel } = await host.call(lobby.getChannel, { which: { case: "channelId", value: one } });
  assert.equal(channel?.headSeq, 3n, "made, joined, left: who is in already adds nothing");
});

async function inParallel(count: number, act: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const work = async () => {
    while (next < count) await act(next++);
  };
  await Promise.all(Array.from({ length: 64 }, work));
}

test("who is in 5,000 channels still hears all of them from one stream", async () => {
  const [keen] = people.filter(({ session }) => session.profile?.name === "keen");
  assert.ok(keen);
  const stream = keen.subscribe();
  await stream.opened();
  const { channel } = await keen.call(lobby.getChannel, { which: { case: "name", value: "room-4998" } });
  await keen.send(channel?.channelId ?? "", "to-the-last", "to the last");
  await hears(stream, "to the last");
  const heads = stream.frames.flatMap(({ heads }) => heads);
  assert.equal(heads.length, 5_001);
  stream.close();
});

test("after all that nothing was unexpected", () => {
  assert.doesNotMatch(madang.screen(), /"level":50/);
});
