// The promise holds for one partition of the fleet, whatever fails; the nodes are the real code, all around them is simulated.
import assert from "node:assert/strict";
import { test } from "node:test";
import { allRules } from "../../src/backends/cluster/rules-in-force.ts";
import { firstBroken } from "../support/partition-world/first-broken.ts";
import { mutants, notFound } from "../support/partition-world/mutants.ts";

const schedules = 250;
const often = mutants.filter(({ within }) => within <= 60);

test("random schedules of kills, stops, late and doubled calls break nothing", async () => {
  assert.equal(await firstBroken({}, { from: 1, to: schedules }), undefined);
});

test("nor do they when the log loses its tail", async () => {
  assert.equal(await firstBroken({ losesTail: true }, { from: 1, to: schedules }), undefined);
});

for (const { name, world, within } of often) {
  test(`without this rule they do: ${name}`, async () => {
    assert.notEqual(await firstBroken(world, { from: 1, to: within, shortened: false }), undefined);
  });
}

test("each rule is taken away by a mutant, or is known to be found by none", () => {
  const taken = new Set(mutants.flatMap(({ world }) => Object.keys(world.rules ?? {})));
  assert.deepEqual([...taken, ...notFound].toSorted(), Object.keys(allRules).toSorted());
});
