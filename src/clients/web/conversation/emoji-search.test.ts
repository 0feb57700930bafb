import assert from "node:assert/strict";
import { test } from "node:test";
import { hangulKeys } from "../composer/hangul-keys.ts";
import { namedEmoji } from "./emoji-names.ts";
import { emojiNamed, findEmoji } from "./emoji-search.ts";
import { isFewEmoji } from "./text-parts.ts";

const found = (typed: string) => findEmoji(namedEmoji, typed, 12).map(({ emoji }) => emoji);

test("every emoji is one, stands once, and has English and Korean names that belong to no other", () => {
  const names = namedEmoji.flatMap((one) => one.names);
  assert.equal(new Set(names).size, names.length);
  assert.equal(new Set(namedEmoji.map(({ emoji }) => emoji)).size, namedEmoji.length);
  for (const { emoji, names } of namedEmoji) {
    assert.ok(isFewEmoji(emoji), emoji);
    assert.ok(names.some((name) => /^[a-z0-9_+-]+$/.test(name)) && names.some((name) => /[가-힣]/.test(name)), emoji);
    // What is no letter, digit, _, + or - would end the name while it is typed.
    for (const name of names) assert.match(name, /^[\p{L}\p{N}_+-]+$/u);
    for (const name of names) assert.equal(hangulKeys(name).toLowerCase(), hangulKeys(name));
  }
});

test("a name that was typed whole comes first, then those that begin so, then those that hold it", () => {
  assert.equal(found("heart")[0], "❤️");
  assert.equal(found("smile")[0], "😄");
  assert.ok(found("smi").indexOf("😄") < found("smi").indexOf("😅"), "sweat_smile");
  assert.ok(found("eyes").indexOf("👀") < found("eyes").indexOf("😍"), "the second word of a name counts, but less");
  assert.deepEqual(found("zzzz"), []);
  assert.deepEqual(found(""), []);
});

test("Korean finds it from half a syllable, from the first consonants, and whole", () => {
  for (const typed of ["하트", "하ㅌ", "ㅎㅌ"]) assert.ok(found(typed).includes("❤️"), typed);
  assert.equal(found("커피")[0], "☕");
  assert.equal(found("별")[0], "⭐");
});

test("a whole name stands for one emoji, whatever the case", () => {
  assert.deepEqual(
    ["smile", "Tada", "+1", "박수", "smil", ""].map((name) => emojiNamed(namedEmoji, name)),
    ["😄", "🎉", "👍", "👏", undefined, undefined],
  );
});
