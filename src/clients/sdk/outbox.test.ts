import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "../../../test/support/fake-chat.ts";
import { errors } from "../../core/errors.ts";
import type { OwnMessageEvent } from "./chat-event.ts";
import { clientErrors } from "./client-errors.ts";
import { Outbox, type OutboxStore } from "./outbox.ts";
import type { QueuedMessage, Sent } from "./outgoing-message.ts";

interface Delivered {
  readonly message: QueuedMessage;
  readonly seenSeq: number;
  resolve(seq: number): void;
  reject(error: Error): void;
}

class MemoryStore implements OutboxStore {
  readonly kept: QueuedMessage[] = [];
  load = async () => [...this.kept];
  add = async (message: QueuedMessage) => void this.kept.push(message);
  remove = async (message: QueuedMessage) =>
    void this.kept.splice(
      this.kept.findIndex((one) => one.clientMessageId === message.clientMessageId),
      1,
    );
  close = async () => undefined;
}

function outboxOn(store?: OutboxStore) {
  const delivered: Delivered[] = [];
  const events: OwnMessageEvent[] = [];
  const deliver = (message: QueuedMessage, seenSeq: number, signal: AbortSignal) =>
    new Promise<Sent>((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      const at = 1;
      const sent = (seq: number) => resolve({ seq, at, clientMessageId: message.clientMessageId });
      delivered.push({ message, seenSeq, resolve: sent, reject });
    });
  const outbox = new Outbox({ deliver, store, emit: (event) => events.push(event) });
  return { outbox, delivered, events };
}

function message(clientMessageId: string, channelId = "lobby", text = "hi"): QueuedMessage {
  return { channelId, clientMessageId, text, replyTo: undefined, custom: undefined, by: "u1" };
}

function ids(delivered: readonly Delivered[]): string[] {
  return delivered.map((one) => one.message.clientMessageId);
}

test("within a channel the next message leaves when the last is acknowledged; other channels do not wait", async () => {
  const { outbox, delivered } = outboxOn();
  await outbox.open();
  const [first, second] = [outbox.send(message("a"), 0), outbox.send(message("b"), 0)];
  void outbox.send(message("c", "plans"), 0);
  assert.deepEqual(ids(delivered), ["a", "c"]);
  delivered[0]?.resolve(7);
  assert.deepEqual(await first, { seq: 7, at: 1, clientMessageId: "a" });
  await settled();
  assert.deepEqual(ids(delivered), ["a", "c", "b"]);
  delivered[2]?.resolve(8);
  await second;
});

test("a refused message does not hold up those behind it", async () => {
  const { outbox, delivered } = outboxOn();
  await outbox.open();
  const first = outbox.send(message("a"), 0);
  const second = outbox.send(message("b"), 0);
  delivered[0]?.reject(errors.textTooLong(1));
  await assert.rejects(first, { reason: "TEXT_TOO_LONG" });
  await settled();
  delivered[1]?.resolve(1);
  assert.equal((await second).seq, 1);
});

test("a message sent from within an acknowledgement leaves as well", async () => {
  const { outbox, delivered } = outboxOn();
  await outbox.open();
  const both = outbox.send(message("a"), 0).then(() => outbox.send(message("b"), 0));
  delivered[0]?.resolve(1);
  await settled();
  delivered[1]?.resolve(2);
  assert.equal((await both).seq, 2);
});

test("a message that waits behind another can be given up at once", async () => {
  const store = new MemoryStore();
  const { outbox, delivered } = outboxOn(store);
  await outbox.open();
  const stop = new AbortController();
  void outbox.send(message("a"), 0);
  const given = outbox.send(message("b"), 0, stop.signal);
  stop.abort(new Error("changed my mind"));
  await assert.rejects(given, { message: "changed my mind" });
  await settled();
  assert.deepEqual(ids(delivered), ["a"]);
  assert.deepEqual(
    store.kept.map(({ clientMessageId }) => clientMessageId),
    ["a"],
  );
});

test("the outbox is bounded by count and by size", async () => {
  const { outbox } = outboxOn();
  for (let i = 0; i < 10_000; i++) outbox.send(message(String(i)), 0).catch(() => undefined);
  await assert.rejects(outbox.send(message("one more"), 0), { reason: "OUTBOX_FULL" });
  const large = outboxOn().outbox;
  const text = "x".repeat(4 * 1024 * 1024);
  void large.send(message("a", "lobby", text), 0);
  await assert.rejects(large.send(message("b", "lobby", text), 0), { reason: "OUTBOX_FULL" });
});

test("what an earlier run left goes first, as if nothing had been seen", async () => {
  const store = new MemoryStore();
  store.kept.push(message("old 1"), message("old 2"));
  const { outbox, delivered, events } = outboxOn(store);
  void outbox.send(message("new"), 12);
  await outbox.open();
  assert.deepEqual(
    outbox.pending().map(({ clientMessageId }) => clientMessageId),
    ["old 1", "old 2", "new"],
  );
  for (const index of [0, 1, 2]) {
    delivered[index]?.resolve(index + 1);
    await settled();
  }
  assert.deepEqual(ids(delivered), ["old 1", "old 2", "new"]);
  assert.deepEqual(
    delivered.map(({ seenSeq }) => seenSeq),
    [0, 0, 12],
  );
  assert.equal(store.kept.length, 0);
  assert.deepEqual(
    events.filter(({ type }) => type === "pending").map(({ clientMessageId }) => clientMessageId),
    ["new", "old 1", "old 2"],
  );
  assert.deepEqual(
    events.filter(({ type }) => type === "acknowledged").map(({ clientMessageId }) => clientMessageId),
    ["old 1", "old 2", "new"],
  );
});

test("closing rejects what waits and leaves it in the store", async () => {
  const store = new MemoryStore();
  const { outbox } = outboxOn(store);
  await outbox.open();
  const sends = [outbox.send(message("a"), 0), outbox.send(message("b"), 0)];
  const settledSends = Promise.allSettled(sends);
  await outbox.close(clientErrors.closed());
  assert.deepEqual(
    (await settledSends).map(({ status }) => status),
    ["rejected", "rejected"],
  );
  assert.equal(store.kept.length, 2);
});

test("a session that is over keeps the message for the next one", async () => {
  const store = new MemoryStore();
  const { outbox, delivered } = outboxOn(store);
  await outbox.open();
  const send = outbox.send(message("a"), 0);
  delivered[0]?.reject(errors.sessionEnded());
  await assert.rejects(send, { reason: "SESSION_ENDED" });
  assert.equal(store.kept.length, 1);
});

test("after the server's store was restored no message claims to have seen anything", async () => {
  const { outbox, delivered } = outboxOn();
  void outbox.send(message("a"), 41);
  outbox.forgetSeen();
  await outbox.open();
  assert.equal(delivered[0]?.seenSeq, 0);
});

test("the way of a message is told step by step", async () => {
  const { outbox, delivered, events } = outboxOn(new MemoryStore());
  await outbox.open();
  const send = outbox.send(message("a"), 0);
  await settled();
  delivered[0]?.resolve(3);
  await send;
  assert.deepEqual(
    events.map(({ type }) => type),
    ["pending", "queued", "acknowledged"],
  );
});
