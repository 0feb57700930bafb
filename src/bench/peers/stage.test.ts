import assert from "node:assert/strict";
import { test } from "node:test";
import type { Run } from "../scenario.ts";
import { stage } from "./stage.ts";

test("what a part started is gone when it is over, the last first, whether it went well or not", async () => {
  const down: string[] = [];
  const start = async (part: Run) => {
    part.after(async () => void down.push("server"));
    part.after(async () => void down.push("crowd"));
    return "found";
  };
  assert.equal(await stage(runThat(), start), "found");
  assert.deepEqual(down, ["crowd", "server"]);
  await assert.rejects(
    stage(runThat(), async (part) => {
      await start(part);
      throw new Error("it failed");
    }),
    /it failed/,
  );
  assert.deepEqual(down, ["crowd", "server", "crowd", "server"]);
});

test("a run that is ended in the middle of a part takes the part down, and what it starts after that", async () => {
  const ends: (() => Promise<void>)[] = [];
  const down: string[] = [];
  const go = Promise.withResolvers<void>();
  const running = stage(runThat(ends), async (part) => {
    part.after(async () => void down.push("early"));
    await go.promise;
    part.after(async () => void down.push("late"));
  });
  for (const end of ends) await end();
  assert.deepEqual(down, ["early"]);
  go.resolve();
  await running;
  assert.deepEqual(down, ["early", "late"]);
});

function runThat(ends: (() => Promise<void>)[] = []): Run {
  return { quick: true, say: () => undefined, plot: () => undefined, after: (act) => void ends.push(act) };
}
