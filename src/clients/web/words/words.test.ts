import assert from "node:assert/strict";
import { test } from "node:test";
import { dayLabel } from "./time-label.ts";
import { languageOf, wordsIn } from "./words.ts";

test("the page speaks the first language of the browser's that it knows", () => {
  assert.equal(languageOf(["fr-FR", "ko-KR", "en"]), "ko");
  assert.equal(languageOf(["en-GB", "ko"]), "en");
  assert.equal(languageOf(["fr"]), "en");
});

test("both languages say the same things", () => {
  const keys = (value: unknown): unknown =>
    typeof value === "object" && value !== null
      ? Object.entries(value).map(([key, inner]) => [key, keys(inner)])
      : typeof value;
  // Failures speak English by themselves.
  const words = (language: "en" | "ko") => keys({ ...wordsIn(language), failures: undefined });
  assert.deepEqual(words("ko"), words("en"));
});

test("a day is told by its distance, then by its date", () => {
  const noon = new Date(2026, 4, 1, 12).getTime();
  const dayMs = 24 * 60 * 60_000;
  const words = wordsIn("ko");
  assert.equal(dayLabel(noon, noon + 60_000, words), "오늘");
  assert.equal(dayLabel(noon, noon + dayMs, words), "어제");
  assert.equal(dayLabel(noon, noon + 3 * dayMs, words), "5월 1일 금요일");
});
