import assert from "node:assert/strict";
import { test } from "node:test";
import { chatMessage } from "../../../../test/support/chat-message.ts";
import { ChatError, type ChatEvent, type ChatMessage } from "../../sdk/index.ts";
import { wordsFor } from "../words/words.ts";
import { draftOf } from "./draft.ts";
import { type ScreenAction, screenReducer } from "./screen-reducer.ts";
import { firstState, type ScreenState } from "./screen-state.ts";

const me = { id: "me", name: "ann", kind: "guest" } as const;
const first: ScreenState = { ...firstState(wordsFor({}), { columns: 80, rows: 24 }), me };

function after(...actions: ScreenAction[]): ScreenState {
  return actions.reduce(screenReducer, first);
}

const happened = (event: ChatEvent, nowMs = 0): ScreenAction => ({ type: "happened", event, nowMs });
const own = { channelId: "lobby", clientMessageId: "1" };
const pending = happened({ type: "pending", ...own, text: "hi", replyTo: undefined });
const acknowledged = happened({ type: "acknowledged", ...own, seq: 5, at: 0 });

const arrived = (seq: number, clientMessageId: string, isOwn: boolean) =>
  happened({
    type: "message",
    channelId: "lobby",
    own: isOwn,
    fromHistory: false,
    ...chatMessage(seq, { clientMessageId }),
  });
const messages = (...list: ChatMessage[]): ScreenAction => ({ type: "messages", messages: list, isComplete: true });

test("our message is on its way until it is among the others, whichever news comes first", () => {
  assert.deepEqual(
    after(pending).outgoing.map(({ text, isSent }) => [text, isSent]),
    [["hi", false]],
  );
  assert.deepEqual(
    after(pending, acknowledged).outgoing.map(({ isSent }) => isSent),
    [true],
  );
  assert.deepEqual(after(pending, acknowledged, arrived(5, "1", true)).outgoing, []);
  assert.deepEqual(after(pending, arrived(5, "1", true), acknowledged).outgoing, []);
});

test("a message of somebody else with the same id is not ours", () => {
  assert.equal(after(pending, arrived(5, "1", false)).outgoing.length, 1);
});

test("a refused message stays with its reason until it is dismissed", () => {
  const error = new ChatError("INVALID_ARGUMENT", "TEXT_TOO_LONG", "too long");
  const refused = after(pending, happened({ type: "failed", ...own, error }));
  assert.equal(refused.outgoing[0]?.error, error);
  assert.deepEqual(screenReducer(refused, { type: "dismissed" }).outgoing, []);
});

test("Escape closes the answer to a refused command, then clears the command; a text stays", () => {
  const typed = (text: string): ScreenAction => ({ type: "drafted", draft: draftOf(text) });
  const dismissed: ScreenAction = { type: "dismissed" };
  const refused = after(typed("/nosuch"), { type: "answered", lines: ["There is no command /nosuch"] }, dismissed);
  assert.deepEqual([refused.panel, refused.draft.text], [undefined, "/nosuch"]);
  assert.equal(screenReducer(refused, dismissed).draft.text, "");
  assert.equal(after(typed("half a thought"), dismissed).draft.text, "half a thought");
  assert.equal(after(typed("//etc/hosts"), dismissed).draft.text, "//etc/hosts");
});

test("closing puts a message off, it does not refuse it", () => {
  const error = new ChatError("CANCELLED", "CLIENT_CLOSED", "closed");
  assert.equal(after(pending, happened({ type: "failed", ...own, error })).outgoing[0]?.error, undefined);
});

test("what was acknowledged and passed over by a gap is not shown for ever", () => {
  const gap = happened({ type: "gap", channelId: "lobby", after: 1, through: 9, filled: false });
  assert.deepEqual(after(pending, acknowledged, gap).outgoing, []);
  assert.equal(after(pending, gap).outgoing.length, 1);
});

test("somebody types for six seconds, or until they have said it; we never do", () => {
  const typing = happened({ type: "typing", channelId: "lobby", people: [{ id: "bob", name: "bob" }, me] }, 1_000);
  assert.deepEqual(
    after(typing).typing.map(({ person }) => person.id),
    ["bob"],
  );
  assert.equal(after(typing, { type: "passed", nowMs: 6_999 }).typing.length, 1);
  assert.equal(after(typing, { type: "passed", nowMs: 7_000 }).typing.length, 0);
  assert.equal(after(typing, arrived(5, "x", false)).typing.length, 0);
});

test("numbers are counted from the bottom when a command begins, and do not move while it is written", () => {
  const drafted = (text: string): ScreenAction => ({ type: "drafted", draft: draftOf(text) });
  const list = [chatMessage(1), chatMessage(2, { deleted: true }), chatMessage(3)];
  assert.deepEqual(after(messages(...list), drafted("/reply ")).counted, [3, 1]);
  const later = after(messages(...list), drafted("/reply"), messages(...list, chatMessage(4)), drafted("/reply 1"));
  assert.deepEqual(later.counted, [3, 1]);
  assert.equal(screenReducer(later, drafted("/rep")).counted, undefined);
  assert.equal(screenReducer(later, { type: "submitted" }).counted, undefined);
  assert.equal(after(messages(...list), drafted("hello")).counted, undefined);
});

test("another channel in front begins empty, and keeps the draft and what is on its way", () => {
  const state = after(messages(chatMessage(1)), pending, { type: "drafted", draft: draftOf("half") });
  const next = screenReducer(state, { type: "front", channelId: "dev" });
  assert.deepEqual([next.channelId, next.messages, next.draft.text, next.outgoing.length], ["dev", [], "half", 1]);
  assert.equal(screenReducer(next, { type: "front", channelId: "dev" }), next);
});

test("scrolled up one stays where one is when messages come, and returns by paging down or Escape", () => {
  const many = Array.from({ length: 100 }, (_, i) => chatMessage(i + 1));
  const up = after(messages(...many), { type: "scrolled", pages: -1 });
  assert.ok(up.anchor && up.anchor.seq < 100);
  assert.deepEqual(screenReducer(up, messages(...many, chatMessage(101))).anchor, up.anchor);
  assert.equal(screenReducer(up, { type: "scrolled", pages: 1 }).anchor, undefined);
  assert.equal(screenReducer(up, { type: "dismissed" }).anchor, undefined);
});

test("paging moves in a long answer, and Escape closes it first", () => {
  const lines = Array.from({ length: 50 }, (_, i) => `line ${i}`);
  const answered: ScreenAction = { type: "answered", lines };
  const down = after(messages(chatMessage(1)), answered, { type: "scrolled", pages: 1 });
  assert.ok(down.panel && down.panel.top > 0 && down.anchor === undefined);
  const end = [1, 2, 3, 4].reduce((state) => screenReducer(state, { type: "scrolled", pages: 1 }), down);
  assert.equal(end.panel?.top, 50 - 20);
  assert.equal(screenReducer(end, { type: "dismissed" }).panel, undefined);
  assert.equal(after(answered, { type: "submitted" }).panel, undefined);
});

test("the name stays known while the connection is lost", () => {
  const lost = after({ type: "connection", state: "connecting", reason: undefined, me: undefined });
  assert.equal(lost.me, me);
});
