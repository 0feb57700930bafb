import assert from "node:assert/strict";
import { test } from "node:test";
import { clientOnFake as clientOn } from "../../../test/support/client-on-fake.ts";
import { FakeChat, settled } from "../../../test/support/fake-chat.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { errors } from "../../core/errors.ts";
import type { ChatEvent } from "./chat-event.ts";
import { clientErrors } from "./client-errors.ts";

function told(events: readonly ChatEvent[], channelId = "lobby"): (string | number)[] {
  return events.flatMap((event): (string | number)[] => {
    if (event.type === "gap") return [`gap ${event.after}-${event.through}${event.filled ? "" : " unfilled"}`];
    return "seq" in event && event.type !== "acknowledged" && event.channelId === channelId ? [event.seq] : [];
  });
}

async function reconnected(clock: FakeClock): Promise<void> {
  for (let i = 0; i < 5; i++) {
    await settled();
    clock.advance(1);
  }
  await settled();
}

test("events come once and in order, however ranges overlap", async () => {
  const chat = new FakeChat();
  const { client, events } = clientOn(chat);
  await client.connect();
  chat.silent = true;
  for (let i = 2; i <= 9; i++) chat.say("lobby", "bob", `m${i}`);
  await chat.push({ ranges: [chat.range("lobby", 1, 4)] });
  await chat.push({ ranges: [chat.range("lobby", 2, 6), chat.range("lobby", 0, 5)] });
  await chat.push({ ranges: [chat.range("lobby", 6, 9)] });
  assert.deepEqual(told(events), [2, 3, 4, 5, 6, 7, 8, 9]);
  assert.equal(client.seen("lobby"), 9);
  await client.close();
});

test("what a range leaves out is accounted for and is no hole", async () => {
  const chat = new FakeChat();
  const { client, events } = clientOn(chat);
  await client.connect();
  await chat.push({ ranges: [{ channelId: "lobby", after: 1n, through: 40n, events: [] }] });
  chat.silent = true;
  await chat.push({ ranges: [{ channelId: "lobby", after: 40n, through: 41n, events: [] }] });
  assert.deepEqual(told(events), []);
  assert.equal(client.seen("lobby"), 41);
  await client.close();
});

test("a hole is filled from the history before anything later is told", async () => {
  const chat = new FakeChat();
  const { client, events } = clientOn(chat);
  await client.connect();
  chat.silent = true;
  for (let i = 2; i <= 450; i++) chat.say("lobby", "bob", `m${i}`);
  await chat.push({ ranges: [chat.range("lobby", 440, 450)] });
  chat.silent = false;
  chat.say("lobby", "bob", "while it is filled");
  await settled();
  const all = Array.from({ length: 450 }, (_, i) => i + 2);
  assert.deepEqual(told(events), ["gap 1-440", ...all]);
  const filled = events.filter((event) => event.type === "message" && event.fromHistory);
  assert.equal(filled.length, 439);
  await client.close();
});

test("a channel whose hole is being filled does not hold up the others", async () => {
  const chat = new FakeChat();
  chat.log("plans");
  const { client, clock, events } = clientOn(chat);
  await client.connect();
  chat.silent = true;
  for (let i = 0; i < 9; i++) chat.say("lobby", "bob", "x");
  chat.fail("listMessages", { error: errors.storeFailed() });
  await chat.push({ ranges: [chat.range("lobby", 8, 10)] });
  chat.silent = false;
  chat.say("plans", "bob", "here");
  assert.deepEqual(told(events, "plans").at(-1), 1);
  assert.equal(client.seen("lobby"), 1);
  await settled();
  clock.advance(2_000);
  await settled();
  assert.equal(client.seen("lobby"), 10);
  await client.close();
});

test("what the server found too much is fetched, and caught up is told after it", async () => {
  const chat = new FakeChat();
  const { client, events } = clientOn(chat, { cursors: { epoch: 1, seqs: { lobby: 1 } } });
  for (let i = 2; i <= 30; i++) chat.say("lobby", "bob", `m${i}`);
  chat.silent = true;
  await client.connect();
  await chat.push({ gaps: [{ channelId: "lobby", after: 1n, through: 28n }] });
  await chat.push({ ranges: [chat.range("lobby", 28, 30)] });
  await chat.push({ caughtUp: true });
  await settled();
  assert.deepEqual(told(events), ["gap 1-28", ...Array.from({ length: 29 }, (_, i) => i + 2)]);
  assert.equal(events.at(-1)?.type, "caughtUp");
  await client.close();
});

test("a gap is only told when nobody wants it filled", async () => {
  const chat = new FakeChat();
  const { client, events } = clientOn(chat, { fillGaps: false });
  await client.connect();
  chat.silent = true;
  for (let i = 2; i <= 30; i++) chat.say("lobby", "bob", `m${i}`);
  await chat.push({ gaps: [{ channelId: "lobby", after: 1n, through: 28n }] });
  await chat.push({ ranges: [chat.range("lobby", 28, 30)] });
  assert.deepEqual(told(events), ["gap 1-28 unfilled", 29, 30]);
  await client.close();
});

test("a hole that the history refuses is declared once, and the channel goes on", async () => {
  const chat = new FakeChat();
  const { client, events } = clientOn(chat);
  await client.connect();
  chat.silent = true;
  for (let i = 2; i <= 10; i++) chat.say("lobby", "bob", `m${i}`);
  chat.fail("listMessages", { error: errors.notAMember() });
  await chat.push({ ranges: [chat.range("lobby", 8, 10)] });
  await settled();
  assert.deepEqual(told(events), ["gap 1-8", "gap 1-8 unfilled", 9, 10]);
  assert.equal(chat.asked.filter((method) => method === "listMessages").length, 1);
  await client.close();
});

test("a lost stream is opened again where it ended, and nothing is missed or doubled", async () => {
  const chat = new FakeChat();
  const { client, clock, events } = clientOn(chat);
  await client.connect();
  chat.say("lobby", "bob", "before");
  chat.cut(clientErrors.connection("cut"));
  await settled();
  assert.equal(client.state, "connecting");
  chat.say("lobby", "bob", "meanwhile");
  await reconnected(clock);
  assert.equal(client.state, "connected");
  chat.say("lobby", "bob", "after");
  assert.deepEqual(told(events), [2, 3, 4]);
  await client.close();
});

test("a stream that is lost while a hole is filled goes on from the last seq that was told", async () => {
  const chat = new FakeChat();
  const { client, clock, events } = clientOn(chat);
  await client.connect();
  chat.silent = true;
  for (let i = 2; i <= 400; i++) chat.say("lobby", "bob", `m${i}`);
  chat.fail("listMessages", { error: errors.storeFailed() });
  await chat.push({ ranges: [chat.range("lobby", 390, 400)] });
  chat.cut(clientErrors.connection("cut"));
  chat.silent = false;
  await reconnected(clock);
  assert.deepEqual(told(events), ["gap 1-390", ...Array.from({ length: 399 }, (_, i) => i + 2)]);
  await client.close();
});

test("cursors that are kept resume in another process, and count in the event that is being told", async () => {
  const chat = new FakeChat();
  const seen: number[] = [];
  const first = clientOn(chat);
  first.client.on("message", ({ channelId }) => seen.push(first.client.cursors().seqs[channelId] ?? 0));
  await first.client.connect();
  chat.say("lobby", "bob", "one");
  chat.say("lobby", "bob", "two");
  await first.client.close();
  assert.deepEqual(seen, [2, 3]);
  chat.say("lobby", "bob", "three");
  const second = clientOn(chat, { cursors: first.client.cursors() });
  await second.client.connect();
  await settled();
  assert.deepEqual(told(second.events), [4]);
  await second.client.close();
});

test("a restored store resets every place, and nothing of the old life stays", async () => {
  const chat = new FakeChat();
  const { client, clock, events } = clientOn(chat);
  await client.connect();
  for (let i = 0; i < 5; i++) chat.say("lobby", "bob", "lost by the restore");
  chat.logs.get("lobby")?.splice(3);
  chat.epoch = 2n;
  chat.cut(clientErrors.connection("restored"));
  await reconnected(clock);
  assert.ok(events.some(({ type }) => type === "reset"));
  assert.deepEqual(client.cursors(), { epoch: 2, seqs: { lobby: 3 } });
  chat.say("lobby", "bob", "new life");
  assert.equal(told(events).at(-1), 4);
  await client.close();
});

test("a stream that is silent for 40 seconds is given up and opened again", async () => {
  const chat = new FakeChat();
  const { client, clock } = clientOn(chat);
  await client.connect();
  clock.advance(30_000);
  await chat.push({ heartbeat: {} });
  clock.advance(39_000);
  assert.equal(client.state, "connected");
  clock.advance(2_000);
  await settled();
  assert.equal(client.reason?.reason, "SILENT");
  await reconnected(clock);
  assert.equal(client.state, "connected");
  assert.equal(chat.streams, 1);
  await client.close();
});

test("a server that takes the call and says nothing is given up after ten seconds", async () => {
  const chat = new FakeChat();
  const transport = chat.transport();
  const { client, clock } = clientOn(chat, { transport: { ...transport, serverStream: () => undefined } });
  const connecting = assert.rejects(client.connect({ timeoutMs: 12_000 }), { reason: "SILENT" });
  await settled();
  clock.advance(10_000);
  await settled();
  clock.advance(2_000);
  await connecting;
  await client.close();
});

test("leaving ends a channel, and one that we are in no more when we come back is told as left", async () => {
  const chat = new FakeChat();
  chat.say("plans", "bob", "x");
  chat.say("ideas", "bob", "x");
  const { client, clock, events } = clientOn(chat);
  await client.connect();
  const left = { channelId: "plans", seq: 1n, removed: true };
  await chat.push({ signals: [{ kind: { case: "left", value: left } }] });
  assert.equal(client.channel("plans"), undefined);
  chat.logs.delete("plans");
  chat.logs.delete("ideas");
  chat.cut(clientErrors.connection("cut"));
  await reconnected(clock);
  const lefts = events.filter((event) => event.type === "channelLeft");
  assert.deepEqual(
    lefts.map(({ channelId, removed }) => [channelId, removed]),
    [
      ["plans", true],
      ["ideas", false],
    ],
  );
  assert.deepEqual(Object.keys(client.cursors().seqs), ["lobby"]);
  await client.close();
});

test("who comes back to a channel hears nothing of what was said between, and it is no hole", async () => {
  const chat = new FakeChat();
  chat.say("plans", "bob", "x");
  const { client, events } = clientOn(chat);
  await client.connect();
  chat.silent = true;
  await chat.push({ signals: [{ kind: { case: "left", value: { channelId: "plans", seq: 1n } } }] });
  for (let i = 0; i < 100; i++) chat.say("plans", "bob", "not for ann");
  await chat.push({ heads: [{ channelId: "plans", seq: 101n, cursor: 101n }] });
  chat.silent = false;
  chat.say("plans", "bob", "welcome");
  await settled();
  assert.deepEqual(told(events, "plans").at(-1), 102);
  assert.equal(events.filter(({ type }) => type === "gap").length, 0);
  await client.close();
});

test("a channel that was joined just before the stream is lost is asked for from where we joined", async () => {
  const chat = new FakeChat();
  const { client, clock } = clientOn(chat);
  await client.connect();
  client.expect("plans");
  chat.cut(clientErrors.connection("cut"));
  await reconnected(clock);
  const cursors = chat.subscribed.at(-1)?.cursors.map(({ channelId, seq }) => `${channelId} ${seq}`);
  assert.deepEqual(cursors, ["lobby 1", "plans 0"]);
  // And by the next client, if this one ends before.
  assert.deepEqual(client.cursors().seqs, { lobby: 1, plans: 0 });
  await client.close();
});

test("a stream is read no further while too much waits for a hole", async () => {
  const chat = new FakeChat();
  const { client, clock } = clientOn(chat);
  await client.connect();
  chat.silent = true;
  for (let i = 0; i < 9; i++) chat.say("lobby", "bob", "x");
  chat.fail("listMessages", { error: errors.storeFailed() });
  const heartbeats = Array.from({ length: 1_001 }, () => ({ channelId: "lobby", after: 10n, through: 10n }));
  await chat.push({ ranges: [chat.range("lobby", 8, 10)] });
  let read = false;
  const pushed = chat.push({ ranges: heartbeats }).then(() => {
    read = true;
  });
  await settled();
  assert.equal(read, false);
  clock.advance(2_000);
  await pushed;
  assert.equal(client.seen("lobby"), 10);
  await client.close();
});
