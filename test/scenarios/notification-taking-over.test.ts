// What other services ask to tell people reaches their inboxes and devices, over real sockets and through a kill -9.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ChatService } from "../../src/gen/compat/notification/chat_service_pb.ts";
import { NotificationService } from "../../src/gen/compat/notification/notification_pb.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { OlderClient } from "../support/older-client.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";
import { WebhookReceiver } from "../support/webhook-receiver.ts";

const { notifyOfflineUsers } = NotificationService.method;
const { sendNotification } = ChatService.method;
const longestWaitMs = 10_000;

const madang = await MadangProcess.start("--notify-private", "--notify-online-after", "1");
const service = new OlderClient(madang.address);
const phone = await WebhookReceiver.start();
const ann = await Person.enter(madang.address, "Ann");
const bob = await Person.enter(madang.address, "bob");
const { way } = await ann.client.notifications.registerWebhook(phone.url, { label: "phone" });
if (way.kind === "webhook") phone.secret = way.secret ?? "";
after(async () => {
  service.close();
  await Promise.all([ann.leave(), bob.leave(), phone.close()]);
  await madang.remove();
});

async function inbox(person: Person): Promise<string[]> {
  const { items } = await person.client.notifications.inbox({ pageSize: 100 });
  return items.map(({ reason, text, roomId }) => [reason, text, roomId].filter((word) => word !== "").join(" "));
}

async function comesToInbox(person: Person, expected: string): Promise<void> {
  const giveUpAtMs = performance.now() + longestWaitMs;
  while (!(await inbox(person)).includes(expected)) {
    assert.ok(performance.now() < giveUpAtMs, `${expected} did not come: ${(await inbox(person)).join(", ")}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const comesToPhone = (text: string) =>
  eventually(
    () => phone.taken.some(({ body }) => body["body"] === text),
    longestWaitMs,
    () => JSON.stringify([phone.taken, phone.refused]),
  );

test("people are told by the names that they have here, in capitals or not, and by their ids", async () => {
  await service.call(sendNotification, { userId: "ANN", message: "your parcel is here" });
  const userIds = [ann.id, "bob", "bob", "nobody we know"];
  await service.call(notifyOfflineUsers, { userIds, message: "the doors close", roomId: "cellar" });
  await comesToInbox(ann, "service your parcel is here");
  for (const person of [ann, bob]) await comesToInbox(person, "service the doors close cellar");
  assert.equal((await inbox(bob)).length, 1);
  for (const text of ["your parcel is here", "the doors close"]) await comesToPhone(text);
});

test("who is online and acknowledges it at once is told on no device", async () => {
  await service.call(sendNotification, { userId: "Ann", message: "seen at once" });
  await comesToInbox(ann, "service seen at once");
  await ann.client.notifications.acknowledge({ through: Date.now() });
  await service.call(sendNotification, { userId: "Ann", message: "seen later" });
  await comesToPhone("seen later");
  assert.ok(!phone.taken.some(({ body }) => body["body"] === "seen at once"));
});

test("what was answered before a kill -9 is told after it, once", async () => {
  const texts = Array.from({ length: 20 }, (_, i) => `last words ${i}`);
  for (const message of texts) await service.call(sendNotification, { userId: "bob", message });
  await madang.kill();
  await madang.start();
  await comesToInbox(bob, `service ${texts.at(-1)}`);
  const told = (await inbox(bob)).filter((item) => item.includes("last words"));
  assert.deepEqual(told.sort(), texts.map((text) => `service ${text}`).sort());
});
