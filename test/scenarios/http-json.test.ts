// Every unary call by HTTP with JSON, and every way in which a request can be wrong.
import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { after, test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { errors } from "../../src/core/errors.ts";
import { rpcRoute } from "../../src/gateway/json/rpc-route.ts";
import { ErrorInfoSchema, RetryInfoSchema } from "../../src/gen/google/rpc/error_details_pb.ts";
import { SendMessageRequestSchema, SendMessageResponseSchema } from "../../src/gen/madang/channel/v1/channel_pb.ts";
import { HeartbeatService as HeartbeatDesc } from "../../src/gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { systemClock } from "../../src/runtime/system-clock.ts";
import { serveRoutes, startHttpChat } from "../support/http-chat.ts";
import { guestToken, post } from "../support/post.ts";

const chat = await startHttpChat({ origins: ["https://chat.example"] });
after(() => chat.close());
const ann = await guestToken(chat.url, "ann");
let acts = 0;
const say = (text: string) => ({ channelId: "lobby", clientMessageId: `act-${++acts}`, text });
const send = "channel.ChannelService/SendMessage";

test("a message that is posted as JSON is read as JSON", async () => {
  const said = await post(chat.url, send, say("안녕 👋"), { token: ann });
  assert.equal(said.status, 200);
  assert.equal(said.headers.get("content-type"), "application/json");
  assert.equal(said.headers.get("cache-control"), "no-store");
  const { body } = await post(chat.url, "channel.ChannelService/ListMessages", { channelId: "lobby" }, { token: ann });
  const last = (body["messages"] as { seq: string; text: string; authorName: string }[]).at(-1);
  assert.deepEqual([last?.seq, last?.text, last?.authorName], [said.body["seq"], "안녕 👋", "ann"]);
});

test("the same call with the same id gets the first answer", async () => {
  const once = say("once");
  const first = await post(chat.url, send, once, { token: ann });
  assert.deepEqual((await post(chat.url, send, once, { token: ann })).body, first.body);
});

test("a call may be written in protobuf's own bytes", async () => {
  const body = new Uint8Array(toBinary(SendMessageRequestSchema, create(SendMessageRequestSchema, say("bytes"))));
  const response = await fetch(`${chat.url}/madang.channel.v1.ChannelService/SendMessage`, {
    method: "POST",
    headers: { "content-type": "application/proto", authorization: `Bearer ${ann}` },
    body,
  });
  assert.equal(response.headers.get("content-type"), "application/proto");
  assert.ok(fromBinary(SendMessageResponseSchema, new Uint8Array(await response.arrayBuffer())).seq > 0n);
});

test("every service's failure has Connect's status, its sentence, and its reason for programs", async () => {
  const nowhere = { ...say("x"), channelId: "nowhere" };
  const cases: [status: number, code: string, reason: string, request: unknown, token: string | undefined][] = [
    [400, "invalid_argument", "TEXT_EMPTY", say(""), ann],
    [404, "not_found", "CHANNEL_NOT_FOUND", nowhere, ann],
    [401, "unauthenticated", "SIGN_IN_FIRST", say("x"), undefined],
    [401, "unauthenticated", "SESSION_ENDED", say("x"), "x".repeat(43)],
  ];
  for (const [status, code, reason, request, token] of cases) {
    const refused = await post(chat.url, send, request, { token });
    assert.deepEqual([refused.status, refused.body["code"], refused.reason], [status, code, reason]);
    const [detail] = refused.body["details"] as { type: string; value: string }[];
    assert.equal(detail?.type, "google.rpc.ErrorInfo");
    const info = fromBinary(ErrorInfoSchema, Buffer.from(detail?.value ?? "", "base64"));
    assert.deepEqual([info.reason, info.domain], [reason, "madang"]);
  }
  assert.equal(
    (await post(chat.url, send, say("x"), { headers: { authorization: "Basic eDp5" } })).reason,
    "SIGN_IN_FIRST",
  );
});

test("who sends too fast hears when to come back", async () => {
  const carl = await guestToken(chat.url, "carl");
  const answers = await Promise.all(
    Array.from({ length: 30 }, () => post(chat.url, send, say("fast"), { token: carl })),
  );
  const refused = answers.find(({ status }) => status === 429) ?? assert.fail("nobody was refused");
  assert.deepEqual([refused.body["code"], refused.reason], ["resource_exhausted", "SEND_RATE"]);
  assert.ok(Number(refused.headers.get("retry-after")) >= 1);
  const retry = (refused.body["details"] as { type: string; value: string }[])[1];
  assert.equal(retry?.type, "google.rpc.RetryInfo");
  const delay = fromBinary(RetryInfoSchema, Buffer.from(retry?.value ?? "", "base64")).retryDelay;
  assert.ok(Number(delay?.seconds) * 1e9 + Number(delay?.nanos) > 0);
});

const bodies: [what: string, body: string | Uint8Array<ArrayBuffer>, sentence: RegExp][] = [
  ["no body", "", /The body is empty: a request without fields is \{\}/],
  ["a text", "hello", /The body is not JSON/],
  ["half an object", '{"channelId":"lobby"', /The body is not JSON/],
  ["two objects", "{}{}", /The body is not JSON/],
  ["a form", "channelId=lobby", /The body is not JSON/],
  ["bytes that are not UTF-8", Uint8Array.of(0x22, 0xff, 0xfe, 0x22), /The body is not UTF-8/],
  ["brackets without end", "[".repeat(1_000_000), /The body is not JSON/],
  ["a deep list", "[".repeat(100_000) + "]".repeat(100_000), /The request must be an object, not a list/],
  ["an unknown field", '{"chanelId":"lobby"}', /chanelId is no field of SendMessageRequest/],
  ["the prototype", '{"__proto__":{"channelId":"lobby"}}', /__proto__ is no field of SendMessageRequest/],
  ["a wrong field", '{"seenSeq":"ten"}', /seenSeq must be a whole number/],
];
for (const [what, body, sentence] of bodies) {
  test(`${what} as the body is refused with a sentence`, async () => {
    const refused = await post(chat.url, send, body, { token: ann });
    assert.deepEqual(
      [refused.status, refused.body["code"], refused.reason],
      [400, "invalid_argument", "ARGUMENT_INVALID"],
    );
    assert.match(String(refused.body["message"]), sentence);
  });
}

test("a body of more than 4 MiB, or 64 KiB of somebody unknown, is refused, and the connection serves on", async () => {
  const refused = await post(chat.url, send, say("x".repeat(4 * 1024 * 1024)), { token: ann });
  assert.deepEqual([refused.status, refused.reason], [413, "ARGUMENT_INVALID"]);
  assert.equal((await post(chat.url, send, say("x".repeat(1024 * 1024)), { token: ann })).reason, "TEXT_TOO_LONG");
  const stranger = await post(chat.url, "agent.AgentService/SignInGuest", { name: "x".repeat(64 * 1024) });
  assert.deepEqual([stranger.status, stranger.reason], [413, "ARGUMENT_INVALID"]);
  assert.equal((await post(chat.url, send, say("after"), { token: ann })).status, 200);
});

test("a request in another form than a call's is refused by the form", async () => {
  const as = (headers: Record<string, string>) => post(chat.url, send, say("x"), { token: ann, headers });
  const plain = await as({ "content-type": "text/plain" });
  assert.deepEqual([plain.status, plain.headers.get("accept-post")], [415, "application/json, application/proto"]);
  assert.equal((await as({ "content-type": "application/json; charset=euc-kr" })).status, 415);
  assert.equal((await as({ "content-type": "Application/JSON; Charset=UTF-8" })).status, 200);
  assert.equal((await as({ "content-encoding": "gzip" })).status, 415);
  assert.equal((await as({ "connect-protocol-version": "1" })).status, 200);
  assert.equal((await as({ "connect-protocol-version": "2" })).status, 400);
  assert.equal((await as({ "connect-timeout-ms": "soon" })).status, 400);
  for (const method of ["GET", "PUT", "DELETE"]) {
    const refused = await post(chat.url, send, {}, { method });
    assert.deepEqual([refused.status, refused.headers.get("allow")], [405, "POST, OPTIONS"]);
  }
});

test("what is not there, and what is a stream, is unimplemented; other paths are left to the page", async () => {
  for (const call of ["channel.ChannelService/SendMassage", "chanel.ChannelService/SendMessage"]) {
    const refused = await post(chat.url, call, {}, { token: ann });
    assert.deepEqual([refused.status, refused.body["code"], refused.reason], [404, "unimplemented", "METHOD_UNKNOWN"]);
  }
  const stream = await post(chat.url, "channel.ChannelService/Subscribe", {}, { token: ann });
  assert.deepEqual([stream.status, stream.body["code"]], [404, "unimplemented"]);
  for (const path of ["/", "/assets/index.js", "/lobby/general", "/a.b/c/d"])
    assert.equal(await (await fetch(`${chat.url}${path}`)).text(), "the page", path);
});

test("pages of other origins may call only if they were named", async () => {
  const from = (origin: string, method = "POST") =>
    post(chat.url, send, say("x"), { token: ann, method, headers: { origin } });
  const foreign = await from("https://evil.example");
  assert.deepEqual([foreign.status, foreign.reason], [403, "ORIGIN_FORBIDDEN"]);
  assert.equal(foreign.headers.get("access-control-allow-origin"), null);
  assert.equal((await from("https://evil.example", "OPTIONS")).status, 403);
  const named = await from("https://chat.example");
  assert.deepEqual([named.status, named.headers.get("access-control-allow-origin")], [200, "https://chat.example"]);
  assert.equal(named.headers.get("vary"), "Origin");
  const preflight = await from("https://chat.example", "OPTIONS");
  assert.equal(preflight.status, 204);
  assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /authorization.*madang-session/);
  assert.equal((await from(chat.url)).status, 200);
});

/** A service of which one call never answers and one breaks. */
const slow = {
  seen: [] as AbortSignal[],
  beat: (_: unknown, { signal }: { signal: AbortSignal }) => new Promise<never>(() => void slow.seen.push(signal)),
  getPresence: async () => {
    throw new Error("a bug with a secret in it");
  },
  watchPresence: () => undefined,
};

async function serveSlowly() {
  const unexpected: unknown[] = [];
  const route = rpcRoute({
    services: [{ desc: HeartbeatDesc, service: slow }],
    authenticate: () => assert.fail(),
    onUnexpected: (failure) => unexpected.push(failure),
    isAllowedOrigin: () => true,
    isTls: false,
    clock: systemClock,
  });
  return { ...(await serveRoutes([route])), unexpected };
}

test("a call ends at its deadline, and its method hears of it", async () => {
  const { url, close } = await serveSlowly();
  const refused = await post(url, "heartbeat.HeartbeatService/Beat", {}, { headers: { "connect-timeout-ms": "50" } });
  assert.deepEqual([refused.status, refused.body["code"], refused.reason], [504, "deadline_exceeded", "DEADLINE"]);
  assert.equal(slow.seen.at(-1)?.reason.message, errors.deadline().message);
  close();
});

test("a method hears that nobody waits for its answer any more", async () => {
  const { url, close } = await serveSlowly();
  const before = slow.seen.length;
  const gone = httpRequest(`${url}/madang.heartbeat.v1.HeartbeatService/Beat`, {
    method: "POST",
    headers: { "content-type": "application/json" },
  });
  gone.on("error", () => undefined).end("{}");
  while (slow.seen.length === before) await new Promise((resolve) => setTimeout(resolve, 5));
  const [signal] = slow.seen.slice(before);
  gone.destroy();
  await new Promise((resolve) => (signal?.aborted ? resolve(true) : signal?.addEventListener("abort", resolve)));
  assert.equal(signal?.aborted, true);
  close();
});

test("what breaks inside is told to the operator, and to the client only as a call to ask about", async () => {
  const { url, close, unexpected } = await serveSlowly();
  const broken = await post(url, "heartbeat.HeartbeatService/GetPresence", {});
  assert.deepEqual([broken.status, broken.reason], [500, "INTERNAL"]);
  assert.ok(!JSON.stringify(broken.body).includes("secret"));
  assert.match(String(unexpected[0]), /a bug with a secret/);
  close();
});

test("nothing of all this was unexpected", () => {
  assert.deepEqual(chat.unexpected, []);
});
