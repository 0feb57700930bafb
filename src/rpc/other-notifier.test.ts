// Calls to another notification service over real sockets: one that takes, refuses, hangs, or is not there.
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { status } from "@grpc/grpc-js";
import { ReceivingNotifier } from "../../test/support/receiving-notifier.ts";
import { TcpProxy } from "../../test/support/tcp-proxy.ts";
import { OtherNotifier } from "./other-notifier.ts";

const people = { userIds: ["ann", "bob"], message: "안녕", roomId: "tea" };
const never = new AbortController().signal;

async function receiving(t: TestContext): Promise<ReceivingNotifier> {
  const notifier = await ReceivingNotifier.start();
  t.after(() => notifier.stop());
  return notifier;
}

function caller(t: TestContext, address: string, deadlineMs?: number): OtherNotifier {
  const other = new OtherNotifier(address, deadlineMs);
  t.after(() => other.close());
  return other;
}

test("people arrive as the older contract has them, with the key beside them", async (t) => {
  const notifier = await receiving(t);
  assert.equal(await caller(t, notifier.address).notifyOfflineUsers(people, "key-1", never), "OK");
  assert.deepEqual(notifier.calls, [{ ...people, key: "key-1" }]);
});

test("what the service answers is told by gRPC's word for it", async (t) => {
  const notifier = await receiving(t);
  const other = caller(t, notifier.address);
  for (const [code, word] of [
    [status.INVALID_ARGUMENT, "INVALID_ARGUMENT"],
    [status.UNKNOWN, "UNKNOWN"],
    [status.ALREADY_EXISTS, "ALREADY_EXISTS"],
  ] as const) {
    notifier.answer = () => code;
    assert.equal(await other.notifyOfflineUsers(people, "key", never), word);
  }
});

test("where nobody listens it is UNAVAILABLE, and the same caller reaches who comes back there", async (t) => {
  const notifier = await receiving(t);
  const other = caller(t, notifier.address);
  notifier.stop();
  assert.equal(await other.notifyOfflineUsers(people, "key", never), "UNAVAILABLE");
  await notifier.start();
  let word = "";
  for (let i = 0; i < 20 && word !== "OK"; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    word = await other.notifyOfflineUsers(people, "key", never);
  }
  assert.equal(word, "OK");
});

test("a service that never answers meets the deadline, and a call that is broken off is CANCELLED", async (t) => {
  const notifier = await receiving(t);
  notifier.answer = () => "never";
  assert.equal(await caller(t, notifier.address, 100).notifyOfflineUsers(people, "key", never), "DEADLINE_EXCEEDED");
  const ending = new AbortController();
  const call = caller(t, notifier.address).notifyOfflineUsers(people, "key", ending.signal);
  ending.abort();
  assert.equal(await call, "CANCELLED");
  assert.equal(await caller(t, notifier.address).notifyOfflineUsers(people, "key", ending.signal), "CANCELLED");
});

test("a connection that died without a word is left for a new one after the first deadline", async (t) => {
  const notifier = await receiving(t);
  const proxy = await TcpProxy.start(notifier.address);
  t.after(() => proxy.close());
  const other = caller(t, proxy.address, 300);
  assert.equal(await other.notifyOfflineUsers(people, "1", never), "OK");
  proxy.stall();
  assert.equal(await other.notifyOfflineUsers(people, "2", never), "DEADLINE_EXCEEDED");
  proxy.abandon();
  assert.equal(await other.notifyOfflineUsers(people, "2", never), "OK");
});
