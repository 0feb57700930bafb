// Who another service says is connected to it is told later, and who is nobody is a failure where that is asked for.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { ChatService } from "../../src/gen/compat/notification/chat_service_pb.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { OlderClient } from "../support/older-client.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";
import { WebhookReceiver } from "../support/webhook-receiver.ts";

const { sendNotification, streamNotifications } = ChatService.method;
const longestWaitMs = 15_000;
const onlineAfterSeconds = 2;

// Being online here is not being there, so that only what the other service says counts.
const flags = ["--strict-notifications", "--notify-private", "--print-doors", "--notify-when", "not-here"];
const madang = await MadangProcess.start(...flags, "--notify-online-after", String(onlineAfterSeconds));
const service = new OlderClient(madang.address);
const phone = await WebhookReceiver.start();
const ann = await Person.enter(madang.address, "ann");
const { way } = await ann.client.notifications.registerWebhook(phone.url);
if (way.kind === "webhook") phone.secret = way.secret ?? "";
after(async () => {
  service.close();
  await Promise.all([ann.leave(), phone.close()]);
  await madang.remove();
});

const send = async (userId: string, message: string) =>
  (await service.call(sendNotification, { userId, message })).toString("hex");

const success = "0a0773756363657373";
const failure = "0a076661696c757265";

async function toldAfterMs(message: string): Promise<number> {
  const beganMs = performance.now();
  assert.equal(await send("ann", message), success);
  await eventually(
    () => phone.taken.some(({ body }) => body["body"] === message),
    longestWaitMs,
    () => JSON.stringify([phone.taken, phone.refused]),
  );
  return performance.now() - beganMs;
}

test("SendNotification for nobody here answers failure byte for byte, and for somebody success", async () => {
  for (const nobody of ["bob", "", "madang"]) assert.equal(await send(nobody, "hello"), failure);
  for (const somebody of ["ann", "Ann", ann.id]) assert.equal(await send(somebody, "hello"), success);
});

test("who is connected to the other service is told after a while, and at once when they went", async () => {
  // Right after a start everybody is told later.
  await toldAfterMs("the first one");
  const stream = service.open(streamNotifications);
  const hear = async (status: string) => {
    stream.send({ userId: "Ann", status });
    await eventually(
      () => madang.screen().includes(`[Stream] User Ann is now ${status}\n`),
      longestWaitMs,
      () => madang.screen(),
    );
  };
  await hear("connected");
  const connectedMs = await toldAfterMs("while connected");
  assert.ok(connectedMs > onlineAfterSeconds * 1_000 - 100, `told after ${connectedMs} ms`);
  await hear("disconnected");
  const goneMs = await toldAfterMs("when gone");
  assert.ok(goneMs < onlineAfterSeconds * 1_000 - 500, `told after ${goneMs} ms`);
  stream.halfClose();
});
