// What no well-behaved client sends over Socket.IO: each gets a typed answer or a typed end, and nobody else notices.
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { io } from "socket.io-client";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { RawSocket } from "../support/raw-socket.ts";
import { eventually } from "../support/running-command.ts";

const madang = await MadangProcess.start("--http-origins", "https://chat.example");
const witness = await Person.enter(madang.web, "witness");
after(async () => {
  await witness.leave();
  await madang.remove();
});

const opened: { close(): void }[] = [];
let spoken = 0;
afterEach(async () => {
  for (const each of opened.splice(0)) each.close();
  const text = `still here ${++spoken}`;
  await witness.client.send("lobby", text);
  await witness.hears("lobby", text);
});

async function enter(name?: string): Promise<RawSocket> {
  const raw = await RawSocket.open(madang.web, name);
  opened.push(raw);
  return raw;
}

const subscribe = "madang.channel.v1.ChannelService/Subscribe";
const publish = "madang.channel.v1.ChannelService/Publish";
const send = "madang.channel.v1.ChannelService/SendMessage";
const ping = "madang.lobby.v1.LobbyService/ListChannels";

const wrongCalls: [what: string, method: unknown, request: unknown, reason: string, says: RegExp][] = [
  ["an unknown method", "madang.channel.v1.ChannelService/Explode", {}, "METHOD_UNKNOWN", /no such call/],
  ["a method that is no text", { a: 1 }, {}, "METHOD_UNKNOWN", /no such call/],
  ["a method that cannot become text", { toString: 1 }, {}, "METHOD_UNKNOWN", /no such call/],
  ["a method of every object", "toString", {}, "METHOD_UNKNOWN", /no such call/],
  ["a stream as a call", subscribe, {}, "ARGUMENT_INVALID", /open it/],
  ["a request that is text", send, "hello", "ARGUMENT_INVALID", /must be an object/],
  ["a list as request", send, [], "ARGUMENT_INVALID", /must be an object/],
  ["a field of the wrong kind", send, { channelId: 5 }, "ARGUMENT_INVALID", /channel_?[iI]d/],
  ["a field that is none", send, { chanelId: "lobby" }, "ARGUMENT_INVALID", /chanelId/],
];

for (const [what, method, request, reason, says] of wrongCalls) {
  test(`${what} is answered with ${reason}`, async () => {
    const raw = await enter("ann");
    const { error } = await raw.call(method as string, request);
    assert.equal(error?.reason, reason);
    assert.match(error?.message ?? "", says);
    assert.ok((await raw.call(ping, {})).response, "and the socket goes on");
  });
}

const wrongTokens: [what: string, meta: unknown, reason: string][] = [
  ["no token", {}, "SIGN_IN_FIRST"],
  ["no meta at all", null, "SIGN_IN_FIRST"],
  ["a token that is a number", { token: 5 }, "SIGN_IN_FIRST"],
  ["a token with a line end", { token: "a\nb" }, "SIGN_IN_FIRST"],
  ["a token of nobody", { token: "x".repeat(43) }, "SESSION_ENDED"],
];

for (const [what, meta, reason] of wrongTokens) {
  test(`${what} is answered with ${reason}`, async () => {
    const raw = await enter();
    const { error } = await raw.call(ping, {}, meta as object);
    assert.equal(error?.code, "UNAUTHENTICATED");
    assert.equal(error?.reason, reason);
  });
}

const violations: [what: string, act: (raw: RawSocket) => void][] = [
  ["an unknown event", (raw) => raw.socket.emit("explode", 1)],
  ["an event of the library's own", (raw) => raw.socket.emit("error", "x")],
  ["a call without acknowledgement", (raw) => raw.socket.emit("call", ping, {}, {})],
  ["a stream number that is text", (raw) => raw.open("one", subscribe, {})],
  ["a stream number below one", (raw) => raw.open(0, subscribe, {})],
  ["a stream number that is a fraction", (raw) => raw.open(1.5, subscribe, {})],
  ["a number that another open stream has", (raw) => [1, 1].forEach((id) => raw.open(id, subscribe, {}))],
  ["an open without anything", (raw) => raw.socket.emit("open")],
  ["a send without a number", (raw) => raw.socket.emit("send")],
  ["a packet that is no JSON", (raw) => raw.socket.io.engine.write('2["call",{')],
  ["a packet of an unknown kind", (raw) => raw.socket.io.engine.write("9hello")],
  ["an event with a reserved name", (raw) => raw.socket.io.engine.write('2["disconnect"]')],
  ["an event whose name is a number", (raw) => raw.socket.io.engine.write("2[5,1]")],
  ["an event without anything", (raw) => raw.socket.io.engine.write("2")],
];

for (const [what, act] of violations) {
  test(`${what} ends the connection with a word`, async () => {
    const raw = await enter("ann");
    act(raw);
    await raw.until(() => raw.ended !== undefined, "the end");
    assert.equal(raw.goodbye?.reason, "ARGUMENT_INVALID");
    assert.doesNotMatch(madang.screen(), /unexpected/);
  });
}

test("a message over 1 MiB ends the connection", async () => {
  const raw = await enter("ann");
  raw.call(send, { channelId: "lobby", text: "x".repeat(1_100_000) }).catch(() => undefined);
  await raw.until(() => raw.ended !== undefined, "the end");
});

test("words about streams that are over, or never were, are let go", async () => {
  const raw = await enter("ann");
  for (const event of ["send", "finish", "cancel"]) raw.socket.emit(event, 7, {});
  raw.open(8, publish, null);
  raw.socket.emit("finish", 8);
  await raw.until(() => raw.endOf(8) !== undefined, "the end");
  assert.equal(raw.endOf(8), null);
  raw.socket.emit("send", 8, { sends: [] });
  assert.ok((await raw.call(ping, {})).response);
});

test("a wrong request in a stream ends that stream alone", async () => {
  const raw = await enter("ann");
  raw.open(1, subscribe, {});
  raw.open(2, publish, null);
  raw.socket.emit("send", 2, { sends: 5 });
  raw.open(3, "madang.channel.v1.ChannelService/Explode", {});
  raw.open(4, ping, {});
  raw.open(5, subscribe, { cursors: "x" });
  raw.socket.emit("open", 6, { toString: 1 }, {}, {});
  await raw.until(() => [2, 3, 4, 5, 6].every((id) => raw.endOf(id) !== undefined), "the ends");
  assert.deepEqual(
    [2, 3, 4, 5, 6].map((id) => raw.endOf(id)?.reason),
    ["ARGUMENT_INVALID", "METHOD_UNKNOWN", "ARGUMENT_INVALID", "ARGUMENT_INVALID", "METHOD_UNKNOWN"],
  );
  assert.equal(raw.endOf(1), undefined);
});

test("a stream without sign-in ends with SIGN_IN_FIRST", async () => {
  const raw = await enter();
  for (const [id, method] of [subscribe, publish].entries()) raw.open(id + 1, method, {});
  await raw.until(() => [1, 2].every((id) => raw.endOf(id) !== undefined), "the ends");
  for (const id of [1, 2]) assert.equal(raw.endOf(id)?.reason, "SIGN_IN_FIRST");
});

test("a socket holds 20 streams, and one that ended makes room", async () => {
  const raw = await enter("ann");
  for (let id = 1; id <= 21; id++) raw.open(id, publish, null);
  await raw.until(() => raw.endOf(21) !== undefined, "the refusal");
  assert.equal(raw.endOf(21)?.reason, "TOO_MANY_STREAMS");
  raw.socket.emit("cancel", 1);
  raw.open(22, publish, null);
  raw.socket.emit("finish", 22);
  await raw.until(() => raw.endOf(22) !== undefined, "the end");
  assert.notEqual(raw.endOf(22)?.reason, "TOO_MANY_STREAMS");
});

test("calls beyond 100 that wait are refused and may be asked again", async () => {
  const raw = await enter("ann");
  const answers = await Promise.all(Array.from({ length: 300 }, () => raw.call(ping, {})));
  const refused = answers.filter(({ error }) => error);
  assert.ok(refused.length > 0 && refused.length <= 200, `${refused.length} refused`);
  for (const { error } of refused) {
    assert.equal(error?.reason, "TOO_MANY_CALLS");
    assert.ok((error?.retryAfterMs ?? 0) > 0);
  }
  assert.ok((await raw.call(ping, {})).response);
});

test("a client that asks and asks and reads no answer is cut off", async () => {
  const raw = await enter("ann");
  const { ws } = raw.socket.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } };
  ws.pause();
  const history = "madang.channel.v1.ChannelService/ListMessages";
  const meta = { token: raw.token };
  const asking = setInterval(() => {
    for (let i = 0; i < 1_000; i++) raw.socket.emit("call", history, { channelId: "lobby" }, meta, () => undefined);
  }, 20);
  opened.push({ close: () => clearInterval(asking) });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  clearInterval(asking);
  ws.resume();
  await raw.until(() => raw.ended !== undefined, "the end");
  assert.equal(raw.goodbye?.reason, "SLOW_CONSUMER");
});

const foreign: [what: string, origin: string | undefined, isServed: boolean][] = [
  ["no page", undefined, true],
  ["a page of its own", madang.web, true],
  ["a page that the operator named", "https://chat.example", true],
  ["another page", "https://evil.example", false],
  ["a page of the same host at another port", "http://127.0.0.1:1", false],
  ["a page without origin", "null", false],
];

for (const [what, origin, isServed] of foreign) {
  test(`a socket from ${what} is ${isServed ? "served" : "refused"}`, async () => {
    const extraHeaders: Record<string, string> = origin === undefined ? {} : { origin };
    const socket = io(madang.web, { transports: ["websocket"], reconnection: false, forceNew: true, extraHeaders });
    opened.push(socket);
    let refused = false;
    socket.on("connect_error", () => {
      refused = true;
    });
    await eventually(
      () => socket.connected || refused,
      5_000,
      () => "neither connected nor refused",
    );
    assert.equal(socket.connected, isServed);
  });
}

test("polling is off unless it was asked for", async () => {
  const { status } = await fetch(`${madang.web}/socket.io/?EIO=4&transport=polling`);
  assert.equal(status, 400);
});
