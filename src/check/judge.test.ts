// The judge is judged: each kind of broken promise, planted into a good history, is caught and named.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeclaredHole, RunHistory, SeenEvent, SentMessage } from "./history.ts";
import { judge } from "./judge.ts";

const sent: readonly SentMessage[] = ["a1", "a2", "a3", "a4"].map((id, i) => ({
  sender: "ann",
  channelId: "room",
  id,
  acknowledged: i + 1,
}));
const event = (seq: number, id = `a${seq}`): SeenEvent => ({
  step: "event",
  channelId: "room",
  seq,
  id,
  isMessage: true,
});
const hole = (after: number, through: number, messagesFollow: boolean): DeclaredHole => ({
  step: "hole",
  channelId: "room",
  after,
  through,
  messagesFollow,
});
const good = [event(1), event(2), event(3), event(4)];

function run(...views: (SeenEvent | DeclaredHole)[][]): RunHistory {
  const clients = views.map((steps, i) => ({ client: `client ${i}`, steps, followed: new Map([["room", 0]]) }));
  return { sent, clients };
}

const rulesOf = (history: RunHistory) => [...new Set(judge(history).violations.map(({ rule }) => rule))].sort();

test("a good history is found good, and counted", () => {
  assert.deepEqual(judge(run(good, good)), { violations: [], acknowledged: 4, seen: 8 });
});

test("an acknowledged message that somebody never saw is lost", () => {
  assert.deepEqual(rulesOf(run(good, good.slice(0, 3))), ["lost"]);
  assert.match(
    judge(run(good.slice(0, 3))).violations[0]?.sentence ?? "",
    /^a4, acknowledged to ann at room\/4, .* client 0\.$/,
  );
});

test("a message seen twice is doubled, at the same seq or at another", () => {
  assert.deepEqual(rulesOf(run([...good, event(4)])), ["disordered", "doubled"]);
  assert.deepEqual(rulesOf(run([...good, event(5, "a4")])), ["doubled"]);
});

test("two messages swapped for one client are a disagreement and disorder", () => {
  assert.deepEqual(rulesOf(run(good, [event(1), event(3), event(2), event(4)])), ["disordered", "hole"]);
  assert.ok(rulesOf(run(good, [event(1), event(2, "a3"), event(3, "a2"), event(4)])).includes("disagreement"));
});

test("a hole that nobody declared is caught, a declared one is not", () => {
  const other: SentMessage[] = [{ sender: "ann", channelId: "room", id: "a4", acknowledged: 4 }];
  const missing = [event(1), event(4)];
  assert.deepEqual(rulesOf({ ...run(missing), sent: other }), ["hole"]);
  assert.deepEqual(rulesOf({ ...run([event(1), hole(1, 3, false), event(4)]), sent: other }), []);
});

test("a hole that is filled must bring its messages", () => {
  assert.deepEqual(rulesOf(run([event(1), hole(1, 3, true), event(2), event(3), event(4)])), []);
  assert.deepEqual(rulesOf(run([event(1), hole(1, 3, true), event(3), event(4)])), ["lost"]);
});

test("a sender's messages in another order than sent are caught", () => {
  const swapped = [event(1, "a2"), event(2, "a1"), event(3), event(4)];
  const acknowledged = sent.map((message) => ({ ...message, acknowledged: undefined }));
  assert.deepEqual(rulesOf({ ...run(swapped, swapped), sent: acknowledged }), ["sender-order"]);
});

test("an acknowledgement that names another message's place is caught", () => {
  const wrong = sent.map((message) => (message.id === "a2" ? { ...message, acknowledged: 3 } : message));
  assert.deepEqual(rulesOf({ ...run(good), sent: wrong }), ["wrong-place"]);
});

test("what was not acknowledged may be there or not", () => {
  const unsure = sent.map((message) => (message.id === "a4" ? { ...message, acknowledged: undefined } : message));
  assert.deepEqual(rulesOf({ ...run(good.slice(0, 3)), sent: unsure }), []);
  assert.deepEqual(rulesOf({ ...run(good), sent: unsure }), []);
});
