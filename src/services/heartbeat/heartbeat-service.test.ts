import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { openHeartbeat } from "../../../test/support/heartbeat.ts";
import { callInside } from "../../core/service.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import {
  BeatRequestSchema,
  GetPresenceRequestSchema,
  WatchPresenceRequestSchema,
} from "../../gen/madang/heartbeat/v1/heartbeat_pb.ts";

const many = (count: number) => Array.from({ length: count }, (_, i) => `id${i}`);

test("a beat says how long it counts and when to beat next", async () => {
  const { beat, leave } = await openHeartbeat();
  assert.deepEqual(await beat("ann"), { leaseMs: 45_000, nextBeatMs: 17_500 });
  assert.deepEqual(await leave("ann"), { leaseMs: 0, nextBeatMs: 0 });
});

test("presence is told of everybody asked for, known or not", async () => {
  const { beat, presenceOf } = await openHeartbeat();
  await beat("bob");
  const people = await presenceOf("ann", "bob", "nobody", "no id!", "ann");
  assert.deepEqual(
    people.map(({ userId, name, online, here }) => [userId, name, online, here]),
    [
      ["ann", "ann", false, false],
      ["bob", "bob", true, false],
      ["nobody", "", false, false],
      ["no id!", "", false, false],
    ],
  );
});

test("more than twenty open channels, or five hundred watched people, are refused", async () => {
  const { beat, presenceOf, watch } = await openHeartbeat();
  await beat("ann", ...many(20));
  await assert.rejects(beat("ann", ...many(21)), { code: "INVALID_ARGUMENT", reason: "TOO_MANY_OPEN" });
  assert.equal((await presenceOf(...many(500))).length, 500);
  const tooMany = { code: "INVALID_ARGUMENT", reason: "TOO_MANY_WATCHED" };
  await assert.rejects(presenceOf(...many(501)), tooMany);
  await assert.rejects(watch("ann", { userIds: many(501) }), tooMany);
  await assert.rejects(watch("ann", {}), { reason: "ARGUMENT_INVALID" });
});

test("a client's id has the form of an id", async () => {
  const { heartbeat } = await openHeartbeat();
  const call = callInside({ sessionId: "s", userId: "ann", name: "ann" });
  for (const clientId of ["two words", "x".repeat(65), "누구"]) {
    const request = create(BeatRequestSchema, { clientId });
    await assert.rejects(heartbeat.beat(request, call), { code: "INVALID_ARGUMENT", reason: "ARGUMENT_INVALID" });
  }
  assert.equal((await heartbeat.beat(create(BeatRequestSchema, { clientId: "tab-1" }), call)).leaseMs, 45_000);
});

test("without a session there is no presence", async () => {
  const { heartbeat } = await openHeartbeat();
  const call = callInside(undefined, "::1");
  const first = { code: "UNAUTHENTICATED", reason: "SIGN_IN_FIRST" };
  await assert.rejects(heartbeat.beat(create(BeatRequestSchema), call), first);
  await assert.rejects(heartbeat.getPresence(create(GetPresenceRequestSchema), call), first);
  await assert.rejects(heartbeat.watchPresence(create(WatchPresenceRequestSchema), call), first);
});

test("only a channel that one is in can be watched", async () => {
  const { channels, watch } = await openHeartbeat();
  channels.put("public", ChannelKind.PUBLIC, ["bob"]);
  channels.put("private", ChannelKind.PRIVATE, ["bob"]);
  await assert.rejects(watch("ann", { channelId: "public" }), { code: "PERMISSION_DENIED", reason: "NOT_A_MEMBER" });
  await assert.rejects(watch("ann", { channelId: "private" }), { code: "NOT_FOUND", reason: "CHANNEL_NOT_FOUND" });
  await assert.rejects(watch("ann", { channelId: "none" }), { code: "NOT_FOUND", reason: "CHANNEL_NOT_FOUND" });
  assert.equal((await watch("bob", { channelId: "private" })).frames.length, 1);
});

test("nobody is shown in a channel that they are not in, whatever they say to have open", async () => {
  const { channels, beat, watch } = await openHeartbeat();
  channels.put("private", ChannelKind.PRIVATE, ["bob"]);
  await beat("ann", "private", "none", "no id!");
  const { frames } = await watch("bob", { channelId: "private" });
  assert.deepEqual(frames, [{ snapshot: true, hereCount: 0, people: [] }]);
});

test("who has a channel open twice is here until both are closed", async () => {
  const { beat, leave, watch, clock } = await openHeartbeat();
  await beat("ann1", "lobby");
  await beat("ann2", "lobby");
  const { take } = await watchLobby();
  assert.deepEqual(take(), ["ann here"]);
  await beat("ann1");
  assert.deepEqual(take(), []);
  await leave("ann2");
  assert.deepEqual(take(), ["ann online"]);

  async function watchLobby() {
    const sink = await watch("bob", { channelId: "lobby" });
    return {
      take: () => {
        clock.advance(1_000);
        return sink.take().flatMap(({ people }) => people);
      },
    };
  }
});

test("a beat that was overtaken while its channels were looked up does not bring back what was open", async () => {
  const { channels, beat, watch } = await openHeartbeat();
  const held = Promise.withResolvers<void>();
  channels.before = () => held.promise;
  const early = beat("ann", "lobby");
  channels.before = undefined;
  await beat("ann");
  held.resolve();
  await early;
  assert.equal((await watch("bob", { channelId: "lobby" })).frames[0]?.hereCount, 0);
});

test("a store that fails costs a beat its answer, not its lease", async () => {
  const { channels, beat, isOnline } = await openHeartbeat();
  channels.before = () => Promise.reject(new Error("disk"));
  await assert.rejects(beat("ann", "lobby"), /disk/);
  assert.equal(await isOnline("ann"), true);
});

test("beats that say the same again ask the store nothing", async () => {
  const { channels, beat, clock } = await openHeartbeat();
  await beat("ann", "lobby");
  const { reads } = channels;
  for (let i = 0; i < 10; i++) {
    clock.advance(15_000);
    await beat("ann", "lobby");
  }
  assert.equal(channels.reads, reads);
});

test("close ends the sweep and all watches, and a watch that comes too late", async () => {
  const { heartbeat, clock, watch } = await openHeartbeat();
  const watching = await watch("ann", { channelId: "lobby" });
  assert.equal(clock.timers, 1);
  heartbeat.close();
  assert.equal(clock.timers, 0);
  const late = await watch("bob", { channelId: "lobby" });
  for (const { reason } of [watching, late]) assert.equal(typeof reason === "object" && reason.reason, "DRAINING");
});
