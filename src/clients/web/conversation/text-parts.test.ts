import assert from "node:assert/strict";
import { test } from "node:test";
import { isFewEmoji, safeText, textParts } from "./text-parts.ts";

const links = (text: string) => textParts(text, false).flatMap((part) => (part.type === "link" ? [part.href] : []));
const whole = (text: string) => textParts(text, true).map((part) => part.text);

test("only http and https are links", () => {
  assert.deepEqual(links("see https://a.example/x?y=1#z and http://b.example:8080"), [
    "https://a.example/x?y=1#z",
    "http://b.example:8080/",
  ]);
  for (const text of [
    "javascript:alert(1)",
    "data:text/html,<b>",
    "vbscript:x",
    "file:///etc",
    "//a.example",
    "https://",
  ])
    assert.deepEqual(links(text), [], text);
});

test("a link ends before punctuation and Korean particles, and names no other host than it shows", () => {
  assert.deepEqual(links("(https://a.example/b)."), ["https://a.example/b"]);
  assert.deepEqual(links("https://a.example/b_(c), d"), ["https://a.example/b_(c)"]);
  assert.deepEqual(links("https://a.example에서"), ["https://a.example/"]);
  assert.deepEqual(links("https://bank.example@evil.example"), ["https://bank.example/"]);
  assert.deepEqual(links('https://a.example/"onmouseover="x'), ["https://a.example/"]);
});

test("no piece of a text is lost", () => {
  for (const text of [
    "",
    "plain",
    "a https://b.example. c @ann, d",
    "@철수야 https://한글.example",
    "😀".repeat(5_000),
  ])
    assert.equal(whole(text).join(""), text);
  assert.deepEqual(whole("hi @ann!"), ["hi ", "@ann", "!"]);
  assert.deepEqual(textParts("mail@ann.example", true).length, 1);
});

test("letters stay in their order and their line", () => {
  assert.equal(safeText("a\u202egnp.exe\u202c"), "agnp.exe");
  assert.equal(safeText(`a${"\u200b".repeat(3_000)}b`), "a\u200b\u200bb");
  assert.equal(safeText("👩‍👩‍👧 e\u0301"), "👩‍👩‍👧 e\u0301");
  assert.ok(safeText(`z${"\u0335".repeat(500)}`).length < 10);
});

test("a few emoji alone are told from text and from many", () => {
  for (const text of ["👍", "👩‍👩‍👧🎉", "🇰🇷", "1️⃣#️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "❤️‍🔥"]) assert.ok(isFewEmoji(text), text);
  for (const text of ["👍!", "😀😀😀😀", "1", "", "#", "😀".repeat(10_000)])
    assert.ok(!isFewEmoji(text), text.slice(0, 9));
});
