import assert from "node:assert/strict";
import { test } from "node:test";
import { type AddressedSignal, decodeSignal, encodeSignal } from "./signal-words.ts";

test("every signal comes out of its bytes as it went in", () => {
  const signals: AddressedSignal[] = [
    { kind: "session", id: "s", signal: { ended: true, reason: "signed out" } },
    { kind: "user", id: "ann", signal: { kind: "joined", channelId: "den", seq: 7 } },
    { kind: "user", id: "ann", signal: { kind: "left", channelId: "den", seq: 8, removed: true } },
    { kind: "user", id: "ann", signal: { kind: "left", channelId: "den", seq: 9, removed: false } },
    { kind: "user", id: "ann", signal: { kind: "read", channelId: "den", seq: 2 ** 40 } },
    { kind: "channel", id: "den", signal: { kind: "typing", part: new Uint8Array([1, 2, 255]) } },
  ];
  for (const signal of signals) assert.deepEqual(decodeSignal(encodeSignal(signal)), signal);
});

test("a signal that this release does not know is none", () => {
  // Field 15, a word of a later release.
  assert.equal(decodeSignal(new Uint8Array([0x7a, 0x01, 0x41])), undefined);
});
