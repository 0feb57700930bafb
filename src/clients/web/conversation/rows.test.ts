import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatMessage } from "../../sdk/browser.ts";
import type { Outgoing } from "../state/outgoing.ts";
import { conversationRows, firstRowNumber, type RowParts } from "./rows.ts";

const noon = new Date(2026, 4, 1, 12).getTime();
const minuteMs = 60_000;

function message(seq: number, change: Partial<ChatMessage> = {}): ChatMessage {
  const from = { id: "ann", name: "ann" };
  const plain = {
    replyTo: undefined,
    mentions: [],
    custom: undefined,
    editedAt: undefined,
    deleted: false,
    reactions: [],
  };
  return { seq, at: noon, from, clientMessageId: `id-${seq}`, text: "hi", messages: seq, ...plain, ...change };
}

function rowsOf(messages: readonly ChatMessage[], change: Partial<RowParts> = {}) {
  return conversationRows({
    messages,
    isComplete: true,
    outgoing: [],
    myId: "me",
    unseen: undefined,
    withGreeting: false,
    ...change,
  });
}

// Each row with the lines above it.
const types = (rows: ReturnType<typeof rowsOf>) =>
  rows.flatMap((row) =>
    row.type === "message"
      ? [...(row.startsDay ? ["day"] : []), ...(row.isFirstNew ? ["new"] : []), row.type]
      : [row.type],
  );
const continued = (rows: ReturnType<typeof rowsOf>) => rows.map((row) => "isContinued" in row && row.isContinued);

test("a day begins with its date, and only there", () => {
  const rows = rowsOf([message(1), message(2), message(3, { at: noon + 24 * 60 * minuteMs })]);
  assert.deepEqual(types(rows), ["day", "message", "message", "day", "message"]);
});

test("an author who goes on within five minutes is not named again, unless it is an answer", () => {
  const bob = { id: "bob", name: "bob" };
  const rows = rowsOf([
    message(1),
    message(2, { at: noon + 4 * minuteMs }),
    message(3, { at: noon + 10 * minuteMs }),
    message(4, { at: noon + 10 * minuteMs, from: bob }),
    message(5, { at: noon + 10 * minuteMs, from: bob, replyTo: 1 }),
  ]);
  assert.deepEqual(continued(rows), [false, true, false, false, false]);
});

test("one line stands before the first message of others that came while nobody looked", () => {
  const mine = { id: "me", name: "me" };
  const rows = rowsOf([message(1), message(2, { from: mine }), message(3), message(4)], {
    unseen: { after: 1, through: 4 },
  });
  assert.deepEqual(types(rows), ["day", "message", "message", "message", "message"], "what we answered we have seen");
  const unanswered = rowsOf([message(1), message(2), message(3)], { unseen: { after: 1, through: 2 } });
  assert.deepEqual(types(unanswered), ["day", "message", "new", "message", "message"]);
  const live = rowsOf([message(1), message(2)], { unseen: { after: 1, through: 1 } });
  assert.deepEqual(types(live), ["day", "message", "message"]);
});

test("a newcomer sees no such line, and above everything the greeting", () => {
  const rows = rowsOf([message(1)], { unseen: { after: 0, through: 9 }, withGreeting: true });
  assert.deepEqual(types(rows), ["greeting", "day", "message"]);
});

test("our own message keeps its key when it finds its place, and never shows twice", () => {
  const outgoing: Outgoing = {
    channelId: "lobby",
    clientMessageId: "id-2",
    text: "hi",
    replyTo: undefined,
    writtenMs: noon,
    isKept: true,
    isSent: true,
    error: undefined,
  };
  const before = rowsOf([message(1)], { outgoing: [outgoing] });
  const after = rowsOf([message(1), message(2, { from: { id: "me", name: "me" } })], { outgoing: [outgoing] });
  assert.deepEqual(types(before), ["day", "message", "outgoing"]);
  assert.deepEqual(types(after), ["day", "message", "message"]);
  assert.equal(before.at(-1)?.key, after.at(-1)?.key);
});

test("a row's number is its message's number in the channel, whatever stands above", () => {
  const late = [message(52, { messages: 50 }), message(53, { messages: 51 })];
  assert.equal(firstRowNumber(rowsOf(late)), 50);
  assert.equal(firstRowNumber(rowsOf(late, { isComplete: false })), 51);
  assert.equal(firstRowNumber(rowsOf([message(7, { messages: 1 })], { withGreeting: true })), 0);
  assert.equal(firstRowNumber(rowsOf([])), 1);
});

test("a message is shown only once it is known what stands before it, so that nothing changes its size later", () => {
  const shown = rowsOf([message(5), message(6)], { isComplete: false });
  const grown = rowsOf([message(3), message(4), message(5), message(6)], { isComplete: false });
  assert.deepEqual(shown, grown.slice(-1));
});
