import assert from "node:assert/strict";
import { test } from "node:test";
import { foldOf, partsUntil } from "./message-text-fold.ts";
import { textParts } from "./text-parts.ts";

const lines = (count: number) => Array.from({ length: count }, (_, i) => `line ${i + 1}`).join("\n");

test("a text of twenty lines is shown whole, one of more is cut between two of them", () => {
  assert.equal(foldOf(lines(20)), undefined);
  const fold = foldOf(lines(21));
  assert.ok(fold?.isByLines);
  assert.equal(fold.lines, 21);
  assert.equal(lines(21).slice(0, fold.end), lines(12));
});

test("a text of many characters is cut between words", () => {
  const text = "some words ".repeat(200).trim();
  assert.equal(foldOf(text.slice(0, 1_200)), undefined);
  const fold = foldOf(text);
  assert.ok(fold && !fold.isByLines && fold.characters === text.length);
  assert.match(text.slice(0, fold.end), /(some|words)$/);
  assert.match(text.slice(fold.end), /^ /);
});

test("an emoji of many parts counts once and is never cut", () => {
  const family = "👨‍👩‍👧‍👦";
  assert.equal(foldOf(family.repeat(1_200)), undefined);
  const fold = foldOf(family.repeat(1_300));
  assert.equal(fold?.end, 700 * family.length);
});

test("many short lines of many characters are cut by what comes first", () => {
  const text = Array.from({ length: 30 }, () => "x".repeat(300)).join("\n");
  const fold = foldOf(text);
  assert.ok(fold && fold.end <= 700 && fold.isByLines);
});

test("a link at the cut still leads where it led", () => {
  const link = `https://a.example/${"path".repeat(400)}`;
  const parts = partsUntil(textParts(link, false), 700);
  assert.deepEqual(
    parts.map((part) => [part.type, part.text.length]),
    [["link", 700]],
  );
  assert.equal(parts[0]?.type === "link" && parts[0].href, link);
});

test("the longest text of the smallest letters is folded without a pause", () => {
  const text = "😀\n".repeat(5_000);
  const startedAt = performance.now();
  for (let turn = 0; turn < 10; turn++) foldOf(text);
  assert.ok((performance.now() - startedAt) / 10 < 50);
});
