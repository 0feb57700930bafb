import assert from "node:assert/strict";
import { test } from "node:test";
import { safeLine, safeText } from "./safe-text.ts";

test("escape sequences of others cannot command the terminal", () => {
  assert.equal(safeText("\u001b[2Jgone\u009b1m"), "�[2Jgone�1m");
});

test("letters cannot be turned around", () => {
  assert.equal(safeText("a\u202ecod.exe"), "acod.exe");
});

test("Korean, emoji and line ends stay as they are", () => {
  assert.equal(safeText("안녕\n👨‍👩‍👧‍👦ㅋㅋ"), "안녕\n👨‍👩‍👧‍👦ㅋㅋ");
});

test("a line is one line", () => {
  assert.equal(safeLine("a\r\nb"), "a ⏎ b");
});
