import assert from "node:assert/strict";
import { test } from "node:test";
import { safeLine } from "./print-line.ts";

test("a printed line is one line, and commands nothing", () => {
  assert.equal(safeLine("[ann] 안녕 🎉"), "[ann] 안녕 🎉");
  assert.equal(safeLine("[ann] one\r\n[bob] two\n"), "[ann] one⏎[bob] two⏎");
  assert.equal(safeLine("\u001b[2J\u0007\u202egnp"), "�[2J��gnp");
});
