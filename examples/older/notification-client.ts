// What another service tells: who has to be notified, and who is connected to it. node bin/madang.js run examples/older/notification-client.ts [--server host:port] [--user ann] [--seconds 5]
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ChatService, type NotificationResponse } from "../../src/gen/compat/notification/chat_service_pb.ts";
import { NotificationService } from "../../src/gen/compat/notification/notification_pb.ts";
import { OlderClient, run } from "./older-client.ts";

const { values } = parseArgs({
  options: {
    server: { type: "string", default: "localhost:50051" },
    user: { type: "string", default: "ann" },
    seconds: { type: "string", default: "5" },
  },
});
const { server, user } = values;
const connectedMs = Number(values.seconds) * 1_000;
const goodbyeMs = 5_000;

await run(async () => {
  const client = new OlderClient(server);
  const offline = { userIds: [user, "bob"], message: "You were mentioned.", roomId: "lobby" };
  await client.call(NotificationService.method.notifyOfflineUsers, offline);
  console.log("Notification request sent successfully");

  const stream = client.open(ChatService.method.streamNotifications, connectedMs + goodbyeMs);
  const ended = once(stream, "end");
  // Only a server that was started with --stream-notifications says something here.
  stream.on("data", ({ userId, update }: NotificationResponse) => console.log(`Stream response: ${userId}: ${update}`));
  stream.write({ userId: user, status: "connected" });
  const { status } = await client.call(ChatService.method.sendNotification, { userId: user, message: "Hello." });
  console.log(`Notification response: ${status}`);

  await sleep(connectedMs);
  stream.write({ userId: user, status: "disconnected" });
  stream.end();
  await ended;
  console.log("Stream ended");
  client.close();
});
