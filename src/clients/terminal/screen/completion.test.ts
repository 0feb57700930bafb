import assert from "node:assert/strict";
import { test } from "node:test";
import { complete } from "./completion.ts";
import { draftOf } from "./draft.ts";

const choices = { people: ["bob", "Bora", "kim min", "철수"], channels: ["garden", "game"] };

const tab = (text: string) => complete(draftOf(text), undefined, choices)?.draft.text;

test("commands are completed at the beginning", () => {
  assert.equal(tab("/hi"), "/history ");
  assert.equal(tab("say /hi"), undefined);
});

test("names are completed after @, without regard to case", () => {
  assert.equal(tab("hi @bor"), "hi @Bora ");
  assert.equal(tab("@철"), "@철수 ");
  assert.equal(tab("hi @kim"), undefined);
});

test("channels are completed after # and where a command wants one", () => {
  assert.equal(tab("see #gar"), "see #garden ");
  assert.equal(tab("/join gar"), "/join garden ");
});

test("a command that wants a name gets it, in quotes if need be", () => {
  assert.equal(tab("/dm bo"), "/dm Bora ");
  assert.equal(tab("/dm "), '/dm "kim min" ');
});

test("a command that knows a few words gets them", () => {
  assert.equal(tab("/mute o"), "/mute off ");
  assert.equal(tab("/notify m"), "/notify mentions ");
  assert.equal(tab("/inbox "), "/inbox clear ");
  assert.equal(tab("/notify mentions x"), undefined);
});

test("another Tab takes the next candidate, and after the last the first", () => {
  const first = complete(draftOf("hi @bo"), undefined, choices);
  const second = first && complete(first.draft, first.cycle, choices);
  const third = second && complete(second.draft, second.cycle, choices);
  assert.deepEqual([first?.draft.text, second?.draft.text, third?.draft.text], ["hi @Bora ", "hi @bob ", "hi @Bora "]);
});

test("what stands behind the caret stays", () => {
  const done = complete({ text: "hi @bor, look", caret: 7 }, undefined, choices);
  assert.deepEqual(done?.draft, { text: "hi @Bora , look", caret: 9 });
});

test("nothing that fits is nothing to complete", () => {
  assert.equal(tab("@zoe"), undefined);
  assert.equal(tab("hello"), undefined);
});
