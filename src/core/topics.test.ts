// Topics: who listens hears, who stopped does not, and nothing is left of either.
import assert from "node:assert/strict";
import { test } from "node:test";
import { Topics } from "./topics.ts";

type Words = { user: string; channel: number };

test("everybody who listens to a topic hears it, and nobody else", () => {
  const topics = new Topics<Words>();
  const heard: string[] = [];
  topics.on("user", "ann", (word) => heard.push(`1 ${word}`));
  topics.on("user", "ann", (word) => heard.push(`2 ${word}`));
  topics.on("user", "bob", (word) => heard.push(`bob ${word}`));
  topics.on("channel", "ann", (word) => heard.push(`channel ${word}`));
  topics.emit("user", "ann", "hello");
  topics.emit("channel", "ann", 7);
  topics.emit("user", "nobody", "hello");
  assert.deepEqual(heard, ["1 hello", "2 hello", "channel 7"]);
});

test("who stops hears nothing more, also twice and from within, and topics without listeners are forgotten", () => {
  const topics = new Topics<Words>();
  const heard: string[] = [];
  const off = topics.on("user", "ann", (word) => {
    heard.push(word);
    off();
  });
  const other = topics.on("user", "ann", (word) => heard.push(`other ${word}`));
  topics.emit("user", "ann", "one");
  topics.emit("user", "ann", "two");
  off();
  assert.deepEqual([topics.isHeard("user", "ann"), topics.isHeard("channel", "ann")], [true, false]);
  other();
  other();
  assert.equal(topics.isHeard("user", "ann"), false);
  topics.emit("user", "ann", "three");
  assert.deepEqual([heard, topics.size], [["one", "other one", "other two"], 0]);
});

test("one who stops late does not silence those who came after", () => {
  const topics = new Topics<Words>();
  const off = topics.on("user", "ann", () => undefined);
  off();
  const heard: string[] = [];
  topics.on("user", "ann", (word) => heard.push(word));
  off();
  topics.emit("user", "ann", "hello");
  assert.deepEqual([heard, topics.size], [["hello"], 1]);
});

test("what is emitted is passed on, and what was passed on to here is not", () => {
  const topics = new Topics<{ readonly room: string }>();
  const [passed, heard]: [string[], string[]] = [[], []];
  topics.passOn((kind, id, signal) => void passed.push(`${kind} ${id} ${signal}`));
  topics.on("room", "den", (signal) => void heard.push(signal));
  topics.emit("room", "den", "own");
  topics.deliver("room", "den", "from elsewhere");
  assert.deepEqual(passed, ["room den own"]);
  assert.deepEqual(heard, ["own", "from elsewhere"]);
});
