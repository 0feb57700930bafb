import assert from "node:assert/strict";
import { test } from "node:test";
import { merge, type Recorded, toDocument } from "./document.ts";
import { type Outcome, screenTable } from "./table.ts";

const outcome: Outcome = {
  name: "fan-out",
  method: "Many hear.",
  findings: [
    { what: "deliveries", unit: "", value: 1_404_494, repeats: [1_383_126, 1_404_494], target: { atLeast: 850_000 } },
    { what: "p99", unit: "ms", value: 178.687, target: { atMost: 150 } },
    { what: "rate", unit: "/s", value: 152.96 },
  ],
  plots: [{ name: "fan-out-cost", title: "Cost", xLabel: "people", yLabel: "µs", series: [] }],
};

const on = { processor: "one of them", commit: "abc" };
const recorded: Recorded = { ...outcome, on, quick: false };

test("the screen's table has numbers as people read them, the spread, and whether the target was met", () => {
  assert.equal(
    screenTable([outcome]),
    [
      "fan-out     measured   least … most           target     met",
      "deliveries  1,400,000  1,380,000 … 1,400,000  ≥ 850,000  yes",
      "p99         179 ms                            ≤ 150 ms   no",
      "rate        153/s",
    ].join("\n"),
  );
});

test("a table that stands beside an original says what was measured there", () => {
  const beside = { ...outcome, findings: [{ what: "rate", unit: "/s" as const, value: 2_000, original: "31/s" }] };
  assert.equal(
    screenTable([beside]),
    [
      "fan-out  measured  least … most  target  met  as measured on the original server",
      "rate     2,000/s                              31/s",
    ].join("\n"),
  );
  assert.match(toDocument([{ ...recorded, ...beside }]), /^\| rate \| 2,000\/s \| {2}\| {2}\| {2}\| 31\/s \|$/m);
});

test("the document names the machine, the method and what was found", () => {
  const document = toDocument([recorded]);
  assert.match(document, /^<sub>processor: one of them · commit: abc<\/sub>$/m);
  assert.match(document, /^## fan-out\n\nMany hear\.\n\n\| what \|/m);
  assert.match(document, /^\| p99 \| 179 ms \| {2}\| ≤ 150 ms \| no \|$/m);
  assert.match(document, /^!\[Cost\]\(fan-out-cost\.svg\)$/m);
  assert.doesNotMatch(document, /quick/);
});

test("the document of a quick run says that it is one", () => {
  assert.match(toDocument([{ ...recorded, quick: true }]), /quick run/);
});

test("a scenario that was not run says why, on the screen and in the page", () => {
  const skipped = { ...outcome, name: "peer", findings: [], skipped: "The peer is not here: build it." };
  assert.match(
    screenTable([outcome, skipped]),
    /^fan-out .*\n[^]*\n\npeer: not run\. The peer is not here: build it\.$/,
  );
  assert.match(
    toDocument([{ ...recorded, ...skipped }]),
    /^## peer\n\nMany hear\.\n\nNot run\. The peer is not here: build it\.$/m,
  );
});

test("what was recorded again takes the place of what was before, the rest stays, and what there is no more goes", () => {
  const named = (name: string, commit: string): Recorded => ({ ...recorded, name, on: { commit } });
  const before = [named("idle", "old"), named("gone", "old"), named("fan-out", "old")];
  const merged = merge(before, [named("fan-out", "new"), named("storm", "new")], ["fan-out", "storm", "idle", "day"]);
  assert.deepEqual(
    merged.map(({ name, on: { commit } }) => `${name} ${commit}`),
    ["fan-out new", "storm new", "idle old"],
  );
});
