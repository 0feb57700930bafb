// The checker is checked: each bug that is planted around the clients or under the server is found, and named.
import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type CheckOptions, check } from "../../src/check/check.ts";
import type { Rule } from "../../src/check/findings.ts";
import type { FaultKind } from "../../src/check/plan/fault-kinds.ts";
import { planOf } from "../../src/check/plan/plan.ts";
import type { PlantedKind } from "../../src/check/planted/planted.ts";
import { summaryLines } from "../../src/check/report/summary.ts";

async function rulesFound(faults: readonly FaultKind[], options: Omit<CheckOptions, "plan">): Promise<Rule[]> {
  const plan = planOf({ seed: "planted", talkMs: 3_000, people: 6, faults, impossible: () => undefined });
  const result = await check({ patienceMs: 8_000, ...options, plan });
  assert.ok(result.verdict.acknowledged > 20, summaryLines(result, "").join("\n"));
  const rules = result.verdict.violations.map(({ rule }) => rule);
  const told = summaryLines(result, "madang check --seed planted").join("\n");
  assert.match(told, /--seed planted/);
  for (const rule of rules) assert.match(told, new RegExp(`BROKEN +${rule}, \\d+ times: .+\\.\n`));
  // Each of these bugs shows at some place of a log, which is told around it.
  if (rules.length > 0) assert.match(told, / log \S+\/\d+: \w+ /);
  return rules;
}

const plants: readonly [kind: PlantedKind, oneIn: number, rule: Rule][] = [
  ["drop", 300, "lost"],
  ["double", 1, "doubled"],
  ["swap", 100, "disagreement"],
  ["counter", 3, "miscounted"],
  ["sender-order", 2, "sender-order"],
  ["twice", 20, "doubled"],
  ["stale-page", 2, "stale-read"],
  ["edit", 3, "undone"],
];

for (const [kind, oneIn, rule] of plants) {
  test(`a planted bug is found: ${kind}, one in ${oneIn}`, async () => {
    const found = await rulesFound(kind === "double" ? ["cut"] : [], { planted: { kind, oneIn } });
    assert.ok(found.includes(rule), `found only: ${found.join(", ")}`);
  });
}

test("a store that loses what it acknowledged when it is killed is found", async () => {
  const afterKill = (data: string) => {
    // What was committed since the last checkpoint is there and nowhere else.
    for (const ending of ["-wal", "-shm"]) rmSync(join(data, `madang.db${ending}`), { force: true });
  };
  const found = await rulesFound(["kill"], { afterKill });
  assert.ok(found.includes("lost"), `found only: ${found.join(", ")}`);
});

test("without a planted bug nothing is found", async () => {
  assert.deepEqual(await rulesFound(["cut"], {}), []);
});
