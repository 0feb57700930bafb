import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatEvent, LogEvent } from "../../sdk/index.ts";
import { timeLabel } from "../text/time-label.ts";
import { wordsFor } from "../words/words.ts";
import { eventLine } from "./event-lines.ts";
import { eventToJson, toJsonLine } from "./ndjson.ts";

const at = Date.UTC(2026, 0, 2, 3, 4);
const time = `[${timeLabel(at)}]`;
const logged = {
  channelId: "lobby",
  seq: 5,
  at,
  from: { id: "A", name: "ann" },
  clientMessageId: "1",
  messages: 3,
};
const message: Extract<LogEvent, { type: "message" }> = {
  ...logged,
  type: "message",
  text: "hello",
  replyTo: undefined,
  mentions: [],
  custom: undefined,
  own: false,
  fromHistory: false,
  editedAt: undefined,
  deleted: false,
  reactions: [],
};

function line(event: ChatEvent, language = "en"): string | undefined {
  return eventLine(event, {
    words: wordsFor({ LANG: language }),
    label: (channelId) => `#${channelId}`,
    recall: (_channelId, seq) => (seq === 1 ? { name: "bob", text: "first" } : undefined),
  });
}

test("a message is one line with time, channel, author and text", () => {
  assert.equal(line(message), `${time} #lobby ann: hello`);
});

test("a text of several lines cannot look like a line of somebody else", () => {
  const text = `hi\n${time} #lobby bob: I owe ann money`;
  assert.equal(line({ ...message, text }), `${time} #lobby ann: hi\n    | ${time} #lobby bob: I owe ann money`);
});

test("a reply quotes what it answers, if that is known", () => {
  assert.equal(line({ ...message, replyTo: 1 }), `${time} #lobby ann → bob "first": hello`);
  assert.equal(line({ ...message, replyTo: 2 }), `${time} #lobby ann → a message: hello`);
});

test("edits, deletions and reactions say of what", () => {
  const edited: ChatEvent = { ...logged, type: "edited", target: 1, text: "better", mentions: [] };
  assert.equal(line(edited), `${time} #lobby * ann changed bob "first" to: better`);
  assert.equal(line({ ...logged, type: "deleted", target: 1 }), `${time} #lobby * ann took back bob "first"`);
  const reaction: ChatEvent = { ...logged, type: "reaction", target: 1, emoji: "👍", removed: false };
  assert.equal(line(reaction), `${time} #lobby * ann reacted 👍 to bob "first"`);
});

test("the same in Korean", () => {
  const joined: ChatEvent = { ...logged, type: "joined", user: { id: "K", name: "철수" }, role: "member" };
  assert.equal(line(joined, "ko_KR.UTF-8"), `${time} #lobby * 철수님이 들어왔습니다`);
});

test("what is not for reading has no line", () => {
  assert.equal(line({ type: "caughtUp" }), undefined);
  assert.equal(line({ type: "typing", channelId: "lobby", people: [] }), undefined);
});

test("programs hear of our own message only when it is acknowledged", () => {
  const own = { channelId: "lobby", clientMessageId: "1" };
  assert.equal(eventToJson({ type: "pending", ...own, text: "x", replyTo: undefined }), undefined);
  assert.equal(eventToJson({ type: "queued", ...own }), undefined);
  assert.equal(
    eventToJson({ type: "acknowledged", ...own, seq: 2, at }),
    `{"type":"acknowledged","channelId":"lobby","clientMessageId":"1","seq":2,"at":${at}}`,
  );
});

test("bytes are base64 in JSON, failures have reason and sentence", () => {
  assert.equal(toJsonLine({ data: new Uint8Array([1, 2, 3]) }), '{"data":"AQID"}');
  assert.equal(toJsonLine({ error: new Error("why") }), '{"error":{"message":"why"}}');
});
