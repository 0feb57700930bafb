// Every rule of the fold is needed: without it random schedules break the promise; with all of them many more do not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { firstBroken } from "../support/partition-world/first-broken.ts";
import { mutants } from "../support/partition-world/mutants.ts";

const schedules = 2_000;

for (const losesTail of [false, true]) {
  test(`${schedules} schedules break nothing${losesTail ? ", with a log that loses its tail" : ""}`, async () => {
    assert.equal(await firstBroken({ losesTail }, { from: 1, to: schedules }), undefined);
  });
}

for (const { name, world, within } of mutants) {
  test(`schedules break the promise without this rule: ${name}`, async () => {
    assert.notEqual(await firstBroken(world, { from: 1, to: within, shortened: false }), undefined);
  });
}
