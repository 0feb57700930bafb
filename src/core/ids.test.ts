// Short ids: their form, their order and their chance.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createId, createMessageId, createSecret, directChannelId, isId, type Randomness, toBase62 } from "./ids.ts";

const zeros: Randomness = (bytes) => bytes.fill(0);
const ones: Randomness = (bytes) => bytes.fill(0xff);

test("ids have a fixed length and are ids themselves", () => {
  for (const fill of [zeros, ones, undefined]) {
    const made = [
      createId(fill),
      createSecret(fill),
      createMessageId(1_767_225_600_000, fill),
      directChannelId("a", "b"),
    ];
    assert.deepEqual(
      made.map((id) => id.length),
      [16, 43, 22, 23],
    );
    assert.ok(made.every(isId));
  }
});

test("ten thousand ids are all different", () => {
  assert.equal(new Set(Array.from({ length: 10_000 }, () => createId())).size, 10_000);
  assert.equal(new Set(Array.from({ length: 10_000 }, () => createMessageId(1))).size, 10_000);
});

test("message ids sort by their time, whatever the chance", () => {
  const times = [0, 1, 255, 256, 2 ** 40, 1_767_225_600_000, 1_767_225_600_001, 2 ** 47];
  const made = times.flatMap((ms) => [createMessageId(ms, zeros), createMessageId(ms, ones)]);
  assert.deepEqual(made.toSorted(), made);
});

test("base62 keeps the order of the bytes", () => {
  const samples = [
    [0, 0],
    [0, 1],
    [0, 61],
    [0, 62],
    [1, 0],
    [255, 255],
  ];
  const texts = samples.map((bytes) => toBase62(Uint8Array.from(bytes), 3));
  assert.deepEqual(texts, ["000", "001", "00z", "010", "048", "H31"]);
  assert.deepEqual(texts.toSorted(), texts);
});

test("the direct channel of two people is one, whoever asks, and nobody else's", () => {
  assert.equal(directChannelId("ann", "bob"), directChannelId("bob", "ann"));
  const pairs = [
    ["ann", "bob"],
    ["ann", "bobb"],
    ["annb", "ob"],
    ["a", "nnbob"],
    ["bob", "bob"],
  ] as const;
  assert.equal(new Set(pairs.map(([one, other]) => directChannelId(one, other))).size, pairs.length);
});

test("an id is 1 to 64 of letters, digits and a few signs", () => {
  for (const good of ["a", "A-z_0.9:", "x".repeat(64)]) assert.equal(isId(good), true);
  for (const bad of ["", "x".repeat(65), "a b", "가", "a\n", "a/b", "a\0"]) assert.equal(isId(bad), false);
});
