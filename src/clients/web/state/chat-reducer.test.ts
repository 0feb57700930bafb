import assert from "node:assert/strict";
import { test } from "node:test";
import { type ChannelHead, ChatError, type ChatMessage, type MessageEvent } from "../../sdk/browser.ts";
import { type ChatAction, chatReducer } from "./chat-reducer.ts";
import { type ChatState, firstState } from "./chat-state.ts";

const me = { id: "ann", name: "ann", kind: "guest" } as const;
const start = firstState(me);
const nowMs = 1_000;

function head(channelId: string, change: Partial<ChannelHead> = {}): ChannelHead {
  const facts = {
    name: channelId,
    kind: "public",
    topic: "",
    archived: false,
    role: "member",
    peer: undefined,
  } as const;
  return { channelId, ...facts, messages: 3, seq: 3, firstSeq: 1, readSeq: 2, unread: 1, mentions: 0, ...change };
}

function after(state: ChatState, ...actions: ChatAction[]): ChatState {
  return actions.reduce(chatReducer, state);
}

const happened = (event: Extract<ChatAction, { type: "happened" }>["event"]): ChatAction => ({
  type: "happened",
  event,
  nowMs,
});
const pending = happened({ type: "pending", channelId: "lobby", clientMessageId: "a", text: "hi", replyTo: undefined });

test("channels that did not change stay the same objects, also when the client changes its own in place", () => {
  const [lobby, team] = [head("lobby"), { ...head("team") }];
  const first = after(start, { type: "channels", channels: [lobby, team] });
  assert.equal(after(first, { type: "channels", channels: [lobby, team] }), first);
  team.name = "crew";
  const second = after(first, { type: "channels", channels: [lobby, team] });
  assert.equal(second.channels[0], first.channels[0]);
  assert.equal(first.channels[1]?.name, "team");
  assert.equal(second.channels[1]?.name, "crew");
});

test("what was unread when a channel came to the front stays marked while it is read", () => {
  const first = after(start, { type: "channels", channels: [head("lobby")] });
  assert.deepEqual(first.unseen, { after: 2, through: 3 });
  const read = after(first, { type: "channels", channels: [head("lobby", { readSeq: 3, unread: 0 })] });
  assert.deepEqual(read.unseen, { after: 2, through: 3 });
  const other = after(read, { type: "front", channelId: "team" }, { type: "front", channelId: "lobby" });
  assert.deepEqual(other.unseen, { after: 3, through: 3 });
});

test("what comes while the page is hidden is new until the next time, what comes before eyes is not", () => {
  const messages = [{ seq: 5 }] as ChatMessage[];
  const shown = { type: "messages", isLoaded: true, isComplete: true } as const;
  const hidden = after(start, { ...shown, messages }, { type: "looking", isLooking: false });
  assert.deepEqual(hidden.unseen, { after: 5, through: Number.POSITIVE_INFINITY });
  const more = [{ seq: 5 }, { seq: 7 }] as ChatMessage[];
  const back = after(hidden, { ...shown, messages: more }, { type: "looking", isLooking: true });
  assert.deepEqual(back.unseen, { after: 5, through: 7 });
});

test("our message is pending, kept, sent, and gone once it is among the others", () => {
  const waiting = after(start, pending);
  assert.deepEqual(
    waiting.outgoing.map(({ isKept, isSent }) => ({ isKept, isSent })),
    [{ isKept: false, isSent: false }],
  );
  const sent = after(
    waiting,
    happened({ type: "queued", channelId: "lobby", clientMessageId: "a" }),
    happened({ type: "acknowledged", channelId: "lobby", clientMessageId: "a", seq: 4, at: 9 }),
  );
  assert.deepEqual(
    sent.outgoing.map(({ isKept, isSent }) => ({ isKept, isSent })),
    [{ isKept: true, isSent: true }],
  );
  const own = {
    type: "message",
    channelId: "lobby",
    own: true,
    clientMessageId: "a",
    from: me,
  } as Partial<MessageEvent>;
  assert.deepEqual(after(sent, happened(own as MessageEvent)).outgoing, []);
});

test("a refused message stays with its reason until it is tried again or dismissed", () => {
  const error = new ChatError("PERMISSION_DENIED", "BANNED", "no");
  const failed = happened({ type: "failed", channelId: "lobby", clientMessageId: "a", error });
  const refused = after(start, pending, failed);
  assert.equal(refused.outgoing[0]?.error, error);
  assert.equal(after(refused, pending).outgoing[0]?.error, undefined);
  assert.deepEqual(after(refused, { type: "dismissed", clientMessageId: "a" }).outgoing, []);
});

test("what another person left in this browser is shown to nobody else", () => {
  const error = new ChatError("FAILED_PRECONDITION", "OTHER_SENDER", "not yours");
  const failed = happened({ type: "failed", channelId: "lobby", clientMessageId: "a", error });
  assert.deepEqual(after(start, pending, failed).outgoing, []);
});

test("another channel in front begins empty", () => {
  const full = after(start, {
    type: "messages",
    messages: [{ seq: 1 } as ChatMessage],
    isLoaded: true,
    isComplete: true,
  });
  const other = after(full, { type: "front", channelId: "team" });
  assert.deepEqual([other.messages, other.isLoaded, other.channelId], [[], false, "team"]);
});

test("who types is shown until it is old, or until they have said it", () => {
  const bob = { id: "bob", name: "bob" };
  const typing = happened({ type: "typing", channelId: "lobby", people: [bob, me] });
  const state = after(start, typing);
  assert.deepEqual(
    state.typing.map(({ person }) => person.name),
    ["bob"],
  );
  assert.deepEqual(after(state, { type: "passed", nowMs: nowMs + 60_000 }).typing, []);
});

test("what one has not seen is told by the server, not by what the browser kept", () => {
  const kept = after(start, { type: "channels", channels: [head("lobby")], areKept: true });
  assert.deepEqual([kept.channels.length, kept.unseen], [1, undefined]);
  assert.equal(after(kept, { type: "front", channelId: "lobby" }).unseen, undefined);
  const live = after(kept, { type: "channels", channels: [head("lobby", { seq: 9 })] });
  assert.deepEqual([live.unseen, live.areChannelsKept], [{ after: 2, through: 9 }, false]);
});

test("ours stays in sight beside what the browser kept until it stands among the live messages", () => {
  const shown = { type: "messages", isLoaded: true, isComplete: true } as const;
  const kept = after(start, { ...shown, messages: [{ seq: 1 }] as ChatMessage[], keptAtMs: 5 }, pending);
  const own: Partial<MessageEvent> = { type: "message", channelId: "lobby", own: true, clientMessageId: "a", from: me };
  const sent = happened({ type: "acknowledged", channelId: "lobby", clientMessageId: "a", seq: 2, at: 9 });
  const heard = after(kept, sent, happened(own as MessageEvent));
  assert.equal(heard.outgoing.length, 1);
  const live = after(heard, { ...shown, messages: [{ seq: 1 }, { seq: 2 }] as ChatMessage[] });
  assert.deepEqual([live.outgoing, live.keptAtMs], [[], undefined]);
});
