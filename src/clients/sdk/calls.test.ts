import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeChat, settled } from "../../../test/support/fake-chat.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { errors } from "../../core/errors.ts";
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { Calls } from "./calls.ts";
import { clientErrors } from "./client-errors.ts";
import { signInWith } from "./credentials.ts";
import { Session } from "./session.ts";

const { listMessages } = ChannelService.method;
const request = { channelId: "lobby" };

function parts() {
  const chat = new FakeChat();
  const clock = new FakeClock();
  const closing = new AbortController();
  const lifetime = closing.signal;
  const transport = chat.transport();
  const signIn = signInWith({ guest: { name: "ann" } });
  const session = new Session({ transport, signIn, tokens: undefined, timeoutMs: 1_000, lifetime });
  const calls = new Calls({ transport, session, clock, random: () => 1, timeoutMs: 10_000, lifetime });
  return { chat, clock, closing, calls };
}

test("a call is tried again after a failure that may pass", async () => {
  const { chat, clock, calls } = parts();
  chat.fail("listMessages", { error: errors.storeFailed() });
  const answer = calls.repeat(listMessages, request);
  await settled();
  clock.advance(1_100);
  assert.equal((await answer).head, 1n);
});

test("tries end with the deadline, and the last failure is told", async () => {
  const { chat, clock, calls } = parts();
  chat.fail("listMessages", ...Array.from({ length: 100 }, () => ({ error: clientErrors.connection("down") })));
  const answer = assert.rejects(calls.repeat(listMessages, request, { timeoutMs: 2_000 }), { reason: "CONNECTION" });
  for (let i = 0; i < 30; i++) {
    await settled();
    clock.advance(100);
  }
  await answer;
});

test("who wakes after the deadline does not try again with no time left", async () => {
  const { chat, clock, calls } = parts();
  chat.fail("listMessages", { error: clientErrors.connection("down") });
  const answer = assert.rejects(calls.repeat(listMessages, request, { timeoutMs: 2_000 }), { reason: "CONNECTION" });
  await settled();
  clock.jump(5_000);
  clock.advance(1_100);
  await answer;
  assert.equal(chat.asked.filter((method) => method === "listMessages").length, 1);
});

test("a call that must not be repeated is not", async () => {
  const { chat, calls } = parts();
  chat.fail("listMessages", { error: errors.storeFailed() });
  await assert.rejects(calls.once(listMessages, request), { reason: "STORE_FAILED" });
});

test("an expired token is renewed under a call, which then succeeds", async () => {
  const { chat, calls } = parts();
  await calls.once(listMessages, request);
  chat.refuseTokens(errors.tokenExpired());
  await calls.once(listMessages, request);
  assert.deepEqual(chat.asked.slice(-3), ["listMessages", "refreshSession", "listMessages"]);
});

test("a call that is given up rejects with the reason of its signal, even while others sign in", async () => {
  const { calls } = parts();
  const stop = new AbortController();
  const call = calls.repeat(listMessages, request, { signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(call, { message: "enough" });
});

test("closing the client ends calls that wait for another try", async () => {
  const { chat, closing, calls } = parts();
  chat.fail("listMessages", { error: errors.storeFailed() });
  const call = calls.repeat(listMessages, request);
  await settled();
  closing.abort(clientErrors.closed());
  await assert.rejects(call, { reason: "CLIENT_CLOSED" });
});
