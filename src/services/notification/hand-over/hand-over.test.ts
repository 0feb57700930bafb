// Whom another service is told of, in which order, and what happens when it does not answer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HandedOverChat } from "../../../../test/support/handed-over-chat.ts";
import { errors } from "../../../core/errors.ts";
import { StepKindSchema } from "../../../gen/madang/notification/v1/notification_pb.ts";

const hourMs = 3_600_000;
const minuteMs = 60_000;

test("who is away is handed over with the channel and the text, once", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  const handOver = house.handOver();
  house.say("tea", "the kettle is on");
  await house.pass(5_000, 500);
  const [call, ...others] = house.calls;
  const { key = "", atMs: _, ...told } = call ?? {};
  assert.deepEqual(told, { userIds: ["bob", "cho"], message: "the kettle is on", roomId: "tea" });
  assert.match(key, /^\w{22}$/);
  assert.deepEqual([others, house.details(), house.chat.notices.handOvers], [[], ["OK"], []]);
  const steps = await notifications.explainFor("bob", "tea", 2);
  assert.equal(StepKindSchema.value[steps.at(-1)?.kind ?? 0]?.localName, "HANDED_OVER");
  await handOver.close();
  await notifications.close();
});

test("the text is as it stands when it is told, and what was deleted is not told", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  const edited = house.say("tea", "thier");
  const deleted = house.say("tea", "oops");
  await house.pass(100);
  house.chat.say(house.ann("tea").edited(edited, "their"));
  house.chat.say(house.ann("tea").deleted(deleted));
  const handOver = house.handOver();
  await house.pass(100);
  assert.deepEqual([house.messages(), house.details()], [["their"], ["OK", "deleted"]]);
  await handOver.close();
  await notifications.close();
});

test("a service that is down is asked by one call now and then, and gets all in order when it is back", async () => {
  // More than are looked at together.
  const messageCount = 600;
  const { house, notifications } = await HandedOverChat.open("tea", "cake");
  let isDown = true;
  house.answer = () => (isDown ? "UNAVAILABLE" : undefined);
  const handOver = house.handOver();
  for (let i = 0; i < messageCount; i++) house.say(i % 2 === 0 ? "tea" : "cake", `${i}`);
  await house.pass(10 * minuteMs, 500);
  const asked = house.calls.length;
  assert.ok(asked > 10 && asked < 40, `asked ${asked} times in ten minutes`);
  isDown = false;
  await house.pass(minuteMs, 500);
  const taken = house.calls.slice(asked);
  for (const roomId of ["tea", "cake"]) {
    const messages = taken.filter((call) => call.roomId === roomId).map(({ message }) => Number(message));
    assert.deepEqual(
      messages,
      [...messages].sort((a, b) => a - b),
    );
    assert.equal(messages.length, messageCount / 2);
  }
  const keysByMessage = new Set(house.calls.map(({ key, message }) => `${key} ${message}`));
  assert.equal(keysByMessage.size, messageCount);
  assert.equal(new Set(house.calls.map(({ key }) => key)).size, messageCount);
  await handOver.close();
  await notifications.close();
});

test("a service that is back after a moment is not left alone for long, however much was on its way", async () => {
  const rooms = Array.from({ length: 8 }, (_, i) => `room${i}`);
  const { house, notifications } = await HandedOverChat.open(...rooms);
  const handOver = house.handOver();
  let isDown = true;
  house.answer = () => (isDown ? "UNAVAILABLE" : undefined);
  for (const room of rooms) house.say(room, room);
  await house.pass(100);
  isDown = false;
  await house.pass(2_000);
  assert.equal(house.details().length, 8);
  await handOver.close();
  await notifications.close();
});

test("a message that the service fails at holds up no other, and is tried again and again", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  house.answer = ({ message }) => (message === "poison" ? "UNKNOWN" : undefined);
  const handOver = house.handOver();
  for (const text of ["one", "poison", "two"]) house.say("tea", text);
  await house.pass(100);
  assert.deepEqual(house.messages(), ["one", "poison", "two"]);
  const { handOver: waiting } = await house.chat.notices.trail("bob", { sourceId: "tea", seq: 3, atMs: 0 });
  assert.equal(waiting?.takenAtMs, undefined);
  await house.pass(10 * minuteMs, 1_000);
  const poison = house.calls.filter(({ message }) => message === "poison");
  assert.ok(poison.length > 10 && poison.length < 40, `tried ${poison.length} times in ten minutes`);
  assert.equal(new Set(poison.map(({ key }) => key)).size, 1);
  await handOver.close();
  await notifications.close();
});

test("what the service refuses for good is not tried again", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  house.answer = ({ message }) => (message === "one" ? "INVALID_ARGUMENT" : "ALREADY_EXISTS");
  const handOver = house.handOver();
  for (const text of ["one", "two"]) house.say("tea", text);
  await house.pass(10 * minuteMs, 1_000);
  assert.deepEqual(house.details(), ["refused INVALID_ARGUMENT", "ALREADY_EXISTS"]);
  assert.equal(house.calls.length, 2);
  await handOver.close();
  await notifications.close();
});

test("what nobody took in its time is over, and said to be so", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  house.answer = () => "UNAVAILABLE";
  const handOver = house.handOver();
  for (let i = 0; i < 5; i++) house.say("tea", `${i}`);
  await house.pass(hourMs + 2 * minuteMs, 1_000);
  assert.deepEqual(
    house.details(),
    Array.from({ length: 5 }, () => "expired"),
  );
  const asked = house.calls.length;
  await house.pass(10 * minuteMs, 1_000);
  assert.equal(house.calls.length, asked);
  await handOver.close();
  await notifications.close();
});

test("where no service is named any more nothing is sent, and what waits is over in its time", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  house.say("tea", "hello");
  const handOver = house.handOver({ service: undefined });
  await house.pass(hourMs - minuteMs, 1_000);
  assert.equal(house.chat.notices.handOvers.length, 1);
  await house.pass(2 * minuteMs, 1_000);
  assert.deepEqual([house.calls, house.details()], [[], ["expired"]]);
  await handOver.close();
  await notifications.close();
});

test("at most eight calls are on their way, one for each channel", async () => {
  const rooms = Array.from({ length: 12 }, (_, i) => `room${i}`);
  const { house, notifications } = await HandedOverChat.open(...rooms);
  const now = new Set<string>();
  let most = 0;
  house.answer = async ({ roomId }) => {
    assert.ok(!now.has(roomId), `two calls for ${roomId} at once`);
    most = Math.max(most, now.add(roomId).size);
    await new Promise<void>((resolve) => house.chat.clock.after(200, resolve));
    now.delete(roomId);
    return "OK";
  };
  for (const room of rooms) for (let i = 0; i < 5; i++) house.say(room, `${i}`);
  await house.pass(100);
  const handOver = house.handOver();
  await house.pass(5_000);
  assert.equal(most, 8);
  for (const room of rooms) {
    const messages = house.calls.filter(({ roomId }) => roomId === room).map(({ message }) => message);
    assert.deepEqual(messages, ["0", "1", "2", "3", "4"]);
  }
  assert.deepEqual(house.unexpected, []);
  await handOver.close();
  await notifications.close();
});

test("a clock that is set by an hour neither stops it nor makes a storm", async () => {
  for (const jumpMs of [hourMs, -hourMs]) {
    const { house, notifications } = await HandedOverChat.open("tea");
    let isDown = true;
    house.answer = () => (isDown ? "UNAVAILABLE" : undefined);
    const handOver = house.handOver({ ttlMs: 24 * hourMs });
    house.say("tea", "before");
    await house.pass(5 * minuteMs, 1_000);
    const asked = house.calls.length;
    house.chat.clock.jump(jumpMs);
    await house.pass(5 * minuteMs, 1_000);
    assert.ok(house.calls.length > asked && house.calls.length < asked + 20, `${house.calls.length - asked} times`);
    isDown = false;
    house.say("tea", "after");
    await house.pass(2 * minuteMs, 1_000);
    assert.deepEqual(house.messages().slice(-2), ["before", "after"]);
    await handOver.close();
    await notifications.close();
  }
});

test("a store that cannot be asked is asked again, and nobody is told twice by that", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  house.say("tea", "hello");
  await house.pass(100);
  const failures = new Map([
    ["handOversDue", 3],
    ["settleHandOver", 3],
  ]);
  house.chat.notices.before = async (method) => {
    const left = failures.get(method) ?? 0;
    failures.set(method, left - 1);
    if (left > 0) throw errors.storeFailed();
  };
  const handOver = house.handOver();
  await house.pass(20_000, 500);
  assert.deepEqual([house.messages(), house.details(), house.unexpected], [["hello"], ["OK"], []]);
  await handOver.close();
  await notifications.close();
});

test("right after a start nobody is handed over: they may come back", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  house.say("tea", "hello");
  await house.pass(100);
  const handOver = house.handOver({ graceMs: 10_000 });
  await house.pass(9_000, 500);
  handOver.nudge();
  await house.pass(500);
  assert.deepEqual(house.calls, []);
  await house.pass(1_000);
  assert.deepEqual(house.messages(), ["hello"]);
  await handOver.close();
  const other = house.handOver({ graceMs: 10_000 });
  await other.close();
  await notifications.close();
});

test("closing breaks off a call that hangs, which has its key again after the next start", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  house.answer = (_, signal) =>
    new Promise((resolve) => signal.addEventListener("abort", () => resolve("CANCELLED"), { once: true }));
  const first = house.handOver();
  house.say("tea", "hello");
  await house.pass(100);
  assert.equal(house.calls.length, 1);
  await first.close();
  house.answer = () => undefined;
  const second = house.handOver();
  await house.pass(100);
  assert.equal(house.calls.length, 2);
  assert.equal(house.calls[0]?.key, house.calls[1]?.key);
  assert.deepEqual([house.details(), house.unexpected], [["OK"], []]);
  await second.close();
  await notifications.close();
});

test("closing waits no longer than three seconds for a call that cannot be broken off", async () => {
  const { house, notifications } = await HandedOverChat.open("tea");
  house.answer = () => new Promise(() => undefined);
  const handOver = house.handOver();
  house.say("tea", "hello");
  await house.pass(100);
  let closed = false;
  const closing = handOver.close().then(() => (closed = true));
  await house.pass(2_900);
  assert.equal(closed, false);
  await house.pass(200);
  assert.equal(closed, true);
  await closing;
  await notifications.close();
  assert.equal(house.chat.clock.timers, 0);
});
