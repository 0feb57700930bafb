// The wire of a check does what it says and nothing else: above all it keeps the order of what it passes on.
import assert from "node:assert/strict";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { awaitUntil } from "../people/await-until.ts";
import { FaultProxy } from "./fault-proxy.ts";

const waitMs = 5_000;
const everyone = () => true;

const sockets: Socket[] = [];
const server = createServer((socket) => {
  sockets.push(socket);
  socket.on("error", () => undefined);
  socket.pipe(socket);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
const proxy = await FaultProxy.start(() => `127.0.0.1:${(server.address() as AddressInfo).port}`);
after(async () => {
  await proxy.close();
  for (const socket of sockets) socket.destroy();
  server.close();
});

async function connected() {
  const client = connect(Number(proxy.address.split(":")[1]), "127.0.0.1").setNoDelay(true);
  const got = { text: "", closed: false };
  client.on("data", (bytes) => (got.text += bytes.toString()));
  client.on("error", () => undefined).on("close", () => (got.closed = true));
  client.write("hello ");
  assert.ok(await awaitUntil(() => got.text === "hello ", waitMs));
  return { client, got };
}

test("however the delay changes, bytes keep their order", async () => {
  const { client, got } = await connected();
  let wanted = "hello ";
  for (let i = 0; i < 60; i++) {
    proxy.delay((i * 7) % 23);
    client.write(`${i} `);
    wanted += `${i} `;
    await sleep(1);
  }
  proxy.delay(0);
  assert.ok(await awaitUntil(() => got.text.length >= wanted.length, waitMs));
  assert.equal(got.text, wanted);
  client.destroy();
});

test("a stalled reader gets everything when it may read again", async () => {
  const { client, got } = await connected();
  const stalled = proxy.stall(everyone);
  client.write("later");
  await sleep(50);
  assert.equal(got.text, "hello ");
  proxy.stall(everyone).flow();
  await sleep(50);
  assert.equal(got.text, "hello ", "who stalled it lets it go, and nobody else");
  stalled.flow();
  assert.ok(await awaitUntil(() => got.text === "hello later", waitMs));
  client.destroy();
});

test("an abandoned connection looks alive and lets nothing through, even when the other end is gone", async () => {
  const { client, got } = await connected();
  proxy.abandon(everyone);
  client.write("lost");
  sockets.at(-1)?.destroy();
  await sleep(50);
  proxy.stall(everyone).flow();
  await sleep(50);
  assert.deepEqual(got, { text: "hello ", closed: false });
  client.destroy();
});

test("what is cut is told to both ends, and new connections pass", async () => {
  const { got } = await connected();
  assert.ok(proxy.cut(everyone) >= 1);
  assert.ok(await awaitUntil(() => got.closed, waitMs));
  const { client } = await connected();
  client.destroy();
});
