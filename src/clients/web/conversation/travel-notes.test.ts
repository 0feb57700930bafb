import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatEvent } from "../../sdk/browser.ts";
import { TravelNotes } from "./travel-notes.ts";

const happened = (type: string, clientMessageId: string, more: object = {}) =>
  ({ type, channelId: "lobby", clientMessageId, ...more }) as unknown as ChatEvent;

test("each station of a message is noted when it was first heard of, and no other time is made up", () => {
  const notes = new TravelNotes(true);
  for (const [at, type] of ["pending", "queued", "acknowledged", "message", "acknowledged"].entries())
    notes.hear(happened(type, "a"), at + 1);
  notes.hear(happened("message", "b"), 9);
  notes.hear(happened("message", "c", { fromHistory: true }), 9);
  assert.deepEqual(notes.of("a"), { writtenMs: 1, keptMs: 2, acknowledgedMs: 3, heardMs: 4 });
  assert.deepEqual(notes.of("b"), { heardMs: 9 });
  assert.deepEqual(notes.of("c"), {});
});

test("no more than the last 2,000 messages are noted", () => {
  const notes = new TravelNotes(true);
  for (let i = 0; i <= 2_000; i++) notes.hear(happened("message", String(i)), i);
  assert.deepEqual([notes.of("0"), notes.of("1")], [{}, { heardMs: 1 }]);
});

test("a refusal is noted until the message is tried again", () => {
  const notes = new TravelNotes(true);
  for (const [at, type] of ["pending", "failed"].entries()) notes.hear(happened(type, "a"), at + 1);
  assert.deepEqual(notes.of("a"), { writtenMs: 1, failedMs: 2 });
  notes.hear(happened("pending", "a"), 3);
  assert.deepEqual(notes.of("a"), { writtenMs: 1 });
  notes.hear(happened("failed", "a"), 4);
  assert.deepEqual(notes.of("a"), { writtenMs: 1, failedMs: 4 });
});

test("since when there is no connection is known if it was lost here, whatever reasons follow", () => {
  const notes = new TravelNotes(true);
  assert.deepEqual(notes.connection, { isConnected: true, sinceMs: undefined });
  for (const [at, state] of ["connected", "connecting", "disconnected", "connecting"].entries())
    notes.hear(happened("state", "", { state }), at + 1);
  assert.deepEqual(notes.connection, { isConnected: false, sinceMs: 2 });
});
