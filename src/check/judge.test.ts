// The judge is judged: each kind of broken promise, planted into a good history, is caught and named.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { DeclaredHole, ReadPage, RunHistory, SeenEvent, SentMessage, Step } from "./history.ts";
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

function run(...views: Step[][]): RunHistory {
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

test("an acknowledgement of a place where nobody else saw it is caught", () => {
  const wrong = sent.map((message) => (message.id === "a4" ? { ...message, acknowledged: 5 } : message));
  const verdict = judge({ ...run(good), sent: wrong });
  assert.deepEqual(
    verdict.violations.map(({ sentence }) => sentence),
    ["a4 was acknowledged to ann at room/5, but it stands at room/4."],
  );
});

test("a message that stands at two places for two clients is doubled", () => {
  const other = [event(1), event(2), event(3), event(4), event(5, "b1"), event(6, "a1")];
  assert.deepEqual(rulesOf(run(good, other)), ["doubled"]);
});

test("what was refused must be nowhere", () => {
  const refused = sent.map((message) =>
    message.id === "a4" ? { ...message, acknowledged: undefined, refused: true } : message,
  );
  assert.deepEqual(rulesOf({ ...run(good), sent: refused }), ["refused"]);
  assert.deepEqual(rulesOf({ ...run(good.slice(0, 3)), sent: refused }), []);
});

test("a page of history that is older than what its reader knew is caught", () => {
  const page = (head: number, knew: number, ...seqs: number[]): ReadPage => ({
    ...{ step: "page", channelId: "room", after: 0, through: head, head, knew },
    messages: seqs.map((seq) => ({ seq, id: `a${seq}` })),
  });
  assert.deepEqual(rulesOf(run([...good, page(4, 4, 1, 2, 3, 4)])), []);
  assert.deepEqual(rulesOf(run([...good, page(3, 3, 1, 2, 3)])), []);
  assert.deepEqual(rulesOf(run([...good, page(3, 4, 1, 2, 3)])), ["stale-read"]);
  assert.deepEqual(rulesOf(run([...good, page(4, 4, 1, 2, 4)])), ["stale-read"]);
  assert.deepEqual(rulesOf(run([...good, page(4, 4, 1, 3, 2, 4)])), ["disordered"]);
});

test("an acknowledged message that nobody could have seen cannot be judged", () => {
  const late = { client: "late", steps: [event(4)], followed: new Map([["room", 3]]) };
  const verdict = judge({ sent, clients: [late] });
  assert.deepEqual(
    verdict.violations.map(({ rule, times }) => [rule, times]),
    [["unwitnessed", 3]],
  );
  assert.match(verdict.violations[0]?.sentence ?? "", /^a1, acknowledged to ann at room\/1, could be seen by nobody/);
});

test("of each broken rule the first evidence is told, and how often", () => {
  const { violations } = judge(run([event(4)]));
  assert.deepEqual(
    violations.map(({ rule, times }) => [rule, times]),
    [
      ["hole", 1],
      ["lost", 3],
    ],
  );
  assert.match(violations[1]?.sentence ?? "", /^a1, acknowledged/);
});

test("ten clients of thirty thousand messages are judged in a moment", { timeout: 20_000 }, () => {
  const ids = Array.from({ length: 30_000 }, (_, i) => `a${i + 1}`);
  const many = ids.map((id, i) => ({ sender: "ann", channelId: "room", id, acknowledged: i + 1 }));
  const steps = ids.map((id, i) => event(i + 1, id));
  const verdict = judge({ ...run(...Array.from({ length: 10 }, () => steps)), sent: many });
  assert.deepEqual(verdict, { violations: [], acknowledged: 30_000, seen: 300_000 });
});

test("what was not acknowledged may be there or not", () => {
  const unsure = sent.map((message) => (message.id === "a4" ? { ...message, acknowledged: undefined } : message));
  assert.deepEqual(rulesOf({ ...run(good.slice(0, 3)), sent: unsure }), []);
  assert.deepEqual(rulesOf({ ...run(good), sent: unsure }), []);
});
