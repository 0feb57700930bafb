import assert from "node:assert/strict";
import { test } from "node:test";
import { namedEmoji } from "../conversation/emoji-names.ts";
import { completed, completionAt, withEmoji } from "./completion.ts";

const choices = {
  people: ["ann", "Anton", "bob", "철수", "철민", "two words"],
  channels: ["lobby", "잡담"],
  commands: ["join", "sum"],
  emoji: namedEmoji,
};
const at = (text: string) => completionAt(text, text.length, choices)?.candidates;

test("@ finds people wherever a word may begin, # channels, / commands only at the start", () => {
  assert.deepEqual(at("hi @an"), ["@ann", "@Anton"]);
  assert.deepEqual(at("(@bo"), ["@bob"]);
  assert.equal(at("mail@an"), undefined);
  assert.deepEqual(at("see #lo"), ["#lobby"]);
  assert.deepEqual(at("/"), ["/join", "/sum"]);
  assert.equal(at("and /jo"), undefined);
  assert.equal(at("@two"), undefined, "what holds a blank cannot be mentioned");
});

test("half a syllable already finds a Korean name, and so do its first consonants", () => {
  for (const typed of ["ㅊ", "처", "철"]) assert.deepEqual(at(`@${typed}`), ["@철민", "@철수"], typed);
  assert.deepEqual(at("@첤"), ["@철수"], "the next syllable's first consonant stands below the last one for a while");
  assert.deepEqual(at("@ㅊㅁ"), ["@철민"]);
  assert.deepEqual(at("#ㅈㄷ"), ["#잡담"]);
});

test("a name that stands there is not suggested, nor is one with its particle", () => {
  assert.equal(at("@bob"), undefined);
  assert.equal(at("@철수"), undefined);
  assert.equal(at("@철수야"), undefined);
});

test("a candidate takes its place before the caret, with a blank where none stands and no particle may follow", () => {
  const put = (text: string, caret: number, candidate: string) => {
    const found = completionAt(text, caret, choices);
    return found && completed(text, found, candidate);
  };
  assert.deepEqual(put("hi @an", 6, "@ann"), ["hi @ann ", 8]);
  assert.deepEqual(put("hi @an you", 6, "@ann"), ["hi @ann you", 7]);
  assert.deepEqual(put("@철", 2, "@철수"), ["@철수", 3]);
});

test(": finds emoji by two keys or more of a name, English or Korean, with the names that fit", () => {
  assert.equal(at(":smi")?.[0], "😄");
  assert.equal(at("good :tad")?.[0], "🎉");
  assert.equal(at("👍:tad")?.[0], "🎉");
  assert.equal(at("(:하ㅌ")?.[0], "❤️");
  assert.deepEqual(completionAt(":박수", 3, choices)?.names?.[0], ":박수:");
});

test("times, addresses, faces made of signs and a single key find no emoji", () => {
  for (const text of [
    "10:30",
    "10:heart",
    "http://",
    "https:heart",
    "note:heart",
    ":D",
    ":ㅋ",
    ":)",
    ": heart",
    "::",
    ":s",
  ])
    assert.equal(at(text), undefined, text);
});

test("a name that was ended with : becomes its emoji, and what is none stays", () => {
  const ended = (text: string) => withEmoji(text, text.length, namedEmoji);
  assert.deepEqual(ended("so :smile:"), ["so 😄", 5]);
  assert.deepEqual(ended(":박수:"), ["👏", 2]);
  assert.deepEqual(withEmoji(":+1: and more", 4, namedEmoji), ["👍 and more", 2]);
  for (const text of ["10:30:", "a:smile:", ":smile", ":nothing:", "::"]) assert.equal(ended(text), undefined, text);
});
