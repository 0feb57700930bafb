// A follower held against recorded answers of Centrifugo 5.4.9, in JSON.
import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { type TestContext, test } from "node:test";
import { CentrifugoFollower } from "./centrifugo-follower.ts";
import { json } from "./json-dialect.ts";

const subscribed = '{"id":2,"subscribe":{"recoverable":true,"epoch":"qFds","positioned":true}}';
const recovered =
  '{"id":2,"subscribe":{"recoverable":true,"epoch":"qFds","publications":[{"data":"m1","offset":2}],"recovered":true,' +
  '"offset":1,"positioned":true,"was_recovering":true}}';
const notRecovered =
  '{"id":2,"subscribe":{"recoverable":true,"epoch":"qFds","offset":4,"positioned":true,"was_recovering":true}}';
const message = (offset: number) => `{"push":{"channel":"chat:lobby","pub":{"data":"m","offset":${offset}}}}`;

test("one who returns says where they were, and counts what was recovered once", async (t) => {
  const { address, asked } = await startServer(t, [
    [subscribed, message(1)],
    [recovered, message(3)],
  ]);
  const follower = new CentrifugoFollower(json, "token");
  await follower.open(address);
  await heard(follower, 1);
  follower.close();
  await follower.open(address);
  await heard(follower, 3);
  assert.equal(follower.hasLost, false);
  assert.equal(follower.failure, undefined);
  assert.match(asked.at(-1) ?? "", /"recover":true,"epoch":"qFds","offset":1/);
});

test("one whom the server cannot give back what was missed knows it, and goes on from the end", async (t) => {
  const { address } = await startServer(t, [
    [subscribed, message(1)],
    [notRecovered, message(5)],
  ]);
  const follower = new CentrifugoFollower(json, "token");
  await follower.open(address);
  await heard(follower, 1);
  follower.close();
  await follower.open(address);
  await heard(follower, 2);
  assert.equal(follower.hasLost, true);
  assert.equal(follower.failure, undefined);
});

for (const [what, offset] of [
  ["twice", 1],
  ["too early", 3],
] as const) {
  test(`a message that comes ${what} is a failure`, async (t) => {
    const { address } = await startServer(t, [[subscribed, message(1), message(offset)]]);
    const follower = new CentrifugoFollower(json, "token");
    await follower.open(address);
    await until(() => follower.failure !== undefined);
    assert.match(follower.failure?.message ?? "", new RegExp(`message ${offset} came after 1`));
  });
}

/** Answers each connection in turn: the upgrade, the command to connect, and to the subscription what it is given. */
async function startServer(t: TestContext, answers: readonly (readonly string[])[]) {
  const asked: string[] = [];
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const mine = answers[sockets.push(socket) - 1] ?? [];
    socket.on("error", () => undefined);
    socket.on("data", (bytes) => {
      const text = bytes.toString("latin1");
      asked.push(text);
      if (text.startsWith("GET ")) socket.write("HTTP/1.1 101 Switching Protocols\r\n\r\n");
      else if (text.includes('"connect"')) socket.write(toFrame('{"id":1,"connect":{}}'));
      else if (text.includes('"subscribe"')) for (const each of mine) socket.write(toFrame(each));
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { asked, address: `127.0.0.1:${(server.address() as { port: number }).port}` };
}

function toFrame(text: string): Buffer {
  const body = Buffer.from(text);
  const head = body.length < 126 ? [0x81, body.length] : [0x81, 126, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from(head), body]);
}

async function heard(follower: CentrifugoFollower, messages: number): Promise<void> {
  await until(() => follower.received >= messages);
  assert.equal(follower.received, messages);
}

async function until(isSo: () => boolean): Promise<void> {
  const giveUpAtMs = performance.now() + 5_000;
  while (!isSo() && performance.now() < giveUpAtMs) await new Promise((resolve) => setTimeout(resolve, 2));
  assert.ok(isSo(), "it did not come to that");
}
