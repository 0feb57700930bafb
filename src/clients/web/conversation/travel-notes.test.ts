import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatEvent } from "../../sdk/browser.ts";
import { TravelNotes } from "./travel-notes.ts";

const happened = (type: string, clientMessageId: string, more: object = {}) =>
  ({ type, channelId: "lobby", clientMessageId, ...more }) as unknown as ChatEvent;

test("each station of a message is noted when it was first heard of, and no other time is made up", () => {
  const notes = new TravelNotes();
  for (const [at, type] of ["pending", "queued", "acknowledged", "message", "acknowledged"].entries())
    notes.hear(happened(type, "a"), at + 1);
  notes.hear(happened("message", "b"), 9);
  notes.hear(happened("message", "c", { fromHistory: true }), 9);
  assert.deepEqual(notes.of("a"), { writtenMs: 1, keptMs: 2, acknowledgedMs: 3, heardMs: 4 });
  assert.deepEqual(notes.of("b"), { heardMs: 9 });
  assert.deepEqual(notes.of("c"), {});
});

test("no more than the last 2,000 messages are noted", () => {
  const notes = new TravelNotes();
  for (let i = 0; i <= 2_000; i++) notes.hear(happened("message", String(i)), i);
  assert.deepEqual([notes.of("0"), notes.of("1")], [{}, { heardMs: 1 }]);
});
