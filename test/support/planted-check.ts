// A program: one short check with a bug planted as its argument says; prints what was found, as JSON.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { check } from "../../src/check/check.ts";
import type { FaultKind } from "../../src/check/plan/fault-kinds.ts";
import { planOf } from "../../src/check/plan/plan.ts";
import type { Planted } from "../../src/check/planted/planted.ts";
import { summaryLines } from "../../src/check/report/summary.ts";

const { faults, planted, losesOnKill } = JSON.parse(process.argv[2] ?? "{}") as {
  readonly faults: readonly FaultKind[];
  readonly planted?: Planted;
  readonly losesOnKill?: boolean;
};

// What was committed since the last checkpoint is there and nowhere else.
const loseLatest = (data: string) => {
  for (const ending of ["-wal", "-shm"]) rmSync(join(data, `madang.db${ending}`), { force: true });
};

const result = await check({
  plan: planOf({ seed: "planted", talkMs: 3_000, people: 6, faults, impossible: () => undefined }),
  patienceMs: 8_000,
  planted,
  afterKill: losesOnKill ? loseLatest : undefined,
});
const rules = result.verdict.violations.map(({ rule }) => rule);
const told = summaryLines(result, "madang check --seed planted").join("\n");
console.log(JSON.stringify({ rules, told, acknowledged: result.verdict.acknowledged }));
process.exit();
