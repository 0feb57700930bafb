// A check of a few seconds: everybody talks, the server is killed, connections are cut; and one planted bug is found.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { check } from "../../src/check/check.ts";
import { planOf } from "../../src/check/plan/plan.ts";
import { summaryLines } from "../../src/check/report/summary.ts";

const plan = planOf({
  seed: "short",
  talkMs: 2_000,
  people: 8,
  faults: ["kill", "cut"],
  impossible: () => undefined,
});

// About one process in twenty that ran a check goes on for ever when it is done (Node 24.21): as the command does, it ends.
after(() => void setTimeout(() => process.exit(), 2_000).unref());

test("people talk over every door through kill -9 and cut connections, and the promise is kept", async () => {
  const result = await check({ plan });
  assert.deepEqual(result.verdict.violations, [], summaryLines(result, "").join("\n"));
  assert.deepEqual(result.faults.map(({ kind }) => kind).sort(), ["cut", "kill"]);
  assert.deepEqual([...new Set(result.history.doors.values())].sort(), [
    "chatting",
    "grpc",
    "http",
    "socket-io",
    "window",
  ]);
  assert.ok(result.verdict.acknowledged > 50 && result.verdict.seen > 300, summaryLines(result, "").join("\n"));
  assert.ok(result.history.all("heard").length > 50, "the older doors were heard");
});
