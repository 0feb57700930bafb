// Places of one listener: each closes by itself, and takes its own connections with it.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect as connectHttp2, constants } from "node:http2";
import { connect, type Socket } from "node:net";
import { after, test } from "node:test";
import { createListener } from "./listen.ts";

const listener = createListener({
  services: [],
  connectionsPerAddress: 0,
  authenticate: () => Promise.reject(new Error("nobody signs in here")),
  onUnexpected: () => undefined,
});

after(() => listener.close(0));

async function dial(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  return socket;
}

test("a place that is closed refuses, cuts who was there, and leaves the others alone", async () => {
  const [one, other] = [await listener.open("127.0.0.1", 0), await listener.open("127.0.0.1", 0)];
  const [there, elsewhere] = [await dial(one.port), await dial(other.port)];
  const cut = once(there.resume(), "close");
  await one.close(50);
  await cut;
  await assert.rejects(dial(one.port), { code: "ECONNREFUSED" });
  assert.equal(elsewhere.destroyed, false);
  (await dial(other.port)).destroy();
  elsewhere.destroy();
  await one.close(50);
});

test("thousands of streams of one connection may be cancelled at once, and the connection lives", async () => {
  const { port, close } = await listener.open("127.0.0.1", 0);
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  session.on("error", () => undefined);
  const headers = { ":method": "POST", ":path": "/nobody/knows", "content-type": "application/grpc", te: "trailers" };
  const closed = Array.from({ length: 3_000 }, () => {
    const stream = session.request(headers).on("error", () => undefined);
    stream.close(constants.NGHTTP2_CANCEL);
    return once(stream, "close");
  });
  await Promise.all(closed);
  const [answer] = await once(session.request(headers).end(), "response");
  assert.equal((answer as Record<string, string>)["grpc-status"], "12");
  session.destroy();
  await close(50);
});

test("a port that was closed can be opened again", async () => {
  const { port, close } = await listener.open("127.0.0.1", 0);
  await close(0);
  const again = await listener.open("127.0.0.1", port);
  assert.equal(again.port, port);
  await assert.rejects(listener.open("127.0.0.1", port), { code: "EADDRINUSE" });
  await again.close(0);
});

test("a thousand who come in the same moment all get through", { skip: notLinux() }, async () => {
  const { port, close } = await listener.open("127.0.0.1", 0);
  const sockets = Array.from({ length: 1_000 }, () => connect(port, "127.0.0.1"));
  await new Promise<void>((resolve) => process.nextTick(resolve));
  // They have knocked, and the system answers without asking anybody here: who has no answer now was turned away.
  const turnedAway = countConnecting(port);
  for (const socket of sockets) socket.destroy();
  await close(50);
  assert.equal(turnedAway, 0);
});

function notLinux(): string | false {
  return process.platform !== "linux" && "Only Linux tells the state of each connection in a file";
}

/** How many connections to this port of ours have not been answered by the system. */
function countConnecting(port: number): number {
  const synSent = `:${port.toString(16).toUpperCase().padStart(4, "0")} 02 `;
  return readFileSync("/proc/net/tcp", "utf8")
    .split("\n")
    .filter((line) => line.includes(synSent)).length;
}
