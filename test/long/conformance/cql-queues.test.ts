// What was settled is dropped from the store as a whole, and what comes late is not lost with it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openCqlHarness } from "../../conformance/cql-harness.ts";
import { decision, device, due, noon, outcome } from "../../conformance/notice-made.ts";
import { missingTool } from "../../support/require-tool.ts";

const minuteMs = 60_000;
const java = missingTool("java");

test("a minute of which all is settled is dropped, and one with something that waits is not", java, async () => {
  const store = await openCqlHarness();
  try {
    const { notices, clock } = store;
    clock.jump(noon - clock.now());
    await notices.putDevice(device("phone", "ann"), 20);
    await notices.decide([decision("c", 1, ["ann"]), decision("d", 90, ["ann"])]);
    const nowMs = noon + 30 * minuteMs;
    const { entries } = await notices.due(nowMs, 10);
    await notices.settle(entries.filter(({ sourceId }) => sourceId === "c").map((entry) => outcome(entry, "sent")));
    clock.advance(30 * minuteMs);
    assert.deepEqual(await due(notices, nowMs), ["phone d 90 tell"]);
    // Its minute is gone: a later message of the same source is written into that of now, and found.
    await notices.decide([decision("c", 2, ["ann"])]);
    assert.deepEqual(await due(notices, nowMs), ["phone c 2 tell", "phone d 90 tell"]);
    const waiting = (await notices.due(nowMs, 10)).entries;
    const again = waiting.map((entry) => outcome(entry, "retry", { retryAtMs: nowMs + 20 * minuteMs }));
    await notices.settle(again);
    clock.advance(20 * minuteMs);
    assert.deepEqual((await notices.due(nowMs, 10)).entries, []);
    assert.equal((await notices.due(nowMs + 20 * minuteMs, 10)).entries.length, 2, "it was dropped with its minute");
  } finally {
    await store.close();
  }
});

test("what a writer wrote goes when all of it is forgotten, and its readers keep their places", java, async () => {
  const store = await openCqlHarness();
  try {
    const { notifications, clock } = store;
    const request = { message: "hi", roomId: "", source: "offline-users" as const, userIds: ["ann", "bob"] };
    await notifications.keep({ ...request, requestId: "old", atMs: clock.now() });
    const { next } = await notifications.kept({ size: 1 });
    clock.jump(5 * 24 * 60 * minuteMs);
    await notifications.keep({ ...request, requestId: "new", atMs: clock.now() });
    await notifications.forgetBefore(clock.now() - minuteMs);
    assert.equal(await notifications.request("old"), undefined);
    const { items } = await notifications.kept({ after: next, size: 10 });
    assert.deepEqual(
      items.map(({ requestId, userId }) => `${requestId} ${userId}`),
      ["new ann", "new bob"],
    );
  } finally {
    await store.close();
  }
});
