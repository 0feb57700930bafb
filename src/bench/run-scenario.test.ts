import assert from "node:assert/strict";
import { test } from "node:test";
import { runScenario } from "./run-scenario.ts";
import type { Run } from "./scenario.ts";

const never = new Promise<never>(() => undefined);
const finding = { what: "it", unit: "" as const, value: 1 };

test("what a scenario started is taken down when it is over, the last first", async () => {
  const down: string[] = [];
  const { findings } = await runScenario(
    scenario(async (run) => {
      run.after(async () => void down.push("server"));
      run.after(async () => void down.push("audience"));
      return [finding];
    }),
    false,
    never,
  );
  assert.deepEqual(findings, [finding]);
  assert.deepEqual(down, ["audience", "server"]);
});

test("only a full run is held against targets", async () => {
  const target = { atMost: 2 };
  const aimed = scenario(async () => [{ ...finding, target }]);
  assert.deepEqual((await runScenario(aimed, false, never)).findings, [{ ...finding, target }]);
  assert.deepEqual((await runScenario(aimed, true, never)).findings, [{ ...finding, target: undefined }]);
});

test("a scenario that takes too long is ended, and what it starts after that is taken down too", async () => {
  const down: string[] = [];
  const late = Promise.withResolvers<void>();
  const slow = scenario(async (run) => {
    run.after(async () => void down.push("first"));
    await late.promise;
    run.after(async () => void down.push("late"));
    return [];
  }, 20);
  await assert.rejects(runScenario(slow, true, never), /^Error: a test took over 20 ms$/);
  assert.deepEqual(down, ["first"]);
  late.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(down, ["first", "late"]);
});

test("a stop from outside ends the scenario and takes everything down", async () => {
  let isDown = false;
  const running = scenario(async (run) => {
    run.after(async () => void (isDown = true));
    return never;
  });
  await assert.rejects(runScenario(running, true, Promise.reject(new Error("told to"))), /told to/);
  assert.ok(isDown);
});

function scenario(run: (run: Run) => Promise<readonly (typeof finding)[]>, longestMs = 5_000) {
  return { name: "a test", method: "", longestMs, run };
}
