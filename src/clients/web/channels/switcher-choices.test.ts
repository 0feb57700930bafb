import assert from "node:assert/strict";
import { test } from "node:test";
import type { Channel, ChannelHead } from "../../sdk/browser.ts";
import { directoryRows } from "./directory-rows.ts";
import { matchRank } from "./match-rank.ts";
import { type Choice, switcherChoices } from "./switcher-choices.ts";

const facts = { topic: "", archived: false, role: "member", peer: undefined, unread: 0, mentions: 0 } as const;
const head = (name: string, change: Partial<ChannelHead> = {}) =>
  ({ channelId: name, name, kind: "public", ...facts, ...change }) as ChannelHead;
const bob = { id: "bob", name: "bob" };
const direct = head("", { channelId: "two", kind: "direct", peer: bob });

function names(choices: readonly Choice[]): string[] {
  return choices.map((choice) => {
    if (choice.kind === "channel") return choice.channel.peer?.name ?? `#${choice.channel.name}`;
    return choice.kind === "person" ? `@${choice.person.name}` : `to ${choice.name}`;
  });
}

test("a name fits best at its beginning, then at a word's, then inside; case and Hangul's form are alike", () => {
  assert.deepEqual(
    ["Art", "modern-art", "party", "zoo"].map((name) => matchRank(name, "art")),
    [0, 1, 2, undefined],
  );
  assert.equal(matchRank("마당", "#마".normalize("NFD")), 0);
});

test("with nothing typed, what waits to be read is first, and what is for us before it", () => {
  const channels = [head("a"), head("b", { unread: 2 }), head("c", { unread: 1, mentions: 1 })];
  assert.deepEqual(names(switcherChoices("", { channels, people: [], myId: "me" })), ["#c", "#b", "#a"]);
});

test("people are found once: by their conversation if there is one, and never oneself", () => {
  const people = [bob, { id: "bea", name: "bea" }, { id: "me", name: "ben" }];
  const known = { channels: [head("lobby"), direct], people, myId: "me" };
  assert.deepEqual(names(switcherChoices("b", known)), ["@bea", "bob", "#lobby", "to b"]);
  assert.deepEqual(names(switcherChoices("bob", known)), ["bob"]);
  assert.deepEqual(names(switcherChoices("#bo", { ...known, channels: [] })), ["@bob"]);
});

test("the directory shows what one can join first, and neither conversations of two nor archived channels", () => {
  const all = [head("mine"), head("zoo", { role: "none" }), head("old", { archived: true, role: "none" }), direct];
  const rows = (wish: string) => directoryRows(all as unknown as Channel[], wish).map(({ name }) => name);
  assert.deepEqual(rows(""), ["zoo", "mine"]);
  assert.deepEqual(rows("MI"), ["mine"]);
});
