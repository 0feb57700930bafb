import assert from "node:assert/strict";
import { test } from "node:test";
import { readTypedLine, takeNumber, takeWord } from "./typed-line.ts";

test("what does not begin with a slash is said", () => {
  assert.deepEqual(readTypedLine("hello  "), { kind: "say", text: "hello  " });
});

test("two slashes say a text that begins with one", () => {
  assert.deepEqual(readTypedLine("//etc/hosts"), { kind: "say", text: "/etc/hosts" });
});

test("blank lines are nothing", () => {
  assert.equal(readTypedLine(" \t"), undefined);
});

test("commands are read without regard to case", () => {
  assert.deepEqual(readTypedLine("/JOIN  dev "), { kind: "command", name: "join", rest: "dev" });
  assert.deepEqual(readTypedLine("/"), { kind: "command", name: "", rest: "" });
});

test("what the built-in member answers is said as it was typed", () => {
  assert.deepEqual(readTypedLine("/sum 1 2"), { kind: "say", text: "/sum 1 2" });
  assert.deepEqual(readTypedLine("/MULTIPLY  6 7 "), { kind: "say", text: "/MULTIPLY  6 7 " });
  assert.deepEqual(readTypedLine("/summer"), { kind: "command", name: "summer", rest: "" });
});

test("the text of a command may have several lines", () => {
  assert.deepEqual(readTypedLine("/reply a\nb"), { kind: "command", name: "reply", rest: "a\nb" });
});

test("a name with blanks goes in quotes", () => {
  assert.deepEqual(takeWord('"kim min" hi there'), ["kim min", "hi there"]);
  assert.deepEqual(takeWord("ann  hi"), ["ann", "hi"]);
  assert.deepEqual(takeWord(""), ["", ""]);
});

test("a number in front is taken only where it stands alone", () => {
  assert.deepEqual(takeNumber("2 cats"), [2, "cats"]);
  assert.deepEqual(takeNumber("3"), [3, ""]);
  assert.deepEqual(takeNumber("2cats"), [undefined, "2cats"]);
  assert.deepEqual(takeNumber("two"), [undefined, "two"]);
});
