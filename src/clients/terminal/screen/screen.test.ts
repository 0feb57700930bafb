import assert from "node:assert/strict";
import { test } from "node:test";
import { renderToString } from "ink";
import { createElement as h } from "react";
import { chatMessage } from "../../../../test/support/chat-message.ts";
import type { ChannelHead, ChatMessage } from "../../sdk/index.ts";
import { textWidth } from "../text/width.ts";
import { wordsFor } from "../words/words.ts";
import { draftOf } from "./draft.ts";
import { Screen } from "./screen.ts";
import { firstState, type ScreenState } from "./screen-state.ts";
import { ScreenStore } from "./screen-store.ts";

const at = new Date(2026, 0, 2, 14, 3).getTime();
const ann = { id: "A", name: "ann" };
const bob = { id: "B", name: "bob" };
const message = (seq: number, from: typeof ann, text: string, more: Partial<ChatMessage> = {}): ChatMessage =>
  chatMessage(seq, { at: at + seq, from, text, ...more });
const channel = (channelId: string, more: Partial<ChannelHead>): ChannelHead => ({
  channelId,
  name: channelId,
  kind: "public",
  topic: "",
  archived: false,
  role: "member",
  peer: undefined,
  messages: 0,
  seq: 0,
  firstSeq: 1,
  readSeq: 0,
  unread: 0,
  mentions: 0,
  ...more,
});

function screen(columns: number, rows: number, more: Partial<ScreenState> = {}, language = "en"): string[] {
  const state: ScreenState = {
    ...firstState(wordsFor({ LANG: language }), { columns, rows }),
    connection: "connected",
    me: { ...ann, kind: "guest" },
    channels: [
      channel("lobby", { kind: "lobby", topic: "for all" }),
      channel("dev", { unread: 3, mentions: 1 }),
      channel("direct", { kind: "direct", name: "", peer: bob, unread: 2, mentions: 2 }),
    ],
    people: [{ ...bob, online: true, here: true }],
    hereCount: 1,
    messages: [
      message(1, bob, "안녕하세요 ㅋㅋ"),
      message(2, ann, "hello", { replyTo: 1, editedAt: at, reactions: [{ emoji: "👍", userIds: ["B", "A"] }] }),
      message(3, ann, "", { deleted: true }),
    ],
    ...more,
  };
  const text = renderToString(h(Screen, { store: new ScreenStore(state), onAct: () => undefined }), { columns });
  return text.split("\n").map((line) => line.trimEnd());
}

const shows = (lines: string[], text: string) =>
  assert.ok(
    lines.some((line) => line.includes(text)),
    `${text} is missing in\n${lines.join("\n")}`,
  );

test("channels with what is new, people, messages and the connection are there", () => {
  const lines = screen(100, 24);
  assert.equal(lines[0], "#lobby  for all");
  for (const text of ["@bob", "#dev", " 3 @1", "Here 1", "● bob", "14:03", "안녕하세요 ㅋㅋ", "● connected · ann"])
    shows(lines, text);
  shows(lines, "↳ bob: 안녕하세요 ㅋㅋ");
  shows(lines, "hello (edited)");
  shows(lines, "👍 2");
  shows(lines, "(taken back)");
});

test("messages of one author in a row stand under one name", () => {
  const lines = screen(60, 24);
  assert.equal(lines.filter((line) => /^ann {2}14:03$/.test(line)).length, 1);
});

test("forty columns are enough, and no row is wider, in Korean as well", () => {
  for (const language of ["en", "ko_KR.UTF-8"]) {
    const long = message(4, bob, `${"가나다라마 ".repeat(20)} ${"x".repeat(100)} 👨‍👩‍👧‍👦👨‍👩‍👧‍👦`);
    const lines = screen(40, 16, { messages: [long], draft: draftOf("ㅋ".repeat(50)) }, language);
    assert.equal(lines.length, 16);
    for (const line of lines) assert.ok(textWidth(line) <= 40, `too wide: ${line}`);
  }
  shows(screen(40, 16), "5 new elsewhere");
});

test("what waits, what was refused and the reason for no connection are said", () => {
  const outgoing = { channelId: "lobby", clientMessageId: "9", text: "later", replyTo: undefined, isSent: false };
  const lines = screen(100, 24, {
    connection: "connecting",
    outgoing: [
      { ...outgoing, error: undefined },
      { ...outgoing, text: "never", error: new Error("it is too long") },
    ],
  });
  shows(lines, "○ connecting … · ann · 1 queued");
  shows(lines, "later (being sent)");
  shows(lines, "never (not sent: it is too long)");
});

test("numbers stand before the messages while a command counts them", () => {
  const lines = screen(60, 24, { draft: draftOf("/reply "), counted: [2, 1] });
  shows(lines, "  1   ↳ bob");
  shows(lines, "  2   안녕하세요 ㅋㅋ");
});

test("those who type stand in the rule, and an answer at the foot of the messages", () => {
  const lines = screen(60, 24, {
    typing: [{ channelId: "lobby", person: bob, untilMs: 0 }],
    panel: { lines: ["an answer"], top: 0 },
  });
  assert.match(lines.at(-3) ?? "", /^── bob typing … ─+$/);
  assert.equal(lines.at(-4), "an answer");
  shows(lines, "hello");
});

test("a window that is too small says so", () => {
  assert.match(screen(15, 5).join("\n"), /^The window is ?…$/);
});
