import assert from "node:assert/strict";
import { test } from "node:test";
import { commandNames } from "../commands/commands.ts";
import { english } from "./english.ts";
import { korean } from "./korean.ts";
import { wordsFor } from "./words.ts";

test("Korean is spoken where the environment asks for it; LC_ALL wins over LANG", () => {
  assert.equal(wordsFor({ LANG: "ko_KR.UTF-8" }), korean);
  assert.equal(wordsFor({ LANG: "ko_KR.UTF-8", LC_ALL: "en_US.UTF-8" }), english);
  assert.equal(wordsFor({ LC_ALL: "ko" }), korean);
  assert.equal(wordsFor({ LANG: "kok_IN" }), english);
  assert.equal(wordsFor({}), english);
});

test("every command is explained, in the same order in both languages", () => {
  assert.deepEqual(Object.keys(english.commands), commandNames);
  assert.deepEqual(Object.keys(korean.commands), commandNames);
});
