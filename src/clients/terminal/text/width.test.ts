import assert from "node:assert/strict";
import { test } from "node:test";
import { cutTo, graphemes, padTo, textWidth } from "./width.ts";

test("Hangul, jamo alone, and emoji take two columns each", () => {
  assert.equal(textWidth("abc"), 3);
  assert.equal(textWidth("한글"), 4);
  assert.equal(textWidth("ㅋㅋ"), 4);
  assert.equal(textWidth("안녕ㅎㅎ!"), 9);
  assert.equal(textWidth("👍"), 2);
  assert.equal(textWidth("👨‍👩‍👧‍👦"), 2);
});

test("a syllable written as separate jamo is one character of two columns", () => {
  assert.deepEqual(graphemes("한글".normalize("NFD")).length, 2);
  assert.equal(textWidth("한글".normalize("NFD")), 4);
});

test("a family is one character", () => {
  assert.deepEqual(graphemes("a👨‍👩‍👧‍👦b"), ["a", "👨‍👩‍👧‍👦", "b"]);
});

test("text is cut so that the mark for more fits too", () => {
  assert.equal(cutTo("hello", 5), "hello");
  assert.equal(cutTo("hello!", 5), "hell…");
  assert.equal(cutTo("한글날", 5), "한글…");
  assert.equal(cutTo("한글날", 4), "한…");
  assert.equal(cutTo("ab", 0), "");
});

test("padding counts columns, not characters", () => {
  assert.equal(padTo("한", 4), "한  ");
  assert.equal(padTo("abcdef", 4), "abc…");
});
