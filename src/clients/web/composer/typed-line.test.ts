import assert from "node:assert/strict";
import { test } from "node:test";
import { hasControl, roomLeft } from "./text-limit.ts";
import { readTypedLine, takeWord } from "./typed-line.ts";

test("what begins with a slash is a command, but for sums and for two slashes", () => {
  assert.deepEqual(readTypedLine("/Join #dev "), { kind: "command", name: "join", rest: "#dev" });
  assert.deepEqual(readTypedLine("/"), { kind: "command", name: "", rest: "" });
  assert.deepEqual(readTypedLine("/sum 1 2"), { kind: "say", text: "/sum 1 2" });
  assert.deepEqual(readTypedLine("//etc is a folder"), { kind: "say", text: "/etc is a folder" });
  assert.deepEqual(readTypedLine("a /b"), { kind: "say", text: "a /b" });
});

test("a name with blanks stands in quotes", () => {
  assert.deepEqual(takeWord('"ann lee" hello'), ["ann lee", "hello"]);
  assert.deepEqual(takeWord("ann hello you"), ["ann", "hello you"]);
});

test("the room is counted as the server counts", () => {
  assert.equal(roomLeft(""), 4_000);
  assert.equal(roomLeft("e\u0301"), 3_999);
  assert.equal(roomLeft("😀".repeat(4_001)), -1);
  assert.ok(roomLeft("x".repeat(10_000_000)) < 0);
});

test("control characters are noticed, line ends and tabs are none", () => {
  assert.deepEqual(["a\u0007", "a\tb\nc", "a\u0000"].map(hasControl), [true, false, true]);
});
