import assert from "node:assert/strict";
import { test } from "node:test";
import { settled } from "../../../test/support/fake-chat.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { errors } from "../../core/errors.ts";
import type { Decision } from "../../core/notices.ts";
import type { ChatSignals } from "../../core/signals.ts";
import { Topics } from "../../core/topics.ts";
import { ToldReaders } from "./told-readers.ts";

function open() {
  const clock = new FakeClock();
  const topics = new Topics<ChatSignals>();
  const withdrawn: string[] = [];
  const unexpected: unknown[] = [];
  const state = { nudges: 0, found: [] as number[], failure: undefined as Error | undefined };
  const readers = new ToldReaders({
    clock,
    topics,
    notices: {
      async withdraw(channelId, seq, userId) {
        if (state.failure) throw state.failure;
        withdrawn.push(`${userId} ${channelId} ${seq}`);
      },
      withdrawRead: async () => state.found.shift() ?? 0,
    },
    onWithdrawn: () => state.nudges++,
    onUnexpected: (failure) => unexpected.push(failure),
  });
  const read = (userId: string, channelId: string, seq: number) =>
    topics.emit("user", userId, { kind: "read", channelId, seq });
  return { clock, topics, readers, withdrawn, unexpected, state, read };
}

function told(sourceId: string, seq: number, ...userIds: string[]): Decision {
  const people = userIds.map((userId) => ({ userId, reason: "all" as const, dueAtMs: 0 }));
  return { sourceId, seq, atMs: 0, decidedAtMs: 0, told: people, silent: [] };
}

test("what somebody was told of and reads is taken back, once for several steps", async () => {
  const { clock, readers, withdrawn, state, read } = open();
  readers.kept([told("tea", 5, "bob", "carol"), told("tea", 6, "bob")]);
  read("bob", "tea", 4);
  read("bob", "tea", 5);
  read("bob", "tea", 9);
  read("dave", "tea", 9);
  assert.deepEqual(withdrawn, []);
  clock.advance(100);
  await settled();
  assert.deepEqual([withdrawn, state.nudges], [["bob tea 5"], 1]);
  readers.close();
});

test("who says something has read up to there", async () => {
  const { clock, readers, withdrawn } = open();
  readers.kept([told("tea", 5, "bob")]);
  readers.hasRead("bob", "tea", 7);
  clock.advance(100);
  await settled();
  assert.deepEqual(withdrawn, ["bob tea 7"]);
  readers.close();
});

test("nobody is listened for who has read all, and nobody after the end", () => {
  const { topics, readers, read } = open();
  readers.kept([told("tea", 5, "bob"), told("milk", 1, "bob", "carol")]);
  assert.equal(topics.size, 2);
  read("bob", "tea", 5);
  read("bob", "milk", 1);
  assert.equal(topics.size, 1);
  readers.close();
  assert.equal(topics.size, 0);
});

test("a sweep goes on until nothing more is found, and comes every minute", async () => {
  const { clock, readers, state } = open();
  state.found = [500, 500, 3];
  await readers.sweep();
  assert.deepEqual([state.found, state.nudges], [[], 1]);
  state.found = [1];
  clock.advance(60_000);
  await settled();
  assert.deepEqual([state.found, state.nudges], [[], 2]);
  readers.close();
});

test("a store that cannot answer is no bug, anything else is", async () => {
  const { clock, readers, unexpected, state, read } = open();
  state.failure = errors.storeFailed();
  readers.kept([told("tea", 5, "bob")]);
  read("bob", "tea", 5);
  clock.advance(100);
  await settled();
  assert.deepEqual(unexpected, []);
  state.failure = new Error("broken");
  readers.kept([told("tea", 6, "bob")]);
  read("bob", "tea", 6);
  clock.advance(100);
  await settled();
  assert.deepEqual(unexpected, [state.failure]);
  readers.close();
});

test("a crowd, and whom another service tells, are left to the sweep", () => {
  const { topics, readers } = open();
  readers.kept([told("tea", 1, ...Array.from({ length: 1_001 }, (_, i) => `p${i}`))]);
  readers.kept([{ ...told("tea", 2, "bob"), handOverTo: "host:50051" }]);
  assert.equal(topics.size, 0);
  readers.close();
});

test("only so many people are listened for: those who were told lately", () => {
  const { topics, readers } = open();
  for (let i = 0; i < 20_050; i++) readers.kept([told("tea", 1, `p${i}`)]);
  assert.equal(topics.size, 20_000);
  readers.close();
});
