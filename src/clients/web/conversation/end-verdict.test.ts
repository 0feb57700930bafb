import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isAtEnd, isMovedAway } from "./end-verdict.ts";

describe("a list that stood at its end", () => {
  test("is at its end where fractions of pixels are missing, and not where a row is", () => {
    assert.ok(isAtEnd({ top: 999.4, end: 1_000 }));
    assert.ok(!isAtEnd({ top: 974, end: 1_000 }));
  });

  test("was not moved when rows came or grew below", () => {
    assert.ok(!isMovedAway({ top: 1_000, end: 1_312 }, 1_000));
  });

  test("was not moved when rows shrank and the browser took it up to the new end", () => {
    assert.ok(!isMovedAway({ top: 700, end: 700 }, 1_000));
    assert.ok(!isMovedAway({ top: 699.6, end: 700 }, 1_000));
  });

  test("was moved when it stands higher than it stood, also while rows come", () => {
    assert.ok(isMovedAway({ top: 500, end: 1_000 }, 1_000));
    assert.ok(isMovedAway({ top: 500, end: 2_000 }, 1_000));
  });

  test("was moved when it stands higher than the rows shrank", () => {
    assert.ok(isMovedAway({ top: 500, end: 700 }, 1_000));
  });

  test("was not moved when nothing is known of before", () => {
    assert.ok(!isMovedAway({ top: 0, end: 5_000 }, 0));
  });
});
