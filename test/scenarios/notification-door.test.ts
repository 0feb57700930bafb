// Other services that hand over notifications as they always did, over real sockets and through a kill -9.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type ClientHttp2Session, connect } from "node:http2";
import { after, test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { status as codes } from "@grpc/grpc-js";
import { openEmbedded } from "../../src/backends/embedded/open.ts";
import { Hub } from "../../src/core/hub.ts";
import type { KeptNotification } from "../../src/core/ports.ts";
import { ChatService, NotificationResponseSchema } from "../../src/gen/compat/notification/chat_service_pb.ts";
import { NotificationService } from "../../src/gen/compat/notification/notification_pb.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { OlderClient } from "../support/older-client.ts";
import { eventually } from "../support/running-command.ts";
import { callHeaders, toFrame } from "../support/wire-call.ts";

const { notifyOfflineUsers } = NotificationService.method;
const { sendNotification, streamNotifications } = ChatService.method;
const success = "0a0773756363657373";
const longestWaitMs = 10_000;

const silent = await MadangProcess.start("--print-doors");
const pushing = await MadangProcess.start("--stream-notifications");
const client = new OlderClient(silent.address);
const pusher = new OlderClient(pushing.address);
after(async () => {
  client.close();
  pusher.close();
  await Promise.all([silent.remove(), pushing.remove()]);
});

const prints = (line: string) =>
  eventually(
    () => silent.screen().includes(`${line}\n`),
    longestWaitMs,
    () => silent.screen(),
  );

test("SendNotification answers success byte for byte, and empty fields do too", async () => {
  const send = async (userId: string, message: string) =>
    (await client.call(sendNotification, { userId, message })).toString("hex");
  assert.equal(await send("ann", "안녕"), success);
  await prints("[Notification] Sending to ann: 안녕");
  assert.equal(await send("", ""), success);
  assert.equal(await send("x".repeat(1_000_000), "to nobody"), success);
});

test("NotifyOfflineUsers answers with no byte, for many, for the same one twice and for nobody", async () => {
  for (const userIds of [["ann", "bob"], ["ann", "ann"], []]) {
    assert.equal((await client.call(notifyOfflineUsers, { userIds, message: "m", roomId: "r" })).length, 0);
  }
});

test("StreamNotifications says who is connected, hears nothing, and ends well after the last word", async () => {
  const stream = client.open(streamNotifications);
  stream.send({ userId: "cleo", status: "connected" });
  await prints("[Stream] User cleo is now connected");
  await client.call(sendNotification, { userId: "cleo", message: "not on the stream" });
  stream.send({ userId: "cleo", status: "disconnected" });
  await prints("[Stream] User cleo is now disconnected");
  stream.halfClose();
  assert.equal((await stream.ended()).code, codes.OK);
  assert.equal(stream.answers.length, 0);
});

test("a silent stream sends headers and trailers and not one byte between them", async () => {
  const session = connect(`http://${silent.address}`);
  try {
    const { bytes, status } = await silentStream(session);
    assert.deepEqual({ bytes, status }, { bytes: 0, status: "0" });
  } finally {
    session.destroy();
  }
});

async function silentStream(session: ClientHttp2Session): Promise<{ bytes: number; status: unknown }> {
  const stream = session.request(callHeaders({ path: "/chat.ChatService/StreamNotifications" }));
  const deadline = { signal: AbortSignal.timeout(longestWaitMs) };
  let bytes = 0;
  let status: unknown;
  stream.on("data", (chunk: Buffer) => (bytes += chunk.length));
  stream.on("trailers", (trailers) => (status = trailers["grpc-status"]));
  const answered = once(stream, "response", deadline);
  stream.write(toFrame(Buffer.from("0a0464617665", "hex")));
  await answered;
  await client.call(sendNotification, { userId: "dave", message: "not here" });
  stream.end();
  await once(stream, "close", deadline);
  return { bytes, status };
}

test("hundreds of streams that never half-close stay open and disturb nobody", async () => {
  const streams = Array.from({ length: 300 }, () => client.open(streamNotifications));
  streams.forEach((stream, i) => stream.send({ userId: `user ${i}`, status: "connected" }));
  await prints("[Stream] User user 299 is now connected");
  assert.equal((await client.call(sendNotification, { userId: "ann", message: "hi" })).toString("hex"), success);
  assert.ok(streams.every(({ status }) => status === undefined));
  for (const stream of streams) stream.cancel();
});

test("with --stream-notifications what is sent reaches the streams that named the person last, and no other", async () => {
  const [ann, bob] = [pusher.open(streamNotifications), pusher.open(streamNotifications)];
  ann.send({ userId: "ann", status: "connected" });
  bob.send({ userId: "ann", status: "connected" });
  bob.send({ userId: "bob", status: "connected" });
  await pushed("ann", () => ann.answers.length > 0);
  await pushed("bob", () => bob.answers.length > 0);
  const { userId, update } = fromBinary(NotificationResponseSchema, ann.answers.at(-1) as Buffer);
  assert.deepEqual({ userId, update }, { userId: "ann", update: "hello" });
  const heardByAnn = ann.answers.length;
  await pusher.call(sendNotification, { userId: "bob", message: "only bob" });
  await bob.hears(2);
  assert.equal(ann.answers.length, heardByAnn);
  // Without --print-doors the text of a message is written nowhere but into the store.
  assert.doesNotMatch(pushing.screen(), /only bob/);
  for (const stream of [ann, bob]) {
    stream.halfClose();
    assert.equal((await stream.ended()).code, codes.OK);
  }
});

/** Sends until it arrives: nothing tells a client when its status was heard. */
async function pushed(userId: string, hasArrived: () => boolean): Promise<void> {
  const giveUpAtMs = performance.now() + longestWaitMs;
  while (!hasArrived()) {
    assert.ok(performance.now() < giveUpAtMs, "nothing was pushed");
    await pusher.call(sendNotification, { userId, message: "hello" });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("a stream that does not read costs neither the sender nor the others anything", async () => {
  const [stalled, reading] = [pusher.open(streamNotifications), pusher.open(streamNotifications)];
  stalled.stall();
  for (const stream of [stalled, reading]) stream.send({ userId: "eve", status: "connected" });
  await pushed("eve", () => reading.answers.length > 0);
  const before = reading.answers.length;
  const message = "x".repeat(100_000);
  for (let i = 0; i < 100; i++) {
    await pusher.call(sendNotification, { userId: "eve", message });
    await reading.hears(before + i + 1);
  }
  stalled.read();
  stalled.halfClose();
  assert.equal((await stalled.ended()).code, codes.OK);
  assert.ok(stalled.answers.length < 100, `${stalled.answers.length} were held for it`);
  reading.cancel();
});

test("what was answered is kept over kill -9 and a restart, each request and person once, in order", async () => {
  const sent = Array.from({ length: 20 }, (_, i) => `to the offline ${i}`);
  for (const message of sent) {
    const request = { userIds: ["ann", "bob", "ann", ""], message, roomId: "room 7" };
    await pusher.call(notifyOfflineUsers, request);
    await pusher.call(sendNotification, { userId: "cleo", message });
  }
  await pushing.kill();
  await pushing.start();
  await pusher.call(sendNotification, { userId: "cleo", message: "after the restart" });
  await pushing.stop();
  const kept = (await keptIn(pushing.data)).filter(({ userId }) => ["bob", "cleo"].includes(userId));
  const expected = sent.flatMap((message) => [
    `offline-users bob room 7 ${message}`,
    `send-notification cleo  ${message}`,
  ]);
  assert.deepEqual(
    kept.map(({ source, userId, roomId, message }) => `${source} ${userId} ${roomId} ${message}`).slice(-41),
    [...expected, "send-notification cleo  after the restart"],
  );
  assert.equal(new Set(kept.map(({ requestId }) => requestId)).size, kept.length);
});

async function keptIn(data: string): Promise<readonly KeptNotification[]> {
  const clock = new FakeClock();
  const backend = openEmbedded({ data, clock, hub: new Hub({ clock, schedule: setImmediate }) });
  try {
    const items: KeptNotification[] = [];
    let after: string | undefined;
    do {
      const page: Awaited<ReturnType<typeof backend.notifications.kept>> = await backend.notifications.kept({
        after,
        size: 100,
      });
      items.push(...page.items);
      after = page.next;
    } while (after !== undefined);
    return items;
  } finally {
    await backend.close();
  }
}
