import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { KeptFrames, MemoryChannels, openHeartbeat } from "../../../test/support/heartbeat.ts";
import type { ChatSignals } from "../../core/signals.ts";
import { Topics } from "../../core/topics.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { People } from "./people.ts";
import { Watches } from "./watches.ts";

const manyNames = (count: number) => Array.from({ length: count }, (_, i) => `p${String(i).padStart(4, "0")}x`);
const reasonOf = ({ reason }: KeptFrames) => (typeof reason === "object" ? reason.reason : reason);

test("a watcher first gets everybody asked for, then what changes, once a second at most", async () => {
  const { clock, beat, leave, watch } = await openHeartbeat();
  await beat("bob");
  const watching = await watch("ann", { userIds: ["bob", "carol", "nobody"] });
  assert.deepEqual(watching.take(), [{ snapshot: true, hereCount: 0, people: ["bob online", "carol away", " away"] }]);
  await leave("bob");
  await beat("carol");
  await beat("ann");
  assert.deepEqual(watching.take(), []);
  clock.advance(1_000);
  assert.deepEqual(watching.take(), [{ snapshot: false, hereCount: 0, people: ["bob away", "carol online"] }]);
  clock.advance(10_000);
  assert.deepEqual(watching.take(), []);
});

test("who watches a channel sees who has it open and which members are online", async () => {
  const { channels, clock, beat, leave, watch } = await openHeartbeat(["ann", "bob", "carol", "dave"]);
  channels.put("tea", ChannelKind.PUBLIC, ["ann", "bob", "carol"]);
  await beat("ann", "tea");
  await beat("bob", "lobby");
  await beat("dave", "lobby");
  const watching = await watch("ann", { channelId: "tea" });
  assert.deepEqual(watching.take(), [{ snapshot: true, hereCount: 1, people: ["ann here", "bob online"] }]);
  await beat("bob", "tea");
  await beat("carol");
  await leave("dave");
  clock.advance(1_000);
  assert.deepEqual(watching.take(), [{ snapshot: false, hereCount: 2, people: ["bob here", "carol online"] }]);
  await beat("bob", "lobby");
  await leave("carol");
  await beat("ann", "tea", "lobby");
  clock.advance(1_000);
  assert.deepEqual(watching.take(), [{ snapshot: false, hereCount: 1, people: ["bob online", "carol away"] }]);
});

test("in the lobby everybody who is online is shown", async () => {
  const { clock, beat, watch } = await openHeartbeat();
  await beat("bob");
  const watching = await watch("ann", { channelId: "lobby" });
  assert.deepEqual(watching.take()[0]?.people, ["bob online"]);
  await beat("carol", "lobby");
  clock.advance(1_000);
  assert.deepEqual(watching.take(), [{ snapshot: false, hereCount: 1, people: ["carol here"] }]);
});

test("people and a channel can be watched together", async () => {
  const { channels, clock, beat, watch } = await openHeartbeat();
  channels.put("tea", ChannelKind.PUBLIC, ["ann", "bob"]);
  await beat("bob", "tea");
  const watching = await watch("ann", { channelId: "tea", userIds: ["bob", "carol"] });
  assert.deepEqual(watching.take()[0]?.people, ["bob here", "carol away"]);
  await beat("carol", "lobby");
  await beat("bob");
  clock.advance(1_000);
  assert.deepEqual(watching.take(), [{ snapshot: false, hereCount: 0, people: ["carol online", "bob online"] }]);
});

test("a crash shows after the lease, as away and nothing else", async () => {
  const { clock, beat, watch } = await openHeartbeat();
  await beat("bob", "lobby");
  const watching = await watch("ann", { channelId: "lobby" });
  watching.take();
  clock.advance(46_000);
  const told = watching.take().filter((frame) => frame.people.length > 0);
  assert.deepEqual(told, [{ snapshot: false, hereCount: 0, people: ["bob away"] }]);
});

test("all watchers of a channel get the same bytes, encoded once", async () => {
  const { clock, beat, watch } = await openHeartbeat();
  const watching = await Promise.all(["ann", "bob", "carol"].map((name) => watch(name, { channelId: "lobby" })));
  await beat("bob", "lobby");
  clock.advance(1_000);
  const last = watching.map(({ bytes }) => bytes.at(-1));
  assert.ok(last[0] && last.every((bytes) => bytes === last[0]));
});

test("a client that does not read gets the latest of each person when it reads again", async () => {
  const { clock, beat, leave, watch } = await openHeartbeat();
  const watching = await watch("ann", { channelId: "lobby" });
  watching.take();
  watching.holding = true;
  await beat("carol");
  clock.advance(1_000);
  assert.deepEqual(watching.take()[0]?.people, ["carol online"]);
  for (let i = 0; i < 10; i++) {
    await beat("bob");
    clock.advance(1_000);
    await leave("bob");
    clock.advance(1_000);
  }
  await beat("carol", "lobby");
  clock.advance(1_000);
  assert.deepEqual(watching.take(), []);
  watching.release();
  assert.deepEqual(watching.take(), [{ snapshot: false, hereCount: 1, people: ["bob away", "carol here"] }]);
});

test("a client that is too far behind gets everything anew", async () => {
  const names = manyNames(1_200);
  const { clock, beat, leave, watch } = await openHeartbeat(["ann", ...names]);
  const watching = await watch("ann", { channelId: "lobby" });
  watching.holding = true;
  // Each crowd is gone before the next one comes, so all of them are shown for a while.
  for (let start = 0; start < 1_200; start += 400) {
    const crowd = names.slice(start, start + 400);
    for (const name of crowd) await beat(name);
    clock.advance(1_000);
    if (start < 800) for (const name of crowd) await leave(name);
    clock.advance(1_000);
  }
  watching.take();
  watching.release();
  const [anew, ...more] = watching.take();
  assert.deepEqual([anew?.snapshot, anew?.people.length, more.length], [true, 400, 0]);
  assert.ok(anew?.people.every((line) => line.endsWith("online")));
});

test("a client that reads nothing for thirty seconds is ended", async () => {
  const { clock, beat, watch, heartbeat } = await openHeartbeat();
  const watching = await watch("ann", { channelId: "lobby" });
  watching.holding = true;
  await beat("bob", "lobby");
  clock.advance(31_000);
  assert.equal(reasonOf(watching), "SLOW_CONSUMER");
  const written = watching.take().length;
  await beat("carol", "lobby");
  clock.advance(5_000);
  assert.deepEqual([written > 0, watching.take()], [true, []]);
  heartbeat.close();
});

test("a stream on which nothing comes is kept warm, and the count stays right", async () => {
  const { clock, beat, watch } = await openHeartbeat();
  await beat("bob", "lobby");
  const watching = await watch("ann", { channelId: "lobby" });
  watching.take();
  clock.advance(16_000);
  assert.deepEqual(watching.take(), [{ snapshot: false, hereCount: 1, people: [] }]);
});

test("of a crowd five hundred are shown, the count is right, and who is shown is told to be gone", async () => {
  const names = manyNames(700);
  const { clock, beat, leave, watch } = await openHeartbeat(["ann", ...names]);
  for (const name of names) await beat(name, "lobby");
  const watching = await watch("ann", { channelId: "lobby" });
  const [first] = watching.take();
  assert.deepEqual([first?.people.length, first?.hereCount], [500, 700]);
  for (const name of names.slice(0, 100)) await leave(name);
  clock.advance(1_000);
  const [next] = watching.take();
  assert.equal(next?.hereCount, 600);
  const gone = next?.people.filter((line) => line.endsWith("away")).length;
  const came = next?.people.filter((line) => line.endsWith("here")).length;
  assert.deepEqual([gone, came], [100, 100]);
});

test("a watch ends with its session, and with the membership it stands on", async () => {
  const { channels, topics, signOut, watch } = await openHeartbeat();
  channels.put("tea", ChannelKind.PRIVATE, ["ann", "bob"]);
  const one = await watch("ann1", { channelId: "tea" });
  const other = await watch("ann2", { channelId: "tea" });
  const elsewhere = await watch("ann2", { channelId: "lobby" });
  signOut("ann1");
  assert.equal(reasonOf(one), "SESSION_ENDED");
  assert.equal(other.reason, undefined);
  topics.emit("user", "ann", { kind: "left", channelId: "tea", seq: 9, removed: true });
  assert.equal(reasonOf(other), "NOT_A_MEMBER");
  assert.equal(elsewhere.reason, undefined);
});

test("a session that ends while its watch is being opened gets none", async () => {
  const { channels, signOut, watch } = await openHeartbeat();
  const held = Promise.withResolvers<void>();
  channels.before = () => held.promise;
  const opening = watch("ann", { channelId: "lobby" });
  signOut("ann");
  held.resolve();
  await assert.rejects(opening, { reason: "SESSION_ENDED" });
});

test("who is removed from a channel is no longer here, whatever they had open", async () => {
  const { channels, topics, clock, beat, watch } = await openHeartbeat();
  channels.put("tea", ChannelKind.PRIVATE, ["ann", "bob"]);
  await beat("bob", "tea");
  const watching = await watch("ann", { channelId: "tea" });
  assert.equal(watching.take()[0]?.hereCount, 1);
  channels.put("tea", ChannelKind.PRIVATE, ["ann"]);
  topics.emit("user", "bob", { kind: "left", channelId: "tea", seq: 9, removed: true });
  clock.advance(1_000);
  assert.equal(watching.take()[0]?.hereCount, 0);
});

test("a wall clock that is set back or forward keeps streams warm and ends none", async () => {
  for (const hourMs of [3_600_000, -3_600_000]) {
    const { clock, beat, watch } = await openHeartbeat();
    const watching = await watch("ann", { channelId: "lobby" });
    watching.holding = true;
    await beat("bob");
    clock.advance(1_000);
    clock.jump(hourMs);
    clock.advance(2_000);
    assert.equal(watching.reason, undefined);
    watching.release();
    watching.take();
    clock.advance(20_000);
    assert.ok(watching.take().length > 0, "an empty frame keeps it warm");
    watching.holding = true;
    await beat("carol");
    clock.advance(40_000);
    assert.equal(reasonOf(watching), "SLOW_CONSUMER");
  }
});

test("a ninth watch of one session is refused, and closing one makes room", async () => {
  const { watch } = await openHeartbeat();
  const eight = await Promise.all(Array.from({ length: 8 }, () => watch("ann", { channelId: "lobby" })));
  const ninth = await watch("ann", { channelId: "lobby" });
  assert.equal(reasonOf(ninth), "TOO_MANY_STREAMS");
  eight[0]?.gone();
  assert.equal((await watch("ann", { channelId: "lobby" })).reason, undefined);
});

test("watches that are over leave nothing behind", async () => {
  const clock = new FakeClock();
  const topics = new Topics<ChatSignals>();
  const channels = new MemoryChannels();
  channels.put("tea", ChannelKind.PUBLIC, ["ann"]);
  const watches = new Watches({ time: clock, topics, people: new People(0), channels });
  const caller = { sessionId: "s", userId: "ann", name: "ann" };
  const roster = await watches.roster("tea", caller);
  const open = () => watches.open({ caller, chosen: new Map([["bob", "bob"]]), roster }, new KeptFrames());
  open().gone();
  const streams = [open(), open()];
  assert.deepEqual(watches.measure(), { watches: 2, channels: 1, people: 1, sessions: 1 });
  topics.emit("session", "s", { ended: true, reason: "signed out" });
  for (const { gone } of streams) gone();
  assert.deepEqual(watches.measure(), { watches: 0, channels: 0, people: 0, sessions: 0 });
  assert.equal(topics.size, 0);
});
