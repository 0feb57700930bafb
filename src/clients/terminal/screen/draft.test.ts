import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Draft,
  draftOf,
  emptyDraft,
  eraseAfter,
  eraseBefore,
  eraseLineEnd,
  eraseLineStart,
  eraseWord,
  insert,
  move,
} from "./draft.ts";
import { draftRows, moveRow } from "./draft-rows.ts";

/** A draft with its caret at the bar. */
function at(text: string): Draft {
  const caret = text.indexOf("|");
  return { text: text.replace("|", ""), caret };
}

test("text goes in where the caret is", () => {
  assert.deepEqual(insert(at("ab|cd"), "한글"), at("ab한글|cd"));
});

test("jamo that are typed after each other become one syllable", () => {
  const typed = ["\u1112", "\u1161", "\u11ab"].reduce(insert, emptyDraft);
  assert.deepEqual(typed, draftOf("한"));
});

test("line ends of any kind are line ends, tabs blanks, and escapes are left out", () => {
  assert.deepEqual(insert(emptyDraft, "a\r\nb\rc\td\u001b[2J"), draftOf("a\nb\nc    d[2J"));
});

test("erasing takes away what people see as one character", () => {
  assert.deepEqual(eraseBefore(at("a👨‍👩‍👧‍👦|b")), at("a|b"));
  assert.deepEqual(eraseAfter(at("a|👍🏽b")), at("a|b"));
  assert.deepEqual(eraseBefore(at("|a")), at("|a"));
});

test("words and lines are erased up to the caret", () => {
  assert.deepEqual(eraseWord(at("one two  |three")), at("one |three"));
  assert.deepEqual(eraseLineStart(at("a\nbc|d")), at("a\n|d"));
  assert.deepEqual(eraseLineEnd(at("a|b\nc")), at("a|\nc"));
});

test("the caret moves by characters, words and lines", () => {
  assert.deepEqual(move(at("한|글"), "left"), at("|한글"));
  assert.deepEqual(move(at("a|👍🏽b"), "right"), at("a👍🏽|b"));
  assert.deepEqual(move(at("one two|"), "wordLeft"), at("one |two"));
  assert.deepEqual(move(at("|one two"), "wordRight"), at("one| two"));
  assert.deepEqual(move(at("a\nb|c\nd"), "start"), at("a\n|bc\nd"));
  assert.deepEqual(move(at("a\nb|c\nd"), "end"), at("a\nbc|\nd"));
});

test("the caret's column counts what stands before it, in columns of the terminal", () => {
  assert.deepEqual(pick(draftRows(at("한글ㅋ|ㅋ"), 20)), { texts: ["한글ㅋㅋ"], caretRow: 0, caretColumn: 6 });
});

test("the caret always has a place: a full row leaves its last column free", () => {
  assert.deepEqual(pick(draftRows(draftOf("abcd"), 5)), { texts: ["abcd"], caretRow: 0, caretColumn: 4 });
  assert.deepEqual(pick(draftRows(draftOf("abcde"), 5)), { texts: ["abcd", "e"], caretRow: 1, caretColumn: 1 });
  assert.deepEqual(pick(draftRows(draftOf("가나다"), 6)), { texts: ["가나", "다"], caretRow: 1, caretColumn: 2 });
});

test("the caret stands on the new line after a line end", () => {
  assert.deepEqual(pick(draftRows(draftOf("a\n"), 10)), { texts: ["a", ""], caretRow: 1, caretColumn: 0 });
});

test("up and down keep the column as far as the row goes", () => {
  assert.deepEqual(moveRow(at("abcd\n가\nefg|h"), 20, -1), at("abcd\n가|\nefgh"));
  assert.deepEqual(moveRow(at("ab|cd\nefgh"), 20, 1), at("abcd\nef|gh"));
  assert.equal(moveRow(at("a|b"), 20, 1), undefined);
  assert.equal(moveRow(at("a|b"), 20, -1), undefined);
});

function pick({ rows, caretRow, caretColumn }: ReturnType<typeof draftRows>) {
  return { texts: rows.map(({ text }) => text), caretRow, caretColumn };
}
