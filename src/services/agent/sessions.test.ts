import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { MemorySessions } from "../../../test/support/memory-sessions.ts";
import type { ChatSignals } from "../../core/signals.ts";
import { Topics } from "../../core/topics.ts";
import { newUser } from "./new-user.ts";
import { Sessions } from "./sessions.ts";

const lifetimes = { accessTokenMs: 3_600_000, refreshTokenMs: 30 * 86_400_000 };

async function setUp() {
  const clock = new FakeClock();
  const store = new MemorySessions(clock);
  const topics = new Topics<ChatSignals>();
  const sessions = new Sessions({ store, clock, topics, lifetimes });
  const ann = newUser({ name: "ann", kind: "guest", createdAtMs: clock.now() });
  await store.createUser(ann);
  return { clock, store, topics, sessions, ann, opened: await sessions.open(ann) };
}

const ended = { code: "UNAUTHENTICATED", reason: "SESSION_ENDED" };
const expired = { code: "UNAUTHENTICATED", reason: "TOKEN_EXPIRED" };

test("a token is looked up once, and then answered at once for five seconds", async () => {
  const { clock, store, sessions, ann, opened } = await setUp();
  const caller = { sessionId: opened.sessionId, userId: ann.userId, name: "ann" };
  assert.deepEqual(await sessions.authenticate(opened.accessToken), caller);
  clock.advance(4_999);
  assert.deepEqual(sessions.authenticate(opened.accessToken), caller);
  assert.equal(store.calls.sessionByAccess, 1);
  clock.advance(1);
  assert.deepEqual(await sessions.authenticate(opened.accessToken), caller);
  assert.equal(store.calls.sessionByAccess, 2);
});

test("many calls at once share one look into the store", async () => {
  const { store, sessions, opened } = await setUp();
  await Promise.all(Array.from({ length: 50 }, async () => sessions.authenticate(opened.accessToken)));
  assert.equal(store.calls.sessionByAccess, 1);
});

test("no token, garbage, and a token that never was are told apart from one that expired", async () => {
  const { clock, sessions, opened, store } = await setUp();
  assert.throws(() => sessions.authenticate(""), { reason: "SIGN_IN_FIRST" });
  await assert.rejects(async () => sessions.authenticate("' OR 1=1"), ended);
  assert.equal(store.calls.sessionByAccess, undefined);
  await assert.rejects(async () => sessions.authenticate("x".repeat(43)), ended);
  await sessions.authenticate(opened.accessToken);
  clock.advance(lifetimes.accessTokenMs);
  assert.throws(() => sessions.authenticate(opened.accessToken), expired);
  await assert.rejects(async () => sessions.authenticate(opened.accessToken), expired);
});

test("an ended session is refused at once, and whoever listens to it is told", async () => {
  const { topics, sessions, opened } = await setUp();
  await sessions.authenticate(opened.accessToken);
  const heard: unknown[] = [];
  topics.on("session", opened.sessionId, (signal) => heard.push(signal));
  assert.equal(await sessions.end(opened.sessionId, "signed out"), true);
  assert.deepEqual(heard, [{ ended: true, reason: "signed out" }]);
  await assert.rejects(async () => sessions.authenticate(opened.accessToken), ended);
  assert.equal(await sessions.end(opened.sessionId, "signed out"), false);
});

test("an answer of the store that is older than the end of the session does not revive it", async () => {
  const { store, sessions, opened } = await setUp();
  const held = Promise.withResolvers<void>();
  // The row was read; the answer is still on its way when the session ends.
  store.before = (method) => (method === "user" ? held.promise : Promise.resolve());
  const late = sessions.authenticate(opened.accessToken);
  await new Promise((resolve) => setImmediate(resolve));
  await sessions.end(opened.sessionId, "signed out");
  held.resolve();
  await assert.rejects(async () => late, ended);
  await assert.rejects(async () => sessions.authenticate(opened.accessToken), ended);
});

test("a session that another process ended is refused within five seconds", async () => {
  const { clock, store, sessions, opened } = await setUp();
  await sessions.authenticate(opened.accessToken);
  await store.endSession(opened.sessionId);
  clock.advance(5_000);
  // The server cannot know yet whether only the token was replaced; the refresh does.
  await assert.rejects(async () => sessions.authenticate(opened.accessToken), expired);
  await assert.rejects(async () => sessions.authenticate(opened.accessToken), ended);
  await assert.rejects(sessions.refresh(opened.refreshToken), ended);
});

test("a refresh token works once, and of many at once one wins", async () => {
  const { sessions, opened } = await setUp();
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => sessions.refresh(opened.refreshToken)));
  const [won, ...more] = tries.filter((attempt) => attempt.status === "fulfilled").map(({ value }) => value);
  assert.ok(won);
  assert.equal(more.length, 0);
  assert.equal(won.sessionId, opened.sessionId);
  await assert.rejects(sessions.refresh(opened.refreshToken), ended);
  assert.equal((await sessions.authenticate(won.accessToken)).userId, opened.user.userId);
});

test("calls on their way keep the replaced token for ten seconds, and not beyond a sign-out", async () => {
  const { clock, store, sessions, opened } = await setUp();
  await sessions.authenticate(opened.accessToken);
  const next = await sessions.refresh(opened.refreshToken);
  clock.advance(9_999);
  assert.equal((await sessions.authenticate(opened.accessToken)).sessionId, opened.sessionId);
  assert.equal(store.calls.sessionByAccess, 1);
  clock.advance(1);
  assert.throws(() => sessions.authenticate(opened.accessToken), expired);

  await sessions.authenticate(next.accessToken);
  await sessions.refresh(next.refreshToken);
  await sessions.end(opened.sessionId, "signed out");
  await assert.rejects(async () => sessions.authenticate(next.accessToken), ended);
});

test("a call whose token is replaced while it is looked up again goes through", async () => {
  const { clock, store, sessions, opened } = await setUp();
  await sessions.authenticate(opened.accessToken);
  clock.advance(5_000);
  const held = Promise.withResolvers<void>();
  store.before = (method) => (method === "sessionByAccess" ? held.promise : Promise.resolve());
  const late = sessions.authenticate(opened.accessToken);
  await sessions.refresh(opened.refreshToken);
  held.resolve();
  assert.equal((await late).sessionId, opened.sessionId);
});

test("a refresh token that was not used in time has ended", async () => {
  const { clock, sessions, opened } = await setUp();
  clock.advance(lifetimes.refreshTokenMs);
  await assert.rejects(sessions.refresh(opened.refreshToken), ended);
});

test("what a session holds open is told when its refresh token runs out, unless it was used meanwhile", async () => {
  const { clock, topics, sessions, opened } = await setUp();
  await sessions.authenticate(opened.accessToken);
  const heard: unknown[] = [];
  topics.on("session", opened.sessionId, (signal) => heard.push(signal));
  clock.advance(lifetimes.refreshTokenMs / 2);
  const next = await sessions.refresh(opened.refreshToken);
  clock.advance(lifetimes.refreshTokenMs - 1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(heard, []);
  clock.advance(5_000);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(heard, [{ ended: true, reason: "expired" }]);
  await assert.rejects(async () => sessions.authenticate(next.accessToken), ended);
});

test("a suspended person is refused within five seconds, at sign-in at once", async () => {
  const { clock, store, sessions, ann, opened } = await setUp();
  await sessions.authenticate(opened.accessToken);
  await store.changeUser(ann.userId, { suspended: true });
  clock.advance(5_000);
  await assert.rejects(async () => sessions.authenticate(opened.accessToken), { reason: "SUSPENDED" });
  await assert.rejects(sessions.open({ ...ann, suspended: true }), { reason: "SUSPENDED" });
});

test("a store that cannot answer is not taken for the end of the session", async () => {
  const { clock, store, sessions, opened } = await setUp();
  await sessions.authenticate(opened.accessToken);
  store.before = () => Promise.reject(new Error("disk"));
  clock.advance(5_000);
  await assert.rejects(async () => sessions.authenticate(opened.accessToken), /disk/);
  store.before = undefined;
  assert.equal((await sessions.authenticate(opened.accessToken)).sessionId, opened.sessionId);
});

test("all sessions of a person end but the one that asks", async () => {
  const { sessions, ann, opened } = await setUp();
  const others = [await sessions.open(ann), await sessions.open(ann)];
  for (const { accessToken } of [opened, ...others]) await sessions.authenticate(accessToken);
  assert.equal(await sessions.endAll(ann.userId, "password changed", opened.sessionId), 2);
  assert.equal((await sessions.authenticate(opened.accessToken)).sessionId, opened.sessionId);
  for (const { accessToken } of others) await assert.rejects(async () => sessions.authenticate(accessToken), ended);
});

test("the store never sees a token, only what it hashes to", async () => {
  const { store, ann, opened } = await setUp();
  const rows = JSON.stringify(await store.sessionsOf(ann.userId));
  assert.ok(!rows.includes(opened.accessToken) && !rows.includes(opened.refreshToken));
  assert.notEqual(opened.accessToken, opened.refreshToken);
});
