// The outbox in its time: what is sent when, and again after what.
import assert from "node:assert/strict";
import { test } from "node:test";
import { channelId, OutboxHouse } from "../../../../test/support/outbox-house.ts";
import type { DeliveryAnswer } from "../../../core/delivery.ts";
import { errors } from "../../../core/errors.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

test("nothing is sent until those who were there before a start had time to come back", async () => {
  const house = new OutboxHouse();
  await house.device("bob");
  await house.say(1, ["bob"]);
  const outbox = house.outbox();
  outbox.start();
  await house.pass(9_500);
  outbox.nudge();
  await house.pass(400);
  assert.equal(house.delivered.length, 0);
  await house.pass(200);
  assert.deepEqual(house.results(), ["sent 201"]);
  await outbox.close();
});

test("a nudge sends what is due at once, and the timer what is due later", async () => {
  const house = new OutboxHouse();
  await house.device("bob");
  await house.device("cho");
  const outbox = await house.running();
  await house.say(1, ["bob"]);
  const atMs = house.clock.now();
  const told = [{ userId: "cho", reason: "mention" as const, dueAtMs: atMs + 5_000 }];
  await house.store.decide([{ sourceId: channelId, seq: 2, atMs, decidedAtMs: atMs, told, silent: [] }]);
  house.messages.set(2, { ...house.messages.get(1), seq: 2 } as never);
  outbox.nudge();
  await house.pass(100, 20);
  assert.deepEqual(
    house.delivered.map(({ device }) => device.deviceId),
    ["bob"],
  );
  await house.pass(5_000);
  assert.deepEqual(
    house.delivered.map(({ device }) => device.deviceId),
    ["bob", "cho"],
  );
  await outbox.close();
});

test("a device that fails is tried again with the same key, later each time, until it takes it", async () => {
  const house = new OutboxHouse();
  const triedAtMs: number[] = [];
  house.answer = async () => {
    triedAtMs.push(house.clock.now());
    return triedAtMs.length < 6 ? { result: "retry", detail: "503" } : { result: "sent", detail: "201" };
  };
  await house.device("bob");
  await house.say(1, ["bob"]);
  const outbox = await house.running();
  await house.pass(3 * minuteMs);
  assert.equal(triedAtMs.length, 6);
  assert.equal(new Set(house.delivered.map(({ key }) => key)).size, 1);
  const waits = triedAtMs.slice(1).map((atMs, i) => atMs - (triedAtMs[i] as number));
  assert.ok((waits[4] as number) > 2 * (waits[1] as number), `waits of ${waits.join()} ms`);
  assert.deepEqual(house.store.outbox, []);
  await outbox.close();
});

test("who asks to be left alone for a while is, but not beyond the time of the notification", async () => {
  const house = new OutboxHouse();
  house.answer = async ({ device }) => ({
    result: "retry",
    detail: "429",
    retryAfterMs: device.deviceId === "bob" ? 10 * minuteMs : 100 * hourMs,
  });
  await house.device("bob");
  await house.device("cho");
  await house.say(1, ["bob", "cho"]);
  const outbox = await house.running();
  await house.pass(9 * minuteMs, 5_000);
  assert.equal(house.delivered.length, 2);
  house.answer = () => undefined;
  await house.pass(2 * minuteMs, 5_000);
  assert.equal(house.delivered.length, 3);
  await house.pass(hourMs, 5_000);
  assert.deepEqual(house.results().slice(2), ["sent 201", "expired"]);
  await outbox.close();
});

test("who asks to be tried again at once, time after time, waits longer each time", async () => {
  const house = new OutboxHouse();
  house.answer = async () => ({ result: "retry", detail: "429", retryAfterMs: 0 });
  await house.device("bob");
  await house.say(1, ["bob"]);
  const outbox = await house.running();
  await house.pass(10 * minuteMs, 1_000);
  assert.ok(house.delivered.length > 5 && house.delivered.length < 15, `${house.delivered.length} times`);
  await outbox.close();
});

test("a device that is gone is removed, and one that refuses keeps its place", async () => {
  const house = new OutboxHouse();
  house.answer = async ({ device }) =>
    device.deviceId === "bob" ? { result: "gone", detail: "410" } : { result: "refused", detail: "413" };
  await house.device("bob");
  await house.device("cho");
  await house.say(1, ["bob", "cho"]);
  const outbox = await house.running();
  assert.deepEqual(house.results().sort(), ["gone 410", "refused 413"]);
  assert.deepEqual(
    house.store.devices.map(({ deviceId }) => deviceId),
    ["cho"],
  );
  assert.deepEqual(house.store.outbox, []);
  await outbox.close();
});

for (const [way, jumpMs] of [
  ["back", -hourMs],
  ["forward", hourMs],
] as const) {
  test(`a clock that jumps an hour ${way} neither stops the outbox nor makes it storm`, async () => {
    const house = new OutboxHouse();
    let looks = 0;
    house.store.before = async (method) => void (method === "due" && looks++);
    let fails = true;
    house.answer = async () => (fails ? { result: "retry", detail: "503" } : { result: "sent", detail: "201" });
    await house.device("bob");
    await house.device("cho", "elsewhere.example");
    await house.say(1, ["bob"]);
    const outbox = await house.running({ ttlMs: 24 * hourMs });
    await house.pass(5_000);
    house.clock.jump(jumpMs);
    fails = false;
    looks = 0;
    outbox.nudge();
    await house.pass(31_000);
    assert.equal(house.delivered.at(-1)?.device.deviceId, "bob");
    assert.deepEqual(house.store.outbox, []);
    await house.say(2, ["cho"]);
    outbox.nudge();
    await house.pass(1_000);
    assert.equal(house.delivered.at(-1)?.device.deviceId, "cho");
    assert.ok(looks < 15, `${looks} looks in half a minute`);
    // Once more while nothing waits and the timer is set far ahead.
    await house.pass(5_000);
    house.clock.jump(jumpMs);
    await house.say(3, ["cho"]);
    outbox.nudge();
    await house.pass(1_000);
    assert.equal(house.delivered.at(-1)?.content.seq, 3);
    await outbox.close();
  });
}

test("a store that cannot answer is asked less and less, and then everything goes on", async () => {
  const house = new OutboxHouse();
  await house.device("bob");
  await house.say(1, ["bob"]);
  let asked = 0;
  const outbox = await house.running({ graceMs: 1_000 });
  house.store.before = async () => {
    asked++;
    throw errors.storeFailed();
  };
  for (let i = 0; i < 600; i++) {
    outbox.nudge();
    await house.pass(500, 500);
  }
  assert.ok(asked < 40, `asked ${asked} times in 5 minutes`);
  house.store.before = undefined;
  await house.pass(minuteMs, 500);
  assert.deepEqual(house.results(), ["sent 201"]);
  assert.deepEqual(house.unexpected, []);
  await outbox.close();
});

test("an answer that cannot be kept is kept as soon as the store is there, without being sent again", async () => {
  const house = new OutboxHouse();
  await house.device("bob");
  await house.say(1, ["bob"]);
  let fails = true;
  house.store.before = async (method) => {
    if (method === "settle" && fails) throw errors.storeFailed();
  };
  const outbox = await house.running();
  await house.pass(10_000);
  fails = false;
  await house.pass(minuteMs);
  assert.deepEqual(house.results(), ["sent 201"]);
  assert.equal(house.delivered.length, 1);
  await outbox.close();
});

test("closing breaks off what is in flight, counts it as no failure, and takes 3 s at most", async () => {
  const house = new OutboxHouse();
  house.answer = (_, signal) =>
    new Promise<DeliveryAnswer>((resolve) =>
      signal.addEventListener("abort", () => resolve({ result: "retry", detail: "aborted" })),
    );
  await house.device("bob");
  await house.say(1, ["bob"]);
  await (await house.running()).close();
  assert.deepEqual(house.results(), []);
  assert.equal(house.store.outbox.length, 1);

  house.answer = () => new Promise(() => undefined);
  const stuck = await house.running();
  let isClosed = false;
  void stuck.close().then(() => {
    isClosed = true;
  });
  await house.pass(3_100);
  assert.ok(isClosed);
});

test("what is said while something is on its way to a device is told after it", async () => {
  const house = new OutboxHouse();
  house.answer = () =>
    new Promise((resolve) => house.clock.after(1_000, () => resolve({ result: "sent", detail: "201" })));
  await house.device("bob");
  await house.say(1, ["bob"]);
  const outbox = await house.running();
  await house.say(2, ["bob"]);
  outbox.nudge();
  await house.pass(500);
  assert.equal(house.delivered.length, 1);
  await house.pass(3_000);
  assert.deepEqual(
    house.delivered.map(({ content }) => content.seq),
    [1, 2],
  );
  await outbox.close();
});
