import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { FakeChat } from "../../../../test/support/fake-chat.ts";
import { eventually } from "../../../../test/support/running-command.ts";
import { errors } from "../../../core/errors.ts";
import { createClient, type Transport } from "../../sdk/index.ts";
import { wordsFor } from "../words/words.ts";
import { act } from "./act.ts";
import type { KeyAct } from "./key-acts.ts";
import { ScreenSession } from "./screen-session.ts";
import { firstState, type ScreenState } from "./screen-state.ts";
import { ScreenStore } from "./screen-store.ts";

/** Ann at a screen nobody looks at, with a server in memory. */
async function sit(t: TestContext, chat = new FakeChat()) {
  const words = wordsFor({});
  const client = createClient({ transport: withoutPresence(chat.transport()), guest: { name: "ann" } });
  const store = new ScreenStore(firstState(words, { columns: 80, rows: 24 }));
  const visit = {
    client,
    words,
    server: "here",
    name: "ann",
    channel: "lobby",
    outboxPath: undefined,
    rings: false,
    notes: [],
  };
  const session = new ScreenSession(visit, store);
  session.start();
  t.after(async () => {
    session.close();
    await client.close();
  });
  const sees = (isTrue: (state: ScreenState) => boolean) =>
    eventually(
      () => isTrue(store.state),
      5_000,
      () => JSON.stringify({ ...store.state, words: undefined }),
    );
  await sees(({ connection }) => connection === "connected");
  const press = (...acts: KeyAct[]) => acts.forEach((one) => act(one, store, session));
  const type = (text: string) => press({ type: "insert", text }, { type: "submit" });
  return { chat, client, store, session, sees, press, type };
}

// The server in memory has no such stream.
function withoutPresence(transport: Transport): Transport {
  return {
    ...transport,
    serverStream: (method, request, options) =>
      method.localName === "watchPresence" ? undefined : transport.serverStream(method, request, options),
  };
}

test("what is typed is said, and comes to stand among the messages", async (t) => {
  const { sees, type, store } = await sit(t);
  type("안녕");
  assert.equal(store.state.draft.text, "");
  await sees(({ messages, outgoing }) => messages.at(-1)?.text === "안녕" && outgoing.length === 0);
});

test("a backslash at the end goes on with the message on another line", async (t) => {
  const { sees, type } = await sit(t);
  type("one\\");
  type("two");
  await sees(({ messages }) => messages.at(-1)?.text === "one\ntwo");
});

test("an unknown command is answered, nothing is sent, and it stands there to be put right", async (t) => {
  const { sees, type, chat } = await sit(t);
  type("/jion dev");
  await sees(({ panel, draft }) => panel?.lines[0]?.includes("/jion") === true && draft.text === "/jion dev");
  assert.ok(!chat.asked.includes("sendMessage"));
});

test("a reply answers the message that had the number when the command was begun", async (t) => {
  const { chat, sees, press } = await sit(t);
  const seq = chat.say("lobby", "bob", "first");
  await sees(({ messages }) => messages.length === 1);
  press({ type: "insert", text: "/reply 1 yes" });
  chat.say("lobby", "bob", "meanwhile");
  await sees(({ messages }) => messages.length === 2);
  press({ type: "submit" });
  await sees(({ messages }) => messages.at(-1)?.replyTo === seq);
});

test("without a connection messages wait and commands say why they cannot be", async (t) => {
  const { chat, sees, type, store } = await sit(t);
  chat.fail("signInGuest", ...Array.from({ length: 50 }, () => ({ error: errors.storeFailed() })));
  chat.refuseTokens(errors.sessionEnded());
  chat.cut(errors.draining());
  await sees(({ connection }) => connection === "connecting");
  type("later");
  assert.equal(store.state.outgoing.length, 1);
  type("/who");
  await sees(({ panel }) => panel?.lines[0]?.startsWith("Not connected") === true);
});

test("typing is told to others, but not of commands", async (t) => {
  const { chat, press } = await sit(t);
  press({ type: "insert", text: "/help" });
  press({ type: "erase", what: "lineStart" }, { type: "insert", text: "h" }, { type: "insert", text: "i" });
  await eventually(
    () => chat.asked.includes("sendTyping"),
    5_000,
    () => chat.asked.join(" "),
  );
  assert.equal(chat.asked.filter((method) => method === "sendTyping").length, 1);
});

test("a refused message shows why", async (t) => {
  const { chat, sees, type } = await sit(t);
  chat.fail("sendMessage", { error: errors.channelArchived() });
  type("late");
  await sees(({ outgoing }) => outgoing[0]?.error !== undefined);
});

test("a text that can never be sent as it is comes back to where it can be changed", async (t) => {
  const { chat, sees, type } = await sit(t);
  chat.fail("sendMessage", { error: errors.textTooLong(4_000) });
  type("long");
  await sees(({ outgoing, draft, panel }) => outgoing.length === 0 && draft.text === "long" && panel !== undefined);
});

test("up in an empty draft brings back one's last message to be changed", async (t) => {
  const { sees, type, press, store } = await sit(t);
  type("helo");
  await sees(({ messages }) => messages.length === 1);
  press({ type: "move", direction: "up" });
  assert.equal(store.state.draft.text, "/edit helo");
});

test("earlier messages are fetched when the first one comes in sight", async (t) => {
  const chat = new FakeChat();
  for (let i = 1; i <= 130; i++) chat.say("lobby", "bob", `message ${i}`);
  const { sees, press } = await sit(t, chat);
  await sees(({ messages }) => messages.length === 50);
  for (let i = 0; i < 4; i++) press({ type: "page", pages: -1 });
  await sees(({ messages, anchor }) => messages.length === 100 && anchor !== undefined);
});

test("what one has in sight is marked as read", async (t) => {
  const { chat, sees } = await sit(t);
  chat.say("lobby", "bob", "news");
  await sees(({ messages }) => messages.length === 1);
  await eventually(
    () => chat.asked.includes("markRead"),
    5_000,
    () => chat.asked.join(" "),
  );
});

test("leaving and the end of the session end it, the latter with its reason", async (t) => {
  const { session, press } = await sit(t);
  press({ type: "quit" });
  assert.deepEqual(await session.ended, { sentence: undefined });
  const other = await sit(t);
  other.chat.fail("signInGuest", { error: errors.guestsOff() });
  other.chat.refuseTokens(errors.sessionEnded());
  other.chat.cut(errors.sessionEnded());
  assert.match((await other.session.ended).sentence ?? "", /^You cannot sign in: Guests may not/);
});
