import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { graphemes, textWidth } from "./width.ts";
import { wrapText } from "./wrap.ts";

test("rows break at blanks, and the blank is not seen", () => {
  assert.deepEqual(wrapText("one two three", 8), ["one two", "three"]);
});

test("what is wider than a row breaks anywhere", () => {
  assert.deepEqual(wrapText("see https://example.org/long", 10), ["see", "https://ex", "ample.org/", "long"]);
});

test("Hangul breaks by columns: an odd last column stays empty", () => {
  assert.deepEqual(wrapText("가나다라마", 5), ["가나", "다라", "마"]);
  assert.deepEqual(wrapText("ㅋㅋㅋㅋ", 4), ["ㅋㅋ", "ㅋㅋ"]);
});

test("a character of several code points is never broken", () => {
  assert.deepEqual(wrapText("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", 4), ["👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "👨‍👩‍👧‍👦"]);
});

test("line ends stay, empty lines too", () => {
  assert.deepEqual(wrapText("a\n\nb", 10), ["a", "", "b"]);
});

test("no row is too wide and nothing but blanks is lost, whatever the text", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "한", "ㅋ", " ", "👍🏽", "é", "\n") });
  fc.assert(
    fc.property(text, fc.integer({ min: 2, max: 12 }), (text, columns) => {
      const rows = wrapText(text, columns);
      for (const row of rows) assert.ok(textWidth(row) <= columns);
      assert.deepEqual(graphemes(rows.join("").replaceAll(" ", "")), graphemes(text.replaceAll(/[ \n]/g, "")));
    }),
  );
});
