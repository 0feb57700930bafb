import assert from "node:assert/strict";
import { test } from "node:test";
import type { Key } from "ink";
import { keyActs } from "./key-acts.ts";

const none: Key = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageDown: false,
  pageUp: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  ctrl: false,
  shift: false,
  tab: false,
  backspace: false,
  delete: false,
  meta: false,
  super: false,
  hyper: false,
  capsLock: false,
  numLock: false,
};

test("Enter sends; with Alt, or as a line feed, it begins a new line", () => {
  assert.deepEqual(keyActs("\r", { ...none, return: true }), [{ type: "submit" }]);
  assert.deepEqual(keyActs("\r", { ...none, return: true, meta: true }), [{ type: "newline" }]);
  assert.deepEqual(keyActs("\n", none), [{ type: "newline" }]);
});

test("what came at once is taken apart at keys", () => {
  assert.deepEqual(keyActs("안녕\r\u0015/he\t", none), [
    { type: "insert", text: "안녕" },
    { type: "submit" },
    { type: "erase", what: "lineStart" },
    { type: "insert", text: "/he" },
    { type: "complete" },
  ]);
});

test("Ctrl-C leaves; keys with Ctrl or Alt that mean nothing type nothing", () => {
  assert.deepEqual(keyActs("c", { ...none, ctrl: true }), [{ type: "quit" }]);
  assert.deepEqual(keyActs("z", { ...none, ctrl: true }), []);
  assert.deepEqual(keyActs("z", { ...none, meta: true }), []);
});

test("arrows move the caret, with Ctrl or Alt up and down change the channel", () => {
  assert.deepEqual(keyActs("", { ...none, upArrow: true }), [{ type: "move", direction: "up" }]);
  assert.deepEqual(keyActs("", { ...none, downArrow: true, meta: true }), [{ type: "channel", step: 1 }]);
  assert.deepEqual(keyActs("", { ...none, leftArrow: true, ctrl: true }), [{ type: "move", direction: "wordLeft" }]);
});
