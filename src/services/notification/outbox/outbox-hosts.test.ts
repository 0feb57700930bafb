// What the outbox asks of receivers at once, and that one of them does not hold up the others.
import assert from "node:assert/strict";
import { test } from "node:test";
import { channelId, OutboxHouse } from "../../../../test/support/outbox-house.ts";

const minuteMs = 60_000;

test("at most 32 are in flight, 8 of them to one host, and one to a device", async () => {
  const house = new OutboxHouse();
  const now = new Map<string, number>();
  let most = 0;
  let mostOfHost = 0;
  let mostOfDevice = 0;
  const count = (name: string, by: number) => now.set(name, (now.get(name) ?? 0) + by).get(name) as number;
  house.answer = async ({ device }) => {
    const host = device.way.kind === "webhook" ? new URL(device.way.url).host : "";
    const names = ["all", host, device.deviceId];
    const counts = names.map((name) => count(name, 1));
    most = Math.max(most, counts[0] as number);
    mostOfHost = Math.max(mostOfHost, counts[1] as number);
    mostOfDevice = Math.max(mostOfDevice, counts[2] as number);
    await new Promise<void>((resolve) => house.clock.after(100, resolve));
    for (const name of names) count(name, -1);
    return { result: "sent", detail: "201" };
  };
  const people = Array.from({ length: 200 }, (_, i) => `p${i}`);
  for (const [i, person] of people.entries()) await house.device(person, `host${i % 4}.example`);
  await house.say(1, people);
  await house.say(2, ["p0", "p1"]);
  for (const userId of ["p0", "p1"]) {
    const entry = house.store.outbox.find((each) => each.userId === userId);
    if (entry) house.store.outbox.push({ ...entry, sourceId: "other" });
  }
  const outbox = await house.running();
  await house.pass(3_000, 50);
  assert.deepEqual([most, mostOfHost, mostOfDevice], [32, 8, 1]);
  assert.equal(house.store.outbox.length, 0);
  await outbox.close();
});

test("10,000 entries for a host that answers nobody do not hold up another host", async () => {
  const house = new OutboxHouse();
  house.answer = ({ device }) => {
    if (device.deviceId === "alive") return undefined;
    return new Promise((resolve) => house.clock.after(10_000, () => resolve({ result: "retry", detail: "timeout" })));
  };
  const people = Array.from({ length: 10_000 }, (_, i) => `p${i}`);
  const row = { sessionId: "", label: "", showsText: true, createdAtMs: 0, lastTakenAtMs: 0, lastFailure: "" };
  const way = { kind: "webhook", url: "https://dead.example/", secret: "" } as const;
  house.store.devices = people.map((userId) => ({ ...row, deviceId: userId, userId, way }));
  const atMs = house.clock.now() - 1_000;
  const entry = { sourceId: channelId, seq: 1, atMs, reason: "mention", act: "tell", attempts: 0 } as const;
  house.store.outbox = people.map((userId) => ({ ...entry, deviceId: userId, userId, dueAtMs: atMs }));
  await house.device("alive", "alive.example");
  await house.say(1, ["alive"]);
  keepByDevice(house);
  const outbox = await house.running();
  await house.pass(3_000, 50);
  assert.ok(house.delivered.some(({ device }) => device.deviceId === "alive"));
  assert.ok(house.delivered.length <= 9, `${house.delivered.length} deliveries`);
  await outbox.close();
});

test("many hosts that answer nobody leave room for one that does", async () => {
  const house = new OutboxHouse();
  house.answer = ({ device }) => {
    if (device.deviceId === "alive") return undefined;
    return new Promise((resolve) => house.clock.after(10_000, () => resolve({ result: "retry", detail: "timeout" })));
  };
  const dead = Array.from({ length: 100 }, (_, i) => `dead${i}`);
  for (const person of [...dead, "alive"]) await house.device(person, `${person}.example`);
  await house.say(1, dead);
  const outbox = await house.running();
  await house.pass(minuteMs, 250);
  for (let seq = 2; seq < 12; seq++) {
    await house.say(seq, [...dead, "alive"]);
    outbox.nudge();
    await house.pass(2_000, 250);
    const told = house.delivered.filter(({ device }) => device.deviceId === "alive").map(({ content }) => content.seq);
    assert.equal(told.at(-1), seq, "told within 2 s");
  }
  const closed = outbox.close();
  await house.pass(3_000, 1_000);
  await closed;
});

test("a host that fails is left alone for longer and longer, and then asked by one entry", async () => {
  const house = new OutboxHouse();
  house.answer = async () => ({ result: "retry", detail: "503" });
  const people = Array.from({ length: 50 }, (_, i) => `p${i}`);
  for (const person of people) await house.device(person);
  await house.say(1, people);
  const outbox = await house.running();
  await house.pass(5 * minuteMs, 500);
  assert.ok(house.delivered.length < 40, `${house.delivered.length} attempts in 5 minutes`);
  house.answer = () => undefined;
  await house.pass(10 * minuteMs, 500);
  assert.deepEqual(house.store.outbox, []);
  await outbox.close();
});

/** Makes the store quick for many devices with one entry each. */
function keepByDevice({ store }: OutboxHouse): void {
  const waiting = new Map(store.outbox.map((entry) => [entry.deviceId, entry]));
  store.due = async (nowMs, most) => {
    const entries = [...waiting.values()].filter(({ dueAtMs }) => dueAtMs <= nowMs);
    return { entries: entries.sort((a, b) => a.dueAtMs - b.dueAtMs).slice(0, most), nextDueMs: undefined };
  };
  store.device = async (deviceId) => store.devices[deviceId === "alive" ? 10_000 : Number(deviceId.slice(1))];
  store.settle = async (outcomes) => {
    for (const { entry, retryAtMs } of outcomes)
      if (retryAtMs === undefined) waiting.delete(entry.deviceId);
      else waiting.set(entry.deviceId, { ...entry, dueAtMs: retryAtMs });
  };
}
