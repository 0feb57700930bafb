import assert from "node:assert/strict";
import { test } from "node:test";
import { errors } from "../../../core/errors.ts";
import { readRefusal, writeRefusal } from "./kept-refusals.ts";
import type { Outgoing } from "./outgoing.ts";

const refused: Outgoing = {
  channelId: "lobby",
  clientMessageId: "m1",
  text: "hello",
  replyTo: 7,
  writtenMs: 5,
  isKept: true,
  isSent: false,
  error: errors.sessionEnded(),
};

test("a refused message comes back as it was, with its reason, to whoever wrote it and to nobody else", () => {
  const kept = writeRefusal(refused, "ann");
  const [read] = readRefusal(kept, "ann");
  assert.deepEqual({ ...read, error: undefined }, { ...refused, error: undefined });
  assert.match(String(read?.error), /session/i);
  assert.deepEqual(readRefusal(kept, "bob"), []);
});

test("what is no kept message is nothing", () => {
  for (const kept of [undefined, "", "null", "[]", "{}", '{"by":"ann","text":5}']) {
    assert.deepEqual(readRefusal(kept, "ann"), []);
  }
});
