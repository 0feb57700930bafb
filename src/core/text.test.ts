// What people may write and be called, and what is kept of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  codePoints,
  mentionedNames,
  nameKey,
  requireChannelName,
  requireEmoji,
  requireName,
  requireText,
  requireTopic,
  showableText,
} from "./text.ts";

const decomposed = "\u1112\u1161\u11ab\u1100\u1173\u11af";
const hangulFiller = "\u3164";
const choseongFiller = "\u115f";
const halfwidthFiller = "\uffa0";

function refuses(act: () => unknown, reason: string): void {
  assert.throws(act, { reason, code: "INVALID_ARGUMENT" });
}

test("a text is kept in NFC, with line ends of one kind, and with its blanks", () => {
  assert.equal(requireText(decomposed), "한글");
  assert.equal(requireText("cafe\u0301"), "café");
  assert.equal(requireText("one\r\ntwo\n\tthree "), "one\ntwo\n\tthree ");
  assert.equal(requireText("ㅋㅋ 👩‍👩‍👧 🇰🇷"), "ㅋㅋ 👩‍👩‍👧 🇰🇷");
});

test("of a text from elsewhere what can be shown is shown", () => {
  assert.equal(showableText("as it is"), "as it is");
  assert.equal(showableText(`bell \u0007, escape \u001b[31m, ${decomposed}\r\n`), "bell , escape [31m, 한글\n");
  assert.equal(showableText("one\rtwo"), "onetwo");
  for (const nothing of ["", "  \n", "\u0007", hangulFiller, "a".repeat(4_001)])
    assert.equal(showableText(nothing), undefined);
  assert.equal(showableText(`${"a".repeat(4_000)}\u0007`)?.length, 4_000);
});

test("a text holds up to 4,000 code points, counted after NFC", () => {
  for (const unit of ["a", "가", "👍"]) {
    assert.equal(codePoints(requireText(unit.repeat(4_000))), 4_000);
    refuses(() => requireText(unit.repeat(4_001)), "TEXT_TOO_LONG");
  }
  assert.equal(requireText("e\u0301".repeat(4_000)).length, 4_000);
});

test("a text that shows nothing is empty", () => {
  const nothing = [
    "",
    " ",
    "\n\t ",
    "\u00a0\u3000",
    "\u200b\u200d\ufeff",
    "\u2060\u00ad",
    "\u061c",
    "\u180b\u180e",
    "\ufe0f",
    "\u{e0100}\u{e0041}",
    "\u206a",
    hangulFiller,
    choseongFiller,
    halfwidthFiller,
    "\u2800",
    ` ${hangulFiller}\u200b\n`,
  ];
  for (const text of nothing) refuses(() => requireText(text), "TEXT_EMPTY");
});

test("control characters and lone surrogates are refused, tab and newline are not", () => {
  for (const bad of ["a\u0000b", "a\u0007", "a\u001b[31m", "a\rb", "a\u007f", "a\u0085", "a\ud800", "\udc00a"]) {
    refuses(() => requireText(bad), "TEXT_CONTROL");
    refuses(() => requireTopic(bad), "TEXT_CONTROL");
  }
});

test("a topic may be empty, and no longer than it should be", () => {
  assert.equal(requireTopic("  "), "");
  assert.equal(requireTopic(` ${decomposed} `), "한글");
  assert.equal(codePoints(requireTopic("👍".repeat(250))), 250);
  refuses(() => requireTopic("👍".repeat(251)), "TOPIC_TOO_LONG");
});

test("a person's name is trimmed, in NFC, without what cannot be seen", () => {
  assert.equal(requireName(`  ${decomposed}  `), "한글");
  assert.equal(requireName("Ann\u200b \u00a0 Smith"), "Ann Smith");
  assert.equal(requireName("ann\u202e"), "ann");
  assert.equal(requireName("O'Neil (2nd)"), "O'Neil (2nd)");
  assert.equal(requireName("a".repeat(32)).length, 32);
  for (const bad of ["", " ", "\u200b", hangulFiller, "-ann", "@ann", "~ann", "ann\nsmith\u0007", "a/b", "<b>"]) {
    refuses(() => requireName(bad), "NAME_INVALID");
  }
  refuses(() => requireName("a".repeat(33)), "NAME_TOO_LONG");
});

test("a channel's name has no #, no blanks and no more than 64 characters", () => {
  assert.equal(requireChannelName("#general"), "general");
  assert.equal(requireChannelName(" news of today "), "news-of-today");
  assert.equal(requireChannelName("우리-방"), "우리-방");
  for (const bad of ["", "#", "-a", "a/b", "a b'c", "##a"]) refuses(() => requireChannelName(bad), "NAME_INVALID");
  refuses(() => requireChannelName("a".repeat(65)), "NAME_TOO_LONG");
});

test("names that people could not tell apart have one key", () => {
  const same = [
    ["ann", "Ann", "ANN", "ａｎｎ", "ann\u200b", " ann "],
    ["ann smith", "Ann  Smith", "ann\u00a0smith", `ann${hangulFiller}smith`, "ann\u3000smith"],
    ["한글", decomposed],
    ["café", "cafe\u0301", "CAFÉ"],
    ["file", "ﬁle"],
    ["ann2", "ann²"],
  ];
  for (const names of same) assert.equal(new Set(names.map(nameKey)).size, 1, names[0]);
  assert.equal(new Set(["ann", "anna", "ann-2", "ann smith", "annsmith"].map(nameKey)).size, 5);
});

test("no kept name looks like another with another key: what cannot be seen is not kept", () => {
  for (const unseen of ["\ufe0f", "\u{e0100}", "\u180b", "\u200d", "\u034f", "\u2064"]) {
    assert.equal(nameKey(requireName(`ann${unseen}`)), "ann");
    assert.equal(requireName(`an${unseen}n`), "ann");
  }
});

test("a kept name keeps its key when it is kept again", () => {
  for (const raw of ["Ann  Smith", decomposed, "ﬁle", "ａｎｎ", "İpek", "ǅ"]) {
    const kept = requireName(raw);
    assert.equal(requireName(kept), kept);
    assert.equal(nameKey(nameKey(kept)), nameKey(kept));
    assert.equal(nameKey(raw), nameKey(kept));
  }
});

test("a reaction is 1 to 16 characters without blanks", () => {
  assert.equal(requireEmoji("👩‍👩‍👧"), "👩‍👩‍👧");
  assert.equal(requireEmoji("❤️"), "❤️");
  assert.equal(requireEmoji("ㅋ".repeat(16)).length, 16);
  for (const bad of ["", "ㅋ".repeat(17), "a b", "a\n", "\u0007", "\ud800"])
    refuses(() => requireEmoji(bad), "EMOJI_INVALID");
});

test("a reaction that shows nothing is none", () => {
  for (const bad of ["\u200d", "\ufe0f", "\u200b\u200b", hangulFiller, "\u2800"]) {
    refuses(() => requireEmoji(bad), "EMOJI_INVALID");
  }
});

test("mentioned names come with the shorter forms that Korean particles leave", () => {
  assert.deepEqual(mentionedNames("@철수야 밥 먹자"), [["철수야", "철수", "철"]]);
  assert.deepEqual(mentionedNames("@ann에게 말해"), [["ann에게", "ann에", "ann"]]);
  assert.deepEqual(mentionedNames("@ann한테서는"), [["ann한테서는", "ann한테서", "ann한테", "ann한"]]);
});

test("punctuation ends a mention, and an address is none", () => {
  assert.deepEqual(mentionedNames("hi @ann, @bob. (@cleo) @dan!"), [["ann"], ["bob"], ["cleo"], ["dan"]]);
  assert.deepEqual(mentionedNames("ann@example.org a_@b @@c"), []);
  assert.deepEqual(mentionedNames("@j.r.r and @a-b_c..."), [["j.r.r"], ["a-b_c"]]);
  assert.deepEqual(mentionedNames("@ @- nothing"), []);
});

test("no more than 50 mentions are looked at", () => {
  assert.equal(mentionedNames("@ann ".repeat(800)).length, 50);
});
