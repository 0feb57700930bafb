import assert from "node:assert/strict";
import { test } from "node:test";
import stringWidth from "string-width";
import { progressLine } from "./progress.ts";
import { table } from "./table.ts";

test("columns stand straight under Korean and emoji, and the last one has no blanks behind it", () => {
  const lines = table(
    ["NAME", "KIND"],
    [
      ["철수", "account"],
      ["👨‍👩‍👧 fam", "guest"],
      ["a much longer name", ""],
    ],
  );
  const columnOf = (line: string, word: string) => stringWidth(line.slice(0, line.indexOf(word)));
  assert.deepEqual(
    [columnOf(lines[0] ?? "", "KIND"), columnOf(lines[1] ?? "", "account"), columnOf(lines[2] ?? "", "guest")],
    [20, 20, 20],
  );
  assert.equal(lines[3], "a much longer name");
});

test("what others chose commands no terminal", () => {
  assert.deepEqual(table(["NAME"], [["\u001b[2Jann\nbob\u202e"]]), ["NAME", "�[2Jann�bob�"]);
});

test("no rows are said in a word", () => {
  assert.deepEqual(table(["NAME"], []), ["(none)"]);
});

test("a bar fits into any terminal", () => {
  assert.equal(progressLine(50, 18), "█████░░░░░  50 %");
  assert.equal(progressLine(100, 200).length, 46);
  assert.ok(progressLine(3, 1).length > 0);
});
