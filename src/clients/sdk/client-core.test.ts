import assert from "node:assert/strict";
import { test } from "node:test";
import { clientOnFake } from "../../../test/support/client-on-fake.ts";
import { FakeChat, settled } from "../../../test/support/fake-chat.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { ChatError, errors } from "../../core/errors.ts";
import type { ChatEvent } from "./chat-event.ts";
import { clientErrors } from "./client-errors.ts";
import type { OutboxStore } from "./outbox.ts";

// Half of what it might wait, so that a wait can be told from none.
const clientOn: typeof clientOnFake = (chat, options) => clientOnFake(chat, { random: () => 0.5, ...options });

function states(events: readonly ChatEvent[]): string[] {
  return events.flatMap((event) => (event.type === "state" ? [event.state] : []));
}

async function passing(clock: FakeClock, steps = 10): Promise<void> {
  for (let i = 0; i < steps; i++) {
    await settled();
    clock.advance(100);
  }
  await settled();
}

test("a client is disconnected, connecting, connected and disconnected again", async () => {
  const { client, events } = clientOn(new FakeChat());
  assert.equal(client.state, "disconnected");
  await client.connect();
  assert.deepEqual(client.me, { id: "ann", name: "ann", kind: "guest" });
  await client.close();
  assert.deepEqual(states(events), ["connecting", "connected", "disconnected"]);
});

test("a message that fails on its way is sent again with the same id, and stored once", async () => {
  const chat = new FakeChat();
  const { client, clock } = clientOn(chat);
  await client.connect();
  chat.fail("sendMessage", { error: clientErrors.connection("cut"), afterwards: true }, { error: errors.draining() });
  const sent = client.send("lobby", "hello");
  await passing(clock, 20);
  const { seq, clientMessageId } = await sent;
  assert.deepEqual(
    chat.messages("lobby").map((message) => [message.seq, message.text, message.clientMessageId]),
    [[seq, "hello", clientMessageId]],
  );
  await client.close();
});

test("a message that waits for the server goes as soon as the client is connected again", async () => {
  const chat = new FakeChat();
  const { client, clock } = clientOn(chat, { random: () => 0.999 });
  await client.connect();
  const down = { error: clientErrors.connection("down") };
  chat.fail("sendMessage", ...Array.from({ length: 8 }, () => down));
  const sent = client.send("lobby", "hello");
  await passing(clock, 150);
  assert.deepEqual(chat.messages("lobby"), []);
  chat.cut(clientErrors.connection("down"));
  await passing(clock, 2);
  await sent;
  await client.close();
});

test("who was told to wait does not come back earlier because the client is connected", async () => {
  const chat = new FakeChat();
  const { client, clock } = clientOn(chat);
  await client.connect();
  chat.fail("sendMessage", { error: errors.sendRate(5_000) });
  const sent = client.send("lobby", "hello");
  await settled();
  chat.cut(clientErrors.connection("cut"));
  await passing(clock, 45);
  assert.deepEqual(chat.messages("lobby"), []);
  await passing(clock, 10);
  await sent;
  await client.close();
});

test("a refused message is told, and not tried again", async () => {
  const chat = new FakeChat();
  const { client, events } = clientOn(chat);
  await client.connect();
  chat.fail("sendMessage", { error: errors.notAMember() });
  await assert.rejects(client.send("lobby", "hello"), { reason: "NOT_A_MEMBER" });
  assert.deepEqual(
    events.flatMap(({ type }) => (type === "pending" || type === "failed" || type === "acknowledged" ? [type] : [])),
    ["pending", "failed"],
  );
  assert.equal(chat.asked.filter((method) => method === "sendMessage").length, 1);
  await client.close();
});

test("our own message comes back with its id and is known as ours", async () => {
  const chat = new FakeChat();
  const { client, events } = clientOn(chat);
  await client.connect();
  const { clientMessageId } = await client.send("lobby", { text: "hello", clientMessageId: "mine-1" });
  assert.equal(clientMessageId, "mine-1");
  const own = events.find((event) => event.type === "message");
  assert.deepEqual([own?.own, own?.clientMessageId, own?.from.name], [true, "mine-1", "ann"]);
  await client.close();
});

test("a message carries the last seq that its sender had seen, the same on every try", async () => {
  const chat = new FakeChat();
  const seen: bigint[] = [];
  const transport = chat.transport();
  const unary: typeof transport.unary = (method, request, options) => {
    if (method.localName === "sendMessage") seen.push((request as { seenSeq: bigint }).seenSeq);
    return transport.unary(method, request, options);
  };
  const { client, clock } = clientOn(chat, { transport: { ...transport, unary } });
  await client.connect();
  chat.say("lobby", "bob", "one");
  chat.fail("sendMessage", { error: errors.draining() });
  const sent = client.send("lobby", "two");
  await settled();
  chat.say("lobby", "bob", "three");
  await passing(clock);
  await sent;
  assert.deepEqual(seen, [2n, 2n]);
  await client.close();
});

test("a wrong password ends the attempt for good", async () => {
  const chat = new FakeChat();
  chat.fail("signIn", { error: errors.wrongPassword() });
  const { client } = clientOn(chat, { guest: undefined as never, name: "ann", password: "wrong" });
  await assert.rejects(client.connect(), { reason: "WRONG_PASSWORD" });
  assert.equal(client.state, "disconnected");
  assert.equal(client.reason?.reason, "WRONG_PASSWORD");
  await client.close();
});

test("a server that cannot be reached is tried for ever, but nobody has to wait for ever", async () => {
  const chat = new FakeChat();
  chat.fail("signInGuest", ...Array.from({ length: 3 }, () => ({ error: clientErrors.connection("down") })));
  const { client, clock } = clientOn(chat);
  const first = assert.rejects(client.connect({ timeoutMs: 100 }), { reason: "CONNECTION" });
  await passing(clock, 1);
  await first;
  assert.equal(client.state, "connecting");
  await passing(clock, 20);
  assert.equal(client.state, "connected");
  await client.close();
});

test("a session that ended is replaced and the stream goes on", async () => {
  const chat = new FakeChat();
  const { client, clock, events } = clientOn(chat);
  await client.connect();
  chat.refuseTokens(errors.sessionEnded());
  chat.cut(errors.sessionEnded());
  chat.say("lobby", "bob", "meanwhile");
  await passing(clock);
  assert.equal(client.state, "connected");
  assert.equal(chat.signIns, 2);
  assert.equal(events.filter(({ type }) => type === "message").length, 1);
  await client.close();
});

test("without credentials a session that ended leaves the client disconnected, with the reason", async () => {
  const chat = new FakeChat();
  const me = { id: "ann", name: "ann", kind: "guest" } as const;
  const saved = { accessToken: "ann:0", refreshToken: "ann:r0", me };
  const tokens = { load: async () => saved, save: async () => undefined };
  const { client, clock } = clientOn(chat, { guest: undefined as never, tokens });
  await client.connect();
  chat.fail("subscribe", { error: errors.sessionEnded() });
  chat.fail("refreshSession", { error: errors.sessionEnded() });
  chat.cut(clientErrors.connection("cut"));
  await passing(clock);
  assert.equal(client.state, "disconnected");
  assert.equal(client.reason?.reason, "SESSION_ENDED");
  await client.close();
});

test("closing rejects what waits, ends the stream and leaves no timer", async () => {
  const chat = new FakeChat();
  const { client, clock } = clientOn(chat);
  await client.connect();
  await client.setOpenChannels(["lobby"]);
  chat.fail("sendMessage", { error: errors.draining() });
  const sent = assert.rejects(client.send("lobby", "hello"), { reason: "CLIENT_CLOSED" });
  await settled();
  await client.close();
  await sent;
  await settled();
  assert.equal(chat.streams, 0);
  assert.equal(clock.timers, 0);
  await assert.rejects(client.send("lobby", "too late"), { reason: "CLIENT_CLOSED" });
  await assert.rejects(client.connect(), { reason: "CLIENT_CLOSED" });
});

test("a message that another person queued stays in the outbox's store", async () => {
  const chat = new FakeChat();
  const kept = {
    channelId: "lobby",
    clientMessageId: "b1",
    text: "by bob",
    replyTo: undefined,
    custom: undefined,
    by: "bob",
  };
  const removed: string[] = [];
  const outbox: OutboxStore = {
    load: async () => [kept],
    add: async () => undefined,
    remove: async ({ clientMessageId }) => void removed.push(clientMessageId),
    close: async () => undefined,
  };
  const { client, events } = clientOn(chat, { outbox });
  await client.connect();
  await client.send("lobby", "by ann");
  const failures = events.flatMap((event) => (event.type === "failed" ? [event.error] : []));
  assert.deepEqual(
    failures.map((error) => error instanceof ChatError && error.reason),
    ["OTHER_SENDER"],
  );
  assert.deepEqual(
    chat.messages("lobby").map(({ text }) => text),
    ["by ann"],
  );
  assert.ok(!removed.includes("b1"));
  await client.close();
});

test("a message stays in the outbox's store when its sender may not sign in", async () => {
  const chat = new FakeChat();
  const removed: string[] = [];
  const outbox: OutboxStore = {
    load: async () => [],
    add: async () => undefined,
    remove: async ({ clientMessageId }) => void removed.push(clientMessageId),
    close: async () => undefined,
  };
  const { client } = clientOn(chat, { outbox });
  chat.fail("signInGuest", ...Array.from({ length: 5 }, () => ({ error: errors.guestsOff() })));
  const sent = assert.rejects(client.send("lobby", "hello"), { code: "UNAUTHENTICATED", reason: "GUESTS_OFF" });
  await assert.rejects(client.connect(), { code: "PERMISSION_DENIED", reason: "GUESTS_OFF" });
  await sent;
  assert.deepEqual(removed, []);
  await client.close();
});

test("who hears nothing can send", async () => {
  const chat = new FakeChat();
  const { client } = clientOn(chat, { subscribe: false });
  await client.connect();
  await client.send("lobby", "hello");
  assert.equal(chat.streams, 0);
  assert.equal(chat.messages("lobby").length, 1);
  await client.close();
});

test("signing out ends the session and closes the client", async () => {
  const chat = new FakeChat();
  const { client } = clientOn(chat);
  await client.connect();
  await client.signOut({ everywhere: true });
  assert.ok(chat.asked.includes("signOut"));
  assert.equal(client.state, "disconnected");
  await assert.rejects(client.connect(), { reason: "CLIENT_CLOSED" });
});

test("a signal that aborts closes the client", async () => {
  const chat = new FakeChat();
  const stop = new AbortController();
  const { client } = clientOn(chat, { signal: stop.signal });
  await client.connect();
  stop.abort();
  await settled();
  assert.equal(client.state, "disconnected");
  assert.equal(chat.streams, 0);
});
