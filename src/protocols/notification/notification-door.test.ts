import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { HandTakenSink } from "../../../test/support/hand-taken-sink.ts";
import { MemoryNotifications } from "../../../test/support/memory-notifications.ts";
import { errors } from "../../core/errors.ts";
import { callInside, type Service } from "../../core/service.ts";
import {
  type ChatService as ChatServiceDesc,
  NotificationRequestSchema,
  SendNotificationRequestSchema,
} from "../../gen/compat/notification/chat_service_pb.ts";
import {
  type NotificationService as NotificationServiceDesc,
  OfflineUserRequestSchema,
} from "../../gen/compat/notification/notification_pb.ts";
import { createNotificationDoor } from "./notification-door.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const call = callInside(undefined);

interface DoorOptions extends Partial<Pick<Parameters<typeof createNotificationDoor>[0], "pushToStreams" | "isKnown">> {
  readonly store?: MemoryNotifications;
}

function openDoor({ pushToStreams = false, store = new MemoryNotifications(), isKnown }: DoorOptions = {}) {
  const clock = new FakeClock();
  const printed: string[] = [];
  const unexpected: unknown[] = [];
  const door = createNotificationDoor({
    store,
    clock,
    pushToStreams,
    isKnown,
    print: (line) => printed.push(line),
    onUnexpected: (failure) => unexpected.push(failure),
  });
  const [offline, chat] = door.services.map(({ service }) => service) as [
    Service<typeof NotificationServiceDesc>,
    Service<typeof ChatServiceDesc>,
  ];
  const send = (userId: string, message: string) =>
    chat.sendNotification(create(SendNotificationRequestSchema, { userId, message }), call);
  const notify = (userIds: string[], message: string, roomId = "") =>
    offline.notifyOfflineUsers(create(OfflineUserRequestSchema, { userIds, message, roomId }), call);
  const openStream = () => {
    const sink = new HandTakenSink();
    const stream = chat.streamNotifications(call)(sink);
    const say = (userId: string, status: string) =>
      void stream.receive?.(create(NotificationRequestSchema, { userId, status }));
    return { sink, stream, say };
  };
  return { door, clock, store, printed, unexpected, send, notify, openStream };
}

test("offline users are answered when the request is kept, each person once and those who can be nobody not at all", async () => {
  const { notify, store, printed, clock } = openDoor();
  assert.deepEqual(await notify(["ann", "", "bob", "ann", "x".repeat(257)], "hello", "room 7"), {});
  const [{ requestId, ...kept } = assert.fail(), ...others] = store.requests;
  assert.match(requestId, /^\w{22}$/);
  const asked = { userIds: ["ann", "bob"], message: "hello", roomId: "room 7" };
  assert.deepEqual(kept, { ...asked, source: "offline-users", atMs: clock.now() });
  assert.deepEqual(others, []);
  assert.deepEqual(printed, []);
});

test("a request for nobody succeeds, and there is nothing to keep", async () => {
  const { notify, send, store } = openDoor();
  assert.deepEqual(await notify([], "hello"), {});
  assert.deepEqual(await send("", ""), { status: "success" });
  assert.deepEqual(store.requests, []);
});

test("the same asked twice is two requests", async () => {
  const { send, store } = openDoor();
  await send("ann", "hello");
  await send("ann", "hello");
  assert.equal(new Set(store.requests.map(({ requestId }) => requestId)).size, 2);
});

test("what is sent is kept, also without text, and printed as it always was", async () => {
  const { send, store, printed } = openDoor();
  assert.deepEqual(await send("ann", "hello"), { status: "success" });
  assert.deepEqual(await send("ann", ""), { status: "success" });
  assert.deepEqual(
    store.requests.map(({ userIds, message, source }) => ({ userIds, message, source })),
    ["hello", ""].map((message) => ({ userIds: ["ann"], message, source: "send-notification" })),
  );
  assert.deepEqual(printed, ["[Notification] Sending to ann: hello", "[Notification] Sending to ann: "]);
});

test("what cannot be kept is no success", async () => {
  const { send, notify, store } = openDoor();
  store.before = async () => {
    throw errors.storeFailed();
  };
  await assert.rejects(send("ann", "hello"), { code: "UNAVAILABLE" });
  await assert.rejects(notify(["ann"], "hello"), { code: "UNAVAILABLE" });
});

test("a stream says who is connected; it hears nothing by default", async () => {
  const { door, openStream, send, printed } = openDoor();
  const { sink, stream, say } = openStream();
  say("ann", "connected");
  say("ann", "disconnected");
  assert.equal(door.connected.statusOf("ann"), "disconnected");
  assert.deepEqual(printed, ["[Stream] User ann is now connected", "[Stream] User ann is now disconnected"]);
  await send("ann", "hello");
  assert.equal(sink.take(), 0);
  stream.finish?.();
  assert.equal(sink.ended, "well");
});

test("where pushing was asked for, every open stream that named the person last hears it, and no other", async () => {
  const { openStream, send, notify } = openDoor({ pushToStreams: true });
  const [ann, annToo, bob, silent, gone] = Array.from({ length: 5 }, openStream);
  ann?.say("ann", "connected");
  annToo?.say("bob", "connected");
  annToo?.say("ann", "away");
  bob?.say("ann", "connected");
  bob?.say("bob", "connected");
  gone?.say("ann", "connected");
  gone?.stream.gone();
  await send("ann", "hi");
  await notify(["ann"], "offline");
  for (const heard of [ann, annToo]) {
    assert.equal(heard?.sink.take(), 1);
    assert.equal(Buffer.from(heard?.sink.taken[0] as Uint8Array).toString("hex"), "00000000090a03616e6e12026869");
  }
  for (const other of [bob, silent, gone]) assert.equal(other?.sink.take(), 0);
});

test("what could not be kept is not pushed", async () => {
  const { openStream, send, store } = openDoor({ pushToStreams: true });
  const { sink, say } = openStream();
  say("ann", "connected");
  store.before = async () => {
    throw errors.storeFailed();
  };
  await assert.rejects(send("ann", "hello"), { code: "UNAVAILABLE" });
  assert.equal(sink.take(), 0);
});

test("requests older than 30 days are forgotten at the start and every hour", async () => {
  const { clock, store, send, unexpected } = openDoor();
  const startMs = clock.now();
  await send("ann", "old");
  clock.advance(30 * dayMs);
  await send("ann", "new");
  assert.equal(store.requests.length, 2);
  clock.advance(hourMs);
  await Promise.resolve();
  assert.deepEqual(store.forgotten.slice(0, 2), [startMs - 30 * dayMs, startMs + hourMs - 30 * dayMs]);
  assert.deepEqual(
    store.requests.map(({ message }) => message),
    ["new"],
  );
  assert.deepEqual(unexpected, []);
});

test("a store that cannot forget is told of, and asked again after an hour", async () => {
  const { clock, store, unexpected } = openDoor();
  const broken = new Error("broken disk");
  store.before = async () => {
    throw errors.storeFailed(broken);
  };
  clock.advance(hourMs);
  await new Promise(setImmediate);
  assert.deepEqual(unexpected, [broken]);
  clock.advance(hourMs);
  await new Promise(setImmediate);
  assert.equal(unexpected.length, 2);
});

test("where it is asked for, who is nobody here is answered failure, and neither kept nor pushed", async () => {
  const asked: string[] = [];
  const isKnown = async (userId: string) => {
    asked.push(userId);
    return userId === "ann";
  };
  const { send, notify, store, openStream } = openDoor({ pushToStreams: true, isKnown });
  const { sink, say } = openStream();
  say("stranger", "connected");
  assert.deepEqual(await send("ann", "hello"), { status: "success" });
  for (const nobody of ["stranger", "", "x".repeat(257)])
    assert.deepEqual(await send(nobody, "hello"), { status: "failure" });
  assert.deepEqual(asked, ["ann", "stranger"]);
  assert.equal(sink.take(), 0);
  assert.deepEqual(await notify(["stranger"], "hello"), {});
  assert.deepEqual(
    store.requests.map(({ userIds, source }) => [...userIds, source]),
    [
      ["ann", "send-notification"],
      ["stranger", "offline-users"],
    ],
  );
});

test("a store that cannot tell who is known makes the call fail, and not a failure of it", async () => {
  const isKnown = async () => {
    throw errors.storeFailed();
  };
  const { send, store } = openDoor({ isKnown });
  await assert.rejects(send("ann", "hello"), { code: "UNAVAILABLE" });
  assert.deepEqual(store.requests, []);
});

test("closing ends open streams with a reason and leaves no timer", () => {
  const { door, clock, openStream } = openDoor();
  const { sink } = openStream();
  door.close();
  assert.equal((sink.ended as { reason: string }).reason, "DRAINING");
  assert.equal(clock.timers, 0);
});
