import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChannelHead } from "./channel-from-wire.ts";
import { ChannelList } from "./channel-list.ts";
import type { MessageEvent } from "./chat-event.ts";

const channel: ChannelHead = {
  channelId: "plans",
  name: "plans",
  kind: "public",
  topic: "",
  archived: false,
  role: "member",
  peer: undefined,
  messages: 4,
  seq: 10,
  firstSeq: 1,
  readSeq: 9,
  unread: 1,
  mentions: 0,
};

function listWith(head: Partial<ChannelHead> = {}): ChannelList {
  const list = new ChannelList(() => "me");
  list.take({ type: "head", channel: { ...channel, ...head } });
  return list;
}

function message(seq: number, messages: number, more: Partial<MessageEvent> = {}): MessageEvent {
  return {
    type: "message",
    channelId: "plans",
    seq,
    at: 1,
    from: { id: "u1", name: "ann" },
    clientMessageId: "c",
    text: "hi",
    replyTo: undefined,
    mentions: [],
    custom: undefined,
    editedAt: undefined,
    deleted: false,
    reactions: [],
    messages,
    own: false,
    fromHistory: false,
    ...more,
  };
}

function counts(list: ChannelList) {
  const { seq, unread, mentions, readSeq } = list.get("plans") as ChannelHead;
  return { seq, unread, mentions, readSeq };
}

test("what others say is unread, and counted once although the head counted it before", () => {
  const list = listWith();
  list.take(message(10, 4));
  assert.deepEqual(counts(list), { seq: 10, unread: 1, mentions: 0, readSeq: 9 });
  list.take(message(11, 5, { mentions: ["me"] }));
  assert.deepEqual(counts(list), { seq: 11, unread: 2, mentions: 1, readSeq: 9 });
});

test("messages that were passed over are counted when the next event tells of them", () => {
  const list = listWith();
  list.take(message(50, 24));
  assert.equal(counts(list).unread, 21);
});

test("in a direct channel every message is meant for us", () => {
  const list = listWith({ kind: "direct" });
  list.take(message(11, 5));
  assert.equal(counts(list).mentions, 1);
});

test("who speaks has read everything before", () => {
  const list = listWith({ unread: 3, mentions: 2 });
  list.take(message(11, 5, { own: true, from: { id: "me", name: "me" } }));
  assert.deepEqual(counts(list), { seq: 11, unread: 0, mentions: 0, readSeq: 11 });
});

test("a read position that was overtaken changes nothing", () => {
  const list = listWith();
  list.take({ type: "read", channelId: "plans", readSeq: 10, unread: 0, mentions: 0 });
  list.take({ type: "read", channelId: "plans", readSeq: 4, unread: 5, mentions: 1 });
  assert.deepEqual(counts(list), { seq: 10, unread: 0, mentions: 0, readSeq: 10 });
});

test("a channel that was left, or whose store was restored, is forgotten", () => {
  const left = listWith();
  left.take({ type: "channelLeft", channelId: "plans", seq: 10, removed: true });
  assert.deepEqual(left.all(), []);
  const restored = listWith();
  restored.take({ type: "reset" });
  assert.deepEqual(restored.all(), []);
});

test("a channel has the name that its last event gave it", () => {
  const list = listWith();
  const { type: _type, text: _text, ...logged } = message(11, 4);
  list.take({ ...logged, type: "channel", change: "changed", name: "ideas", topic: "all of them" });
  assert.deepEqual([list.get("plans")?.name, list.get("plans")?.topic], ["ideas", "all of them"]);
});

test("counts of the server that are ahead of us are not counted again when we get there", () => {
  const list = listWith();
  list.take({ type: "read", channelId: "plans", readSeq: 9, unread: 3, mentions: 1, headSeq: 12 });
  list.take(message(11, 5, { mentions: ["me"] }));
  list.take(message(12, 6));
  assert.deepEqual(counts(list), { seq: 12, unread: 3, mentions: 1, readSeq: 9 });
  list.take(message(13, 7));
  assert.equal(counts(list).unread, 4);
});

test("what came after the server counted is added to its counts", () => {
  const list = listWith();
  list.take(message(11, 5));
  list.take(message(12, 6, { mentions: ["me"] }));
  list.take({ type: "read", channelId: "plans", readSeq: 10, unread: 1, mentions: 0, headSeq: 11 });
  assert.deepEqual(counts(list), { seq: 12, unread: 2, mentions: 1, readSeq: 10 });
});

test("the server is asked when a mention may be gone, or came with an edit, and only then", () => {
  const asked: number[] = [];
  const list = new ChannelList(
    () => "me",
    () => void asked.push(list.get("plans")?.seq ?? 0),
  );
  list.take({ type: "head", channel });
  const { type: _type, text: _text, mentions: _mentions, ...logged } = message(11, 4);
  list.take({ ...logged, type: "deleted", target: 10 });
  list.take({ ...logged, seq: 12, type: "edited", target: 10, text: "hi @me", mentions: ["me"] });
  list.take(message(13, 5, { mentions: ["me"] }));
  list.take({ ...logged, messages: 5, seq: 14, type: "deleted", target: 3 });
  list.take({ ...logged, messages: 5, seq: 15, type: "deleted", target: 13 });
  assert.deepEqual(asked, [12, 15]);
});
