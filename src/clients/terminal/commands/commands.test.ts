import assert from "node:assert/strict";
import { test } from "node:test";
import { chatMessage } from "../../../../test/support/chat-message.ts";
import type { ChatClient, ChatMessage } from "../../sdk/index.ts";
import { Refusal } from "../refusal.ts";
import { wordsFor } from "../words/words.ts";
import { runCommand } from "./commands.ts";
import type { Desk } from "./desk.ts";

const message = (seq: number, authorId: string, more: Partial<ChatMessage> = {}): ChatMessage =>
  chatMessage(seq, { at: 0, from: { id: authorId, name: authorId }, ...more });

/** A desk that writes down what is done at it. */
function desk(...messages: ChatMessage[]): Desk & { readonly done: string[] } {
  const done: string[] = [];
  const note =
    (name: string) =>
    async (...what: unknown[]) =>
      void done.push(`${name} ${what.map((one) => (typeof one === "string" ? one : JSON.stringify(one))).join(" ")}`);
  const client = { me: { id: "me" }, edit: note("edit"), delete: note("delete"), react: note("react") };
  return {
    client: client as unknown as ChatClient,
    words: wordsFor({}),
    channelId: "dev",
    open: (channelId) => void done.push(`open ${channelId}`),
    say: (...what) => void done.push(`say ${what.join(" ")}`),
    countable: async () => messages,
    history: async () => ({ type: "done" }),
    done,
  };
}

const refusal = (reason: string) => (error: unknown) => error instanceof Refusal && error.reason === reason;

test("a reply answers the last message, or the n-th from the bottom", async () => {
  const at = desk(message(4, "bob"), message(6, "me"));
  await runCommand("reply", "yes", at);
  await runCommand("reply", "2 two words", at);
  assert.deepEqual(at.done, ["say dev yes 6", "say dev two words 4"]);
});

test("edit and delete without a number mean the last message of one's own", async () => {
  const at = desk(message(4, "me"), message(6, "bob"));
  await runCommand("edit", "better", at);
  await runCommand("delete", "", at);
  await runCommand("delete", "1", at);
  assert.deepEqual(at.done, ["edit dev 4 better", "delete dev 4", "delete dev 6"]);
});

test("the same reaction again takes it back", async () => {
  const at = desk(message(4, "bob", { reactions: [{ emoji: "👍", userIds: ["me"] }] }));
  await runCommand("react", "👍", at);
  await runCommand("react", "1 🎉", at);
  assert.deepEqual(at.done, ['react dev 4 👍 {"remove":true}', 'react dev 4 🎉 {"remove":false}']);
});

test("numbers that count no message are refused, and nothing is sent", async () => {
  const at = desk(message(4, "bob"));
  for (const line of ["0 x", "2 x", "9999 x"])
    await assert.rejects(runCommand("reply", line, at), refusal("NO_SUCH_MESSAGE"));
  await assert.rejects(runCommand("edit", "x", at), refusal("NO_SUCH_MESSAGE"));
  assert.deepEqual(at.done, []);
});

test("a command that lacks something says how it is written", async () => {
  for (const name of ["join", "dm", "all", "reply", "edit", "react", "rename", "invite", "kick", "role"])
    await assert.rejects(runCommand(name, "", desk()), refusal("USAGE"), name);
  await assert.rejects(runCommand("me", "age old", desk()), refusal("USAGE"));
  await assert.rejects(runCommand("make", "a b", desk()), refusal("USAGE"));
});

test("what is no command is refused, also where JavaScript has such a name", async () => {
  for (const name of ["", "foo", "constructor", "__proto__"])
    await assert.rejects(runCommand(name, "", desk()), refusal("UNKNOWN_COMMAND"), name);
});

test("/all is said in the lobby, and /? is /help", async () => {
  const at = desk();
  await runCommand("all", "hi", at);
  assert.deepEqual(at.done, ["say lobby hi"]);
  assert.equal((await runCommand("?", "", at)).type, "help");
});

test("the help names also what the built-in member answers", async () => {
  const help = await runCommand("help", "", desk());
  const usages = help.type === "help" ? help.commands.map(([usage]) => usage) : [];
  assert.deepEqual(usages.slice(-2), ["/sum <a> <b>", "/multiply <a> <b>"]);
});
