// The pace settles where the server takes half of a core, or where the crowd can keep up.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HalfLoad } from "./half-load.ts";

test("the pace settles where the server takes half of a core", () => {
  for (const cpuPerSend of [0.02, 0.1, 0.4]) {
    const load = new HalfLoad();
    for (let i = 0; i < 25; i++) load.adjust({ cpu: load.perSecond * cpuPerSend, leftOutPart: 0.05 });
    assert.ok(Math.abs(load.perSecond * cpuPerSend - 50) < 1, `${load.perSecond} a second`);
  }
});

test("a crowd that cannot keep up is asked for less, though the server could do more", () => {
  const load = new HalfLoad();
  const before = load.perSecond;
  load.adjust({ cpu: 5, leftOutPart: 0.5 });
  assert.ok(load.perSecond < before);
});

test("a server that is idle or overrun moves the pace by steps and between bounds", () => {
  const load = new HalfLoad();
  load.adjust({ cpu: 0, leftOutPart: 0.05 });
  assert.equal(load.perSecond, 65);
  for (let i = 0; i < 100; i++) load.adjust({ cpu: 0, leftOutPart: 0.05 });
  assert.equal(load.perSecond, 5_000);
  for (let i = 0; i < 100; i++) load.adjust({ cpu: 400, leftOutPart: 0.05 });
  assert.equal(load.perSecond, 5);
});
