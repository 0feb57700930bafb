// The checker is checked: each bug that is planted around the clients or under the server is found, and named.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Rule } from "../../src/check/findings.ts";
import type { FaultKind } from "../../src/check/plan/fault-kinds.ts";
import type { Planted, PlantedKind } from "../../src/check/planted/planted.ts";
import { RunningCommand } from "../support/running-command.ts";

const program = new URL("../support/planted-check.ts", import.meta.url).pathname;

interface Asked {
  readonly faults: readonly FaultKind[];
  readonly planted?: Planted;
  readonly losesOnKill?: boolean;
}

async function rulesFound(asked: Asked): Promise<Rule[]> {
  const place = { cwd: process.cwd(), env: process.env };
  const command = new RunningCommand(process.execPath, [program, JSON.stringify(asked)], place);
  assert.equal(await command.ended, 0, command.screen());
  const { rules, told, acknowledged } = JSON.parse(command.stdout) as {
    rules: Rule[];
    told: string;
    acknowledged: number;
  };
  assert.ok(acknowledged > 20, told);
  assert.match(told, /--seed planted/);
  for (const rule of rules) assert.match(told, new RegExp(`BROKEN +${rule}, \\d+ times: .+\\.\n`));
  // Each of these bugs shows at some place of a log, which is told around it.
  if (rules.length > 0) assert.match(told, / log \S+\/\d+: \w+ /);
  return rules;
}

// Each client counts its own chances: even the few that a busy machine has in three seconds are more than these.
const plants: readonly [kind: PlantedKind, oneIn: number, rule: Rule][] = [
  ["drop", 20, "lost"],
  ["double", 1, "doubled"],
  ["swap", 3, "disagreement"],
  ["counter", 3, "miscounted"],
  ["sender-order", 2, "sender-order"],
  ["twice", 5, "doubled"],
  ["stale-page", 2, "stale-read"],
  ["edit", 3, "undone"],
];

for (const [kind, oneIn, rule] of plants) {
  test(`a planted bug is found: ${kind}, one in ${oneIn}`, async () => {
    const found = await rulesFound({ faults: kind === "double" ? ["cut"] : [], planted: { kind, oneIn } });
    assert.ok(found.includes(rule), `found only: ${found.join(", ")}`);
  });
}

test("a store that loses what it acknowledged when it is killed is found", async () => {
  const found = await rulesFound({ faults: ["kill"], losesOnKill: true });
  assert.ok(found.includes("lost"), `found only: ${found.join(", ")}`);
});

test("without a planted bug nothing is found", async () => {
  assert.deepEqual(await rulesFound({ faults: ["cut"] }), []);
});
