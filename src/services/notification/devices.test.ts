import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { expectRefusal } from "../../../test/support/expect-refusal.ts";
import { NotifiedChat } from "../../../test/support/notified-chat.ts";
import type { Delivery, DeliveryAnswer } from "../../core/delivery.ts";
import { errors } from "../../core/errors.ts";
import { callInside } from "../../core/service.ts";
import {
  ListDevicesRequestSchema,
  RegisterDeviceRequestSchema,
  RemoveDeviceRequestSchema,
  TestDeviceRequestSchema,
} from "../../gen/madang/notification/v1/notification_pb.ts";

const generator = "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU";
const auth = "AAECAwQFBgcICQoLDA0ODw";
const endpoint = "https://push.example.org/abc";
type Way = MessageInitShape<typeof RegisterDeviceRequestSchema>["way"];
const browser = (change: object = {}): Way => ({
  case: "webPush",
  value: { endpoint, p256dh: generator, auth, ...change },
});
const hook = (url = "https://hooks.example.org/1"): Way => ({ case: "webhook", value: { url } });

function open(parts: Parameters<NotifiedChat["notifications"]>[0] = {}) {
  const chat = new NotifiedChat();
  const deliveries: Delivery[] = [];
  const answers: DeliveryAnswer[] = [];
  const way = {
    async deliver(delivery: Delivery) {
      deliveries.push(delivery);
      chat.clock.advance(7);
      return answers.shift() ?? { result: "sent" as const, detail: "201" };
    },
  };
  const notifications = chat.notifications({ way, ...parts });
  const { service } = notifications;
  const call = (userId = "bob") => callInside({ userId, sessionId: `${userId}1`, name: userId });
  return {
    chat,
    notifications,
    deliveries,
    answers,
    register: async (init: MessageInitShape<typeof RegisterDeviceRequestSchema>, userId = "bob") =>
      (await service.registerDevice(create(RegisterDeviceRequestSchema, init), call(userId))).device,
    list: async (userId = "bob") => (await service.listDevices(create(ListDevicesRequestSchema), call(userId))).devices,
    remove: (deviceId = "", userId = "bob") =>
      service.removeDevice(create(RemoveDeviceRequestSchema, { deviceId }), call(userId)),
    try: (deviceId = "", userId = "bob") =>
      service.testDevice(create(TestDeviceRequestSchema, { deviceId }), call(userId)),
  };
}

test("a browser is registered with its session, and its keys are not shown again", async () => {
  const { chat, notifications, register, list } = open();
  const device = await register({ way: browser(), label: " laptop " });
  assert.deepEqual(device, {
    deviceId: device.deviceId,
    label: "laptop",
    way: { case: "webPush", value: { endpoint } },
    showsText: true,
    createdAtMs: BigInt(chat.clock.now()),
    lastTakenAtMs: 0n,
    lastFailure: "",
    waiting: 0,
  });
  assert.deepEqual(await list(), [device]);
  assert.deepEqual(await list("carol"), []);
  assert.equal(chat.notices.devices[0]?.sessionId, "bob1");
  const again = await register({ way: browser(), hidesText: true });
  assert.deepEqual([again.deviceId, again.showsText, (await list()).length], [device.deviceId, false, 1]);
  await notifications.close();
});

test("a webhook gets a secret of 32 bytes that is shown once, and stays when the session ends", async () => {
  const { chat, notifications, register, list } = open();
  const device = await register({ way: hook() });
  const { secret = "" } = device.way?.case === "webhook" ? device.way.value : assert.fail("no webhook");
  assert.equal(Buffer.from(secret, "base64url").length, 32);
  assert.deepEqual((await list())[0]?.way, {
    case: "webhook",
    value: { url: "https://hooks.example.org/1", secret: "" },
  });
  assert.equal(chat.notices.devices[0]?.sessionId, "");
  await notifications.close();
});

test("what cannot be a device is refused", async () => {
  const { notifications, register } = open();
  const wrong: MessageInitShape<typeof RegisterDeviceRequestSchema>[] = [
    {},
    { way: browser(), label: "x".repeat(65) },
    { way: browser(), label: "a\u0000b" },
    { way: browser({ endpoint: "http://push.example.org/abc" }) },
    { way: browser({ endpoint: "https://me:secret@push.example.org/" }) },
    { way: browser({ endpoint: `https://push.example.org/${"x".repeat(2_000)}` }) },
    { way: browser({ endpoint: "" }) },
    { way: browser({ endpoint: "file:///etc/passwd" }) },
    { way: browser({ p256dh: "" }) },
    { way: browser({ p256dh: generator.slice(0, -4) }) },
    { way: browser({ p256dh: generator.replace("BGsX", "BGsY") }) },
    { way: browser({ p256dh: generator.replace("-", "+") }) },
    { way: browser({ auth: "AAEC" }) },
    { way: browser({ auth: "*" }) },
    { way: hook("http://hooks.example.org/") },
    { way: hook("not an address") },
  ];
  for (const init of wrong) await expectRefusal(register(init), "INVALID_ARGUMENT DEVICE_INVALID");
  await notifications.close();
});

test("plain http and private targets are for those whose operator allows them", async () => {
  const refusing = async () => {
    throw errors.targetPrivate();
  };
  const strict = open({ rules: { allowPlainHttp: false, checkTarget: refusing } });
  await expectRefusal(strict.register({ way: hook() }), "PERMISSION_DENIED TARGET_PRIVATE");
  await expectRefusal(strict.register({ way: browser() }), "PERMISSION_DENIED TARGET_PRIVATE");
  await strict.notifications.close();
  const loose = open({ rules: { allowPlainHttp: true, checkTarget: async () => undefined } });
  assert.ok(await loose.register({ way: hook("http://127.0.0.1:1/") }));
  await loose.notifications.close();
});

test("a person has twenty devices at most, and removes only their own", async () => {
  const { notifications, register, list, remove } = open();
  for (let i = 0; i < 20; i++) await register({ way: hook(`https://hooks.example.org/${i}`) });
  await expectRefusal(register({ way: hook("https://hooks.example.org/20") }), "FAILED_PRECONDITION TOO_MANY_DEVICES");
  const [first] = await list();
  await remove(first?.deviceId, "carol");
  assert.equal((await list()).length, 20);
  await remove(first?.deviceId);
  await remove(first?.deviceId);
  assert.equal((await list()).length, 19);
  await notifications.close();
});

test("a test says what was answered and how long it took, a few times a minute", async () => {
  const { chat, notifications, deliveries, answers, register, try: attempt } = open();
  const { deviceId } = await register({ way: hook() });
  assert.deepEqual(await attempt(deviceId), { taken: true, answer: "201", tookMs: 7n });
  answers.push({ result: "gone", detail: "410" });
  assert.deepEqual(await attempt(deviceId), { taken: false, answer: "410", tookMs: 7n });
  assert.deepEqual([deliveries[0]?.content.act, deliveries[0]?.content.text], ["test", ""]);
  assert.notEqual(deliveries[0]?.key, deliveries[1]?.key);
  await expectRefusal(attempt(deviceId, "carol"), "NOT_FOUND DEVICE_NOT_FOUND");
  await expectRefusal(attempt("nowhere"), "NOT_FOUND DEVICE_NOT_FOUND");
  for (let i = 0; i < 3; i++) await attempt(deviceId);
  const refusal = await expectRefusal(attempt(deviceId), "RESOURCE_EXHAUSTED DEVICE_RATE");
  chat.clock.advance(refusal.retryAfterMs ?? 0);
  assert.equal((await attempt(deviceId)).taken, true);
  await notifications.close();
});

test("somebody who registers in a loop is told to wait, and nobody else", async () => {
  const { chat, notifications, register } = open();
  for (let i = 0; i < 60; i++) await register({ way: hook() });
  const refusal = await expectRefusal(register({ way: hook() }), "RESOURCE_EXHAUSTED DEVICE_RATE");
  assert.ok(await register({ way: hook() }, "carol"));
  chat.clock.advance(refusal.retryAfterMs ?? 0);
  assert.ok(await register({ way: hook() }));
  await notifications.close();
});

test("the device of a session that ends is forgotten at once, others by and by", async () => {
  const { chat, notifications, register } = open();
  notifications.start();
  await register({ way: browser() });
  await register({ way: browser({ endpoint: `${endpoint}/2` }) }, "carol");
  chat.notices.endedSessions.add("bob1");
  chat.topics.emit("session", "bob1", { ended: true, reason: "signed out" });
  await chat.settle(1_000);
  assert.deepEqual(
    chat.notices.devices.map(({ userId }) => userId),
    ["carol"],
  );
  chat.notices.endedSessions.add("carol1");
  await chat.settle(60_000);
  assert.deepEqual(chat.notices.devices, []);
  await notifications.close();
});
