// Web Push against a real push service on this machine, which checks the sender, decrypts, and misbehaves.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, test } from "node:test";
import type { Delivery, DeliveryAnswer, DeliveryContent } from "../../src/core/delivery.ts";
import { makeVapidKeys, readVapidKeys } from "../../src/push/vapid-keys.ts";
import { createWaysOut } from "../../src/push/ways-out.ts";
import { answer, PushService } from "../support/push-service.ts";

const service = await PushService.start().catch(() => undefined);
const options = service ? {} : { skip: "there is no openssl to make a certificate" };
const keys = readVapidKeys(makeVapidKeys());
const deadlineMs = 1_500;
const out = createWaysOut({
  keys,
  contact: "mailto:ops@example.org",
  now: Date.now,
  allowPrivate: true,
  deadlineMs,
  ...(service && { ca: service.ca }),
});
after(() => out.close());
after(() => service?.close());

const content: DeliveryContent = {
  act: "tell",
  reason: "mention",
  channelId: "garden",
  channelName: "garden",
  seq: 7,
  count: 2,
  open: 5,
  actorId: "ann",
  actorName: "Ann",
  text: "hello @bob, 안녕 👋🏽",
  roomId: "",
  atMs: 1_700_000_000_000,
};

function deliver(change: Partial<DeliveryContent> = {}, way?: Partial<Delivery["device"]["way"]>) {
  const { endpoint, keys: browserKeys } = service?.subscribe() ?? { endpoint: "", keys: { p256dh: "", auth: "" } };
  const browser = { kind: "web-push", endpoint, ...browserKeys, ...way } as Delivery["device"]["way"];
  const row = { deviceId: "d1", userId: "bob", sessionId: "s", label: "", showsText: true, createdAtMs: 0 };
  const device = { ...row, way: browser, lastTakenAtMs: 0, lastFailure: "" };
  const delivery = { device, key: "k1", collapseKey: "t1", ttlMs: 90_500, content: { ...content, ...change } };
  return out.deliver(delivery, new AbortController().signal);
}

test("a notification is signed, encrypted for one browser, and says what the page needs", options, async () => {
  assert.deepEqual(await deliver(), { result: "sent", detail: "201" });
  const push = service?.gotten.at(-1);
  assert.deepEqual(push?.payload, {
    v: 1,
    act: "tell",
    key: "k1",
    tag: "t1",
    title: "Ann (#garden)",
    body: "hello @bob, 안녕 👋🏽",
    channelId: "garden",
    channelName: "garden",
    seq: 7,
    count: 2,
    open: 5,
    reason: "mention",
    atMs: 1_700_000_000_000,
    url: "/#/c/garden/7",
  });
  assert.equal(push?.vapidKey, keys.publicKey);
  assert.equal(push?.claims.sub, "mailto:ops@example.org");
  const { ttl, urgency, topic } = push?.headers ?? {};
  assert.deepEqual([ttl, urgency, topic], ["91", "high", "t1"]);
});

test("what is not urgent says so", options, async () => {
  await deliver({ reason: "all" });
  assert.equal(service?.gotten.at(-1)?.headers["urgency"], "normal");
  await deliver({ act: "withdraw" });
  assert.equal(service?.gotten.at(-1)?.headers["urgency"], "normal");
});

test("a text of 4,000 of the longest characters still fits", options, async () => {
  assert.deepEqual(await deliver({ text: "👨‍👩‍👧‍👦".repeat(570) }), { result: "sent", detail: "201" });
  const body = String(service?.gotten.at(-1)?.payload["body"]);
  assert.match(body, /^(?:👨‍👩‍👧‍👦)+…$/u);
});

const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
const anHourAgo = new Date(Date.now() - 3_600_000).toUTCString();

const answered: [what: string, headers: Parameters<typeof answer>, expected: DeliveryAnswer][] = [
  ["404", [404], { result: "gone", detail: "404" }],
  ["410", [410], { result: "gone", detail: "410" }],
  ["413", [413], { result: "refused", detail: "413" }],
  ["403", [403], { result: "refused", detail: "403" }],
  ["500", [500, { "retry-after": "60" }], { result: "retry", detail: "500" }],
  ["429 for 7 s", [429, { "retry-after": "7" }], { result: "retry", detail: "429", retryAfterMs: 7_000 }],
  ["503 for 2 s", [503, { "retry-after": "2" }], { result: "retry", detail: "503", retryAfterMs: 2_000 }],
  ["429 until a time gone by", [429, { "retry-after": anHourAgo }], { result: "retry", detail: "429" }],
  ["429 with nonsense", [429, { "retry-after": "-5 minutes" }], { result: "retry", detail: "429" }],
  ["a redirect inside", [302, { location: "http://127.0.0.1/" }], { result: "refused", detail: "redirect" }],
];

for (const [what, args, expected] of answered) {
  test(`a push service that answers ${what} is understood`, options, async () => {
    service?.answers.push(answer(...args));
    assert.deepEqual(await deliver(), expected);
  });
}

test("a time to wait until is taken by the clock of who names it", options, async () => {
  // Its clock is half an hour ahead of ours.
  const date = new Date(Date.now() + 1_800_000).toUTCString();
  service?.answers.push(answer(429, { "retry-after": inAnHour, date }));
  const { retryAfterMs = 0 } = await deliver();
  assert.ok(Math.abs(retryAfterMs - 1_800_000) <= 1_000, `${retryAfterMs} ms`);
});

test(
  "a push service that never answers is given up in time, and one that says 201 without end is not",
  options,
  async () => {
    service?.answers.push(() => undefined);
    const beganMs = Date.now();
    assert.deepEqual(await deliver(), { result: "retry", detail: "timeout" });
    assert.ok(Date.now() - beganMs < deadlineMs + 1_000);
    service?.answers.push((response) => response.writeHead(201).write("and so on"));
    assert.deepEqual(await deliver(), { result: "sent", detail: "201" });
  },
);

test("an answer of 10 MiB is not read to its end", options, async () => {
  let written = 0;
  service?.answers.push((response) => {
    response.writeHead(201);
    const more = () => {
      while (written < 10 * 2 ** 20 && !response.destroyed) {
        written += 65_536;
        if (!response.write(Buffer.alloc(65_536))) return void response.once("drain", more);
      }
      response.end();
    };
    more();
  });
  assert.deepEqual(await deliver(), { result: "sent", detail: "201" });
  assert.ok(written < 8 * 2 ** 20, `${written} bytes were taken`);
});

test("a connection that is cut and an answer that is none are tried again", options, async () => {
  service?.answers.push((response) => response.socket?.destroy());
  // The second attempt within the delivery meets the same, since a kept connection may just have been closed.
  service?.answers.push((response) => response.socket?.destroy());
  assert.deepEqual(await deliver(), { result: "retry", detail: "connection lost" });
  if (service) service.answers.length = 0;
  service?.answers.push((response) => response.socket?.end("SMTP ready\r\n\r\n"));
  assert.deepEqual(await deliver(), { result: "retry", detail: "not HTTP" });
});

test("keys that are none and an endpoint that is none are refused without a request", options, async () => {
  const before = service?.gotten.length;
  assert.deepEqual(await deliver({}, { p256dh: "AAAA" }), { result: "refused", detail: "keys not valid" });
  assert.deepEqual(await deliver({}, { auth: "AAAA" }), { result: "refused", detail: "keys not valid" });
  const wrong = await deliver({}, { endpoint: "ftp://push.example/" });
  assert.deepEqual(wrong, { result: "refused", detail: "not a URL" });
  assert.equal(service?.gotten.length, before);
});

test("a certificate that nobody vouches for is not accepted", options, async () => {
  const strict = createWaysOut({ keys, contact: "mailto:a@example.org", now: Date.now, allowPrivate: true });
  after(() => strict.close());
  const { endpoint, keys: browserKeys } = service?.subscribe() ?? { endpoint: "", keys: { p256dh: "", auth: "" } };
  const row = { deviceId: "d", userId: "bob", sessionId: "", label: "", showsText: true, createdAtMs: 0 };
  const device = { ...row, way: { kind: "web-push" as const, endpoint, ...browserKeys }, lastTakenAtMs: 0 };
  const delivery = { device: { ...device, lastFailure: "" }, key: "k", collapseKey: "t", ttlMs: 1_000, content };
  assert.deepEqual(await strict.deliver(delivery, new AbortController().signal), {
    result: "retry",
    detail: "TLS certificate not trusted",
  });
});

test("no proxy of the environment is used", options, async () => {
  let asked = 0;
  const proxy = createServer(() => asked++).on("connect", (_, socket) => {
    asked++;
    socket.destroy();
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
  for (const name of names) process.env[name] = address;
  try {
    assert.deepEqual(await deliver(), { result: "sent", detail: "201" });
    assert.equal(asked, 0);
  } finally {
    for (const name of names) delete process.env[name];
    proxy.close();
  }
});

test("nothing was wrong with any request", options, () => {
  assert.deepEqual(service?.faults, []);
});
