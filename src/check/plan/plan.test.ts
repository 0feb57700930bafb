// A plan is the seed's: the same each time, with everything that was asked for and can be done.
import assert from "node:assert/strict";
import { test } from "node:test";
import { readFaultKinds } from "./fault-kinds.ts";
import { planOf } from "./plan.ts";

const ask = { talkMs: 60_000, people: 30, faults: readFaultKinds("all"), impossible: () => undefined };

test("the same seed draws the same plan, another one another", () => {
  assert.deepEqual(planOf({ ...ask, seed: "one" }), planOf({ ...ask, seed: "one" }));
  assert.notDeepEqual(planOf({ ...ask, seed: "one" }).faults, planOf({ ...ask, seed: "two" }).faults);
});

test("every fault that was asked for is made, one after the other, while people talk", () => {
  const { faults, skipped } = planOf({ ...ask, seed: "one", talkMs: 25_000 });
  assert.deepEqual(
    skipped.map(({ kind }) => kind),
    ["long-stall"],
  );
  const possible = ask.faults.filter((kind) => kind !== "long-stall");
  assert.deepEqual(new Set(faults.map(({ kind }) => kind)), new Set(possible));
  for (const [i, { atMs, forMs }] of faults.entries()) {
    assert.ok(atMs + forMs <= (faults[i + 1]?.atMs ?? 27_500), `fault ${i} lasts into the next one`);
  }
});

test("while some are stalled for long, nothing ends their connections, and the rest goes on", () => {
  for (const seed of ["one", "two", "three"]) {
    const { faults } = planOf({ ...ask, seed, talkMs: 600_000 });
    const stalls = faults.filter(({ kind }) => kind === "long-stall");
    assert.equal(stalls.length, 3);
    assert.deepEqual(new Set(faults.map(({ kind }) => kind)), new Set(ask.faults));
    for (const { atMs, forMs } of stalls) {
      assert.ok(forMs >= 35_000);
      const meanwhile = faults.filter((each) => each.atMs > atMs && each.atMs < atMs + forMs);
      assert.ok(meanwhile.length > 5);
      const kinds = new Set(meanwhile.map(({ kind }) => kind));
      for (const kind of ["kill", "cut", "restore", "stop", "half-open", "disk-full"] as const)
        assert.ok(!kinds.has(kind), `${kind} while a stall lasts`);
    }
    for (const [i, { atMs }] of faults.entries()) assert.ok(atMs >= (faults[i - 1]?.atMs ?? 0));
  }
});

test("with few people nobody is stalled for long: others have to go on talking", () => {
  const skippedOf = (people: number) => planOf({ ...ask, seed: "one", talkMs: 600_000, people }).skipped;
  assert.deepEqual(skippedOf(9), []);
  assert.deepEqual(
    skippedOf(8).map(({ kind }) => kind),
    ["long-stall"],
  );
});

test("a fault that cannot be made is named with its reason, and left out", () => {
  const impossible = (kind: string) => (kind === "disk-full" ? "there is no prlimit" : undefined);
  const plan = planOf({ ...ask, seed: "one", talkMs: 5_000, impossible });
  assert.deepEqual(
    plan.skipped.map(({ kind }) => kind),
    ["half-open", "disk-full", "long-stall"],
  );
  assert.equal(
    plan.faults.some(({ kind }) => kind === "half-open" || kind === "disk-full"),
    false,
  );
});

test("people come by every door, each under a name of their own, and some have a second device", () => {
  const { people } = planOf({ ...ask, seed: "one" });
  assert.equal(new Set(people.map(({ name }) => name)).size, 30);
  assert.deepEqual([...new Set(people.map(({ door }) => door))].sort(), [
    "chatting",
    "grpc",
    "http",
    "socket-io",
    "window",
  ]);
  assert.ok(new Set(people.map(({ account }) => account)).size < 30);
});
