// Webhooks against a real receiver, which checks signature, freshness and repeats; and addresses that nobody may reach.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import type { Delivery, DeliveryContent } from "../../src/core/delivery.ts";
import { makeVapidKeys, readVapidKeys } from "../../src/push/vapid-keys.ts";
import { createWaysOut, type WaysOutOptions } from "../../src/push/ways-out.ts";
import { WebhookReceiver } from "../support/webhook-receiver.ts";

const receiver = await WebhookReceiver.start();
after(() => receiver.close());
receiver.secret = `whsec_${randomBytes(32).toString("base64")}`;

const keys = readVapidKeys(makeVapidKeys());
const content: DeliveryContent = {
  act: "tell",
  reason: "direct",
  channelId: "d123",
  channelName: "",
  seq: 3,
  count: 1,
  open: 1,
  actorId: "ann",
  actorName: "Ann",
  text: "안녕, are you there?",
  roomId: "",
  atMs: 1_700_000_000_000,
};

function waysOut(change: Partial<WaysOutOptions> = {}) {
  const out = createWaysOut({ keys, contact: "mailto:a@example.org", now: Date.now, allowPrivate: true, ...change });
  after(() => out.close());
  return out;
}

function deliveryTo(url: string, secret = receiver.secret): Delivery {
  const row = { deviceId: "hook1", userId: "bob", sessionId: "", label: "", showsText: true, createdAtMs: 0 };
  const device = { ...row, way: { kind: "webhook", url, secret } as const, lastTakenAtMs: 0, lastFailure: "" };
  return { device, key: "key1", collapseKey: "tag1", ttlMs: 1_000, content };
}

const never = new AbortController().signal;

test("a webhook says what happened, signed", async () => {
  assert.deepEqual(await waysOut().deliver(deliveryTo(receiver.url), never), { result: "sent", detail: "200" });
  assert.deepEqual(receiver.gotten.at(-1)?.body, {
    type: "notification.tell",
    timestamp: "2023-11-14T22:13:20.000Z",
    webhookId: "hook1",
    actorId: "ann",
    actorName: "Ann",
    roomId: "",
    v: 1,
    act: "tell",
    key: "key1",
    tag: "tag1",
    title: "Ann",
    body: "안녕, are you there?",
    channelId: "d123",
    channelName: "",
    seq: 3,
    count: 1,
    open: 1,
    reason: "direct",
    atMs: 1_700_000_000_000,
    url: "/#/c/d123/3",
  });
});

test("a repeat has the same id, and a time stamp and a signature of its own", async () => {
  const before = receiver.gotten.length;
  receiver.answers.push(503);
  let nowMs = Date.now();
  const out = waysOut({ now: () => nowMs });
  assert.deepEqual(await out.deliver(deliveryTo(receiver.url), never), { result: "retry", detail: "503" });
  nowMs += 5_000;
  assert.deepEqual(await out.deliver(deliveryTo(receiver.url), never), { result: "sent", detail: "200" });
  const [first, second] = receiver.gotten.slice(before);
  assert.equal(first?.id, second?.id);
  assert.equal((second?.timestamp ?? 0) - (first?.timestamp ?? 0), 5);
  assert.notEqual(first?.signature, second?.signature);
});

test("a receiver with another key, or that gets it an hour later, takes nothing", async () => {
  assert.equal((await waysOut().deliver(deliveryTo(receiver.url, "d3Jvbmc="), never)).detail, "401");
  const late = waysOut({ now: () => Date.now() - 3_600_000 });
  assert.equal((await late.deliver(deliveryTo(receiver.url), never)).detail, "401");
  assert.deepEqual(receiver.refused.splice(0), ["signature", "not fresh"]);
});

test("a secret in base64url is the same key", async () => {
  const inUrls = receiver.secret.replace("whsec_", "").replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  assert.equal((await waysOut().deliver(deliveryTo(receiver.url, inUrls), never)).result, "sent");
});

test("a private address gets no connection, however it is written", async () => {
  let connections = 0;
  const server = createServer().on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const hosts = ["127.0.0.1", "localhost", "0177.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:7f00:1]", "127.1."];
  const strict = waysOut({ allowPrivate: false });
  for (const host of hosts) {
    const answer = await strict.deliver(deliveryTo(`https://${host}:${port}/`), never);
    assert.deepEqual(answer, { result: "refused", detail: "private address" }, host);
  }
  assert.deepEqual(await strict.deliver(deliveryTo(receiver.url), never), { result: "refused", detail: "not a URL" });
  assert.equal(connections, 0);
});

test("a name that leads to this machine when it is connected to gets no connection", async () => {
  const lookups: string[] = [];
  const resolve = async (name: string) => {
    lookups.push(name);
    return [
      { address: "127.0.0.1", family: 4 as const },
      { address: "::ffff:10.0.0.1", family: 6 as const },
    ];
  };
  const strict = waysOut({ allowPrivate: false, resolve });
  const answer = await strict.deliver(deliveryTo("https://rebind.example.com/"), never);
  assert.deepEqual(answer, { result: "refused", detail: "private address" });
  assert.deepEqual(lookups, ["rebind.example.com"]);
});

test("a name that is looked up is connected to at the address that was found", async () => {
  const lookups: string[] = [];
  const resolve = async (name: string) => {
    lookups.push(name);
    return [{ address: "127.0.0.1", family: 4 as const }];
  };
  const url = receiver.url.replace("127.0.0.1", "hooks.example.com");
  assert.equal((await waysOut({ resolve }).deliver(deliveryTo(url), never)).result, "sent");
  assert.deepEqual(lookups, ["hooks.example.com"]);
});

test("names and ports where nobody is are tried again", async () => {
  const missing = Object.assign(new Error("no"), { code: "ENOTFOUND" });
  const lost = waysOut({ resolve: () => Promise.reject(missing) });
  const nowhere = { result: "retry", detail: "name not found" };
  assert.deepEqual(await lost.deliver(deliveryTo("https://nowhere.example.com/"), never), nowhere);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const answer = await waysOut().deliver(deliveryTo(`http://127.0.0.1:${port}/`), never);
  assert.deepEqual(answer, { result: "retry", detail: "connection refused" });
});

test("a delivery that is broken off ends at once", async () => {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const ending = new AbortController();
  const going = waysOut().deliver(deliveryTo(`http://127.0.0.1:${port}/`), ending.signal);
  setTimeout(() => ending.abort(), 100);
  assert.deepEqual(await going, { result: "retry", detail: "aborted" });
});
