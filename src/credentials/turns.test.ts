import assert from "node:assert/strict";
import { test } from "node:test";
import { Turns } from "./turns.ts";

/** Acts that end when told, and how many ran at the same time. */
function countedActs() {
  const ends: (() => void)[] = [];
  const seen = { running: 0, most: 0 };
  const act = async (): Promise<void> => {
    seen.running++;
    seen.most = Math.max(seen.most, seen.running);
    await new Promise<void>((resolve) => ends.push(resolve));
    seen.running--;
  };
  return { act, ends, seen };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("no more acts run at once than allowed, and all get their turn", async () => {
  const turns = new Turns({ atOnce: 2, maxWaiting: 10 });
  const { act, ends, seen } = countedActs();
  const all = Array.from({ length: 6 }, () => turns.run(act));
  for (let ended = 0; ended < 6; ended++) {
    await settled();
    ends.shift()?.();
  }
  await Promise.all(all);
  assert.deepEqual(seen, { running: 0, most: 2 });
});

test("who comes when the line is full is refused at once, with a time to come back", async () => {
  const turns = new Turns({ atOnce: 1, maxWaiting: 1 });
  const { act, ends } = countedActs();
  const first = turns.run(act);
  const second = turns.run(act);
  await assert.rejects(turns.run(act), { reason: "SIGN_IN_BUSY", code: "RESOURCE_EXHAUSTED", retryAfterMs: 1_000 });
  ends.shift()?.();
  await first;
  await settled();
  ends.shift()?.();
  await second;
});

test("an act that fails gives its place to the next", async () => {
  const turns = new Turns({ atOnce: 1, maxWaiting: 1 });
  const failing = turns.run(() => Promise.reject(new Error("no")));
  const next = turns.run(() => Promise.resolve("yes"));
  await assert.rejects(failing, /no/);
  assert.equal(await next, "yes");
});
