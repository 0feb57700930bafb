import assert from "node:assert/strict";
import { test } from "node:test";
import { deliveryKey } from "./delivery-keys.ts";

const entry = {
  deviceId: "phone",
  userId: "ann",
  sourceId: "c",
  seq: 7,
  atMs: 1_000,
  reason: "all",
  act: "tell",
  dueAtMs: 2_000,
  attempts: 0,
} as const;

test("the key is the same for the same message, and another one for whatever else a device is told", () => {
  const others = [
    { ...entry, deviceId: "pc" },
    { ...entry, sourceId: "d" },
    { ...entry, seq: 8 },
    { ...entry, act: "withdraw" as const },
  ];
  const keys = [entry, { ...entry, attempts: 3, dueAtMs: 9_000 }, ...others].map(deliveryKey);
  assert.equal(keys[0], keys[1]);
  assert.equal(new Set(keys).size, 5);
});

test("a message that got its seq again after a restore is no repeat of the one that is lost", () => {
  assert.notEqual(deliveryKey(entry), deliveryKey({ ...entry, atMs: 2_000 }));
});
