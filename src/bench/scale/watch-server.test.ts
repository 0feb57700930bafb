import assert from "node:assert/strict";
import { test } from "node:test";
import { mostOf, steepestPerSecond } from "./watch-server.ts";

const looks = [
  [0, 100],
  [500, 100],
  [1_000, 200],
  [1_500, 700],
  [2_500, 700],
].map(([atMs = 0, value = 0]) => ({ atMs, value, rssKiB: value / 10 }));

test("the steepest second is found between any two looks that are a second apart", () => {
  assert.equal(steepestPerSecond(looks), 600);
});

test("less than a second tells no rate", () => {
  assert.equal(steepestPerSecond(looks.slice(0, 2)), 0);
});

test("the most is told of what is asked for", () => {
  assert.equal(
    mostOf(looks, ({ rssKiB }) => rssKiB),
    70,
  );
});
