import assert from "node:assert/strict";
import { test } from "node:test";
import { makeAgenda } from "./agenda.ts";
import { actKinds, timesAnHour } from "./mix.ts";
import { seeded } from "./seeded.ts";

test("each act is as frequent as the mix says, in the order in which it is due", () => {
  const agenda = makeAgenda(1_000, 3_600, seeded(1));
  for (const kind of actKinds) {
    const count = agenda.filter((act) => act.kind === kind).length;
    assert.ok(Math.abs(count - timesAnHour[kind] * 1_000) <= 3, `${count} times ${kind}`);
  }
  const times = agenda.map(({ dueMs }) => dueMs);
  assert.deepEqual(
    times,
    times.toSorted((one, other) => one - other),
  );
  assert.ok(times.every((dueMs) => dueMs >= 0 && dueMs < 3_600_000));
});

test("what is rare comes all the same, over many stretches", () => {
  const random = seeded(2);
  const stretches = Array.from({ length: 400 }, () => makeAgenda(1_000, 9, random));
  const deletions = stretches.flat().filter(({ kind }) => kind === "delete").length;
  // 0.05 a stretch.
  assert.ok(deletions > 8 && deletions < 40, `${deletions}`);
});

test("whoever types says it afterwards, in the same channel", () => {
  const agenda = makeAgenda(50, 600, seeded(3));
  const said = agenda.filter(({ kind }) => kind === "say");
  const typed = agenda.filter(({ kind }) => kind === "type");
  const isBySame = (one: (typeof said)[number], other: (typeof said)[number]) =>
    one.person === other.person && one.pick === other.pick;
  assert.ok(typed.length > 0);
  assert.ok(typed.every((act) => said.some((other) => isBySame(act, other))));
});

test("the same seed gives the same agenda", () => {
  assert.deepEqual(makeAgenda(20, 60, seeded(4)), makeAgenda(20, 60, seeded(4)));
});
