import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { NotifiedChat } from "../../../test/support/notified-chat.ts";
import { errors } from "../../core/errors.ts";
import type { NotificationRequest, NotificationStore } from "../../core/ports.ts";
import { callInside } from "../../core/service.ts";
import { ListInboxRequestSchema, Reason } from "../../gen/madang/notification/v1/notification_pb.ts";

/** A chat that knows ann and bob. */
async function open() {
  const chat = new NotifiedChat();
  await chat.people("ann", "bob");
  const notifications = chat.notifications();
  const request = (requestId: string, ...userIds: string[]): NotificationRequest => {
    const atMs = chat.clock.now();
    return { requestId, userIds, message: "come", roomId: "room1", source: "offline-users", atMs };
  };
  const told = () => chat.notices.items.map(({ userId, sourceId, reason }) => `${userId} ${sourceId} ${reason}`).sort();
  return { chat, notifications, request, told };
}

test("what another service asks to tell reaches the inboxes of those whom we know, by id or by name", async () => {
  const { chat, notifications, request, told } = await open();
  notifications.start();
  await notifications.requests.keep(request("r1", "ann", "BOB", "bob", "stranger"));
  await chat.settle();
  assert.deepEqual(told(), ["ann r1 service", "bob r1 service"]);
  assert.ok(chat.waiting > 0);
  assert.deepEqual([await notifications.knows("Bob"), await notifications.knows("stranger")], [true, false]);
  await notifications.close();
});

test("who wants nothing, or is muted, is silent there too", async () => {
  const { chat, notifications, request, told } = await open();
  const until = chat.clock.now() + 60_000;
  await chat.notices.setPreference("ann", { channelId: "", level: "nothing", mutedUntilMs: 0 }, 9);
  await chat.notices.setPreference("bob", { channelId: "", level: "all", mutedUntilMs: until }, 9);
  notifications.start();
  await notifications.requests.keep(request("r1", "ann", "bob"));
  await chat.settle();
  assert.deepEqual(told(), []);
  assert.deepEqual(chat.notices.decisions.get("r1 0")?.silent, [
    { userId: "ann", silence: "level" },
    { userId: "bob", silence: "muted", untilMs: until },
  ]);
  await notifications.close();
});

test("what was kept and not decided before a crash is decided after the start, once", async () => {
  const { chat, notifications, request, told } = await open();
  await chat.requests.keep(request("r1", "ann"));
  await chat.requests.keep(request("r2", "bob"));
  notifications.start();
  await chat.settle();
  assert.deepEqual(told(), ["ann r1 service", "bob r2 service"]);
  await notifications.close();
  const again = chat.notifications();
  again.start();
  await chat.settle();
  assert.equal(told().length, 2);
  await again.close();
});

test("a request whose people stand on several pages is one decision", async () => {
  const { chat, notifications, request } = await open();
  const all = [request("r1", "ann"), request("r2", "ann"), request("r1", "bob"), request("r3", "bob")];
  const rows = all.flatMap(({ userIds, ...rest }) => userIds.map((userId) => ({ ...rest, userId })));
  const kept: NotificationStore["kept"] = async ({ after = "0" }) => {
    const from = Number(after);
    return { items: rows.slice(from, from + 1), next: from + 1 < rows.length ? String(from + 1) : undefined };
  };
  Object.assign(chat.requests, { kept });
  notifications.start();
  await chat.settle();
  const people = [...chat.notices.decisions.values()].map(({ sourceId, told }) => [
    sourceId,
    ...told.map(({ userId }) => userId),
  ]);
  assert.deepEqual(people, [
    ["r1", "ann", "bob"],
    ["r2", "ann"],
    ["r3", "bob"],
  ]);
  await notifications.close();
});

test("a store that cannot answer is asked again, and who asked does not wait for it", async () => {
  const { chat, notifications, request, told } = await open();
  notifications.start();
  let failures = 3;
  chat.notices.before = async (method) => {
    if (method === "decide" && failures-- > 0) throw errors.storeFailed();
  };
  await notifications.requests.keep(request("r1", "ann"));
  await chat.settle(2_000);
  assert.deepEqual([told(), chat.unexpected], [["ann r1 service"], []]);
  await notifications.close();
});

test("an item shows what the other service said and where", async () => {
  const { chat, notifications, request } = await open();
  notifications.start();
  await notifications.requests.keep(request("r1", "ann"));
  await chat.settle();
  const caller = { userId: "ann", sessionId: "ann1", name: "ann" };
  const { items = [] } = await notifications.service.listInbox(create(ListInboxRequestSchema), callInside(caller));
  assert.deepEqual(
    items.map(({ reason, text, roomId, channelId = "" }) => [reason, text, roomId, channelId]),
    [[Reason.SERVICE, "come", "room1", ""]],
  );
  await notifications.close();
});

test("devices of who is online, or connected to another service by any of their names, are told later", async () => {
  const chat = new NotifiedChat();
  await chat.people("ann", "bob", "cho");
  const connected = new Set(["Bob"]);
  const notifications = chat.notifications({ isConnectedElsewhere: (name) => connected.has(name) });
  notifications.start();
  chat.online.add("ann");
  const atMs = chat.clock.now();
  const userIds = ["ann", "Bob", "cho"];
  const asked = { message: "come", roomId: "", source: "send-notification" as const, atMs };
  await notifications.requests.keep({ ...asked, requestId: "r1", userIds });
  await chat.settle(0);
  connected.add("cho").delete("Bob");
  await notifications.requests.keep({ ...asked, requestId: "r2", userIds });
  await chat.settle();
  const waits = (requestId: string) =>
    chat.notices.decisions.get(`${requestId} 0`)?.told.map(({ userId, dueAtMs }) => [userId, dueAtMs - atMs]);
  assert.deepEqual(waits("r1"), [
    ["ann", 20_000],
    ["bob", 20_000],
    ["cho", 0],
  ]);
  assert.deepEqual(waits("r2"), [
    ["ann", 20_000],
    ["bob", 0],
    ["cho", 20_000],
  ]);
  await notifications.close();
});

test("ten thousand strangers hold up nobody, and are nobody's", async () => {
  const { chat, notifications, request, told } = await open();
  notifications.start();
  const strangers = Array.from({ length: 10_000 }, (_, i) => `stranger ${i}`);
  const timersBefore = chat.clock.timers;
  await notifications.requests.keep(request("r1", ...strangers, "ann"));
  await new Promise((resolve) => setImmediate(resolve));
  // It waits for its next turn, with nearly all of them still to be looked up.
  assert.equal(chat.clock.timers, timersBefore + 1);
  assert.deepEqual(told(), []);
  while (chat.clock.timers > timersBefore) await chat.settle(0);
  assert.deepEqual(told(), ["ann r1 service"]);
  await notifications.close();
});
