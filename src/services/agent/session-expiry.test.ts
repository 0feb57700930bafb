import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { MemorySessions } from "../../../test/support/memory-sessions.ts";
import type { SessionRow } from "../../core/ports.ts";
import { SessionExpiry } from "./session-expiry.ts";

const dayMs = 86_400_000;

async function setUp(listening: readonly string[] = []) {
  const clock = new FakeClock();
  const store = new MemorySessions(clock);
  const ended: string[] = [];
  const expiry = new SessionExpiry({
    store,
    clock,
    isHeard: (sessionId) => listening.includes(sessionId),
    onExpired: (sessionId) => {
      ended.push(sessionId);
      expiry.forget(sessionId);
    },
  });
  const open = async (sessionId: string): Promise<SessionRow> => {
    const session = {
      sessionId,
      userId: "ann",
      accessHash: `access ${sessionId}`,
      accessExpiresAtMs: clock.now() + 1_000,
      refreshHash: `refresh ${sessionId}`,
      refreshExpiresAtMs: clock.now() + dayMs,
      createdAtMs: clock.now(),
    };
    await store.createSession(session);
    return session;
  };
  return { clock, store, expiry, ended, open };
}

// The store answers in later turns.
const settled = () => new Promise((resolve) => setImmediate(resolve));

test("a session that holds something open ends within five seconds of its time, and not before", async () => {
  const { clock, expiry, ended, open } = await setUp(["s1"]);
  expiry.note(await open("s1"));
  clock.advance(dayMs - 1);
  await settled();
  assert.deepEqual(ended, []);
  clock.advance(5_000);
  await settled();
  assert.deepEqual([ended, expiry.size, clock.timers], [["s1"], 0, 0]);
});

test("new tokens give it more time, also where another process gave them", async () => {
  const { clock, store, expiry, ended, open } = await setUp(["here", "there"]);
  for (const sessionId of ["here", "there"]) {
    const session = await open(sessionId);
    expiry.note(session);
    const next = { ...session, refreshHash: `next ${sessionId}`, refreshExpiresAtMs: clock.now() + 2 * dayMs };
    const rotated = await store.rotate(session.refreshHash, next);
    if (rotated && sessionId === "here") expiry.note(rotated);
  }
  clock.advance(2 * dayMs - 1);
  await settled();
  assert.deepEqual(ended, []);
  clock.advance(5_000);
  await settled();
  assert.deepEqual(ended, ["here", "there"]);
});

test("what holds nothing open is forgotten after a minute, and then nothing is swept", async () => {
  const { clock, expiry, open } = await setUp();
  expiry.note(await open("s1"));
  clock.advance(55_000);
  assert.equal(expiry.size, 1);
  clock.advance(5_000);
  await settled();
  assert.deepEqual([expiry.size, clock.timers], [0, 0]);
});

test("a store that cannot answer ends nobody, and is asked again", async () => {
  const { clock, store, expiry, ended, open } = await setUp(["s1"]);
  expiry.note(await open("s1"));
  store.before = () => Promise.reject(new Error("disk"));
  clock.advance(dayMs);
  await settled();
  assert.deepEqual(ended, []);
  store.before = undefined;
  clock.advance(5_000);
  await settled();
  assert.deepEqual(ended, ["s1"]);
});

test("nothing is swept after close", async () => {
  const { clock, expiry, open } = await setUp(["s1"]);
  expiry.note(await open("s1"));
  expiry.close();
  assert.equal(clock.timers, 0);
});
