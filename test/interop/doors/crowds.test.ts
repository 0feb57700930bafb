// Crowds at the older doors: as many streams on one connection as the older servers could not carry.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuMsOf } from "../../../src/bench/meters/process-meter.ts";
import { missingTool } from "../../support/require-tool.ts";
import type { CheckedDoor } from "./checklist.ts";
import { holdAgainst, serveDoors, sightsIn, startPython } from "./driver.ts";

// A whole round of the beats of all hearts.
const idleMs = 5_000;

/** What of a core the server may use for a crowd that does nothing: the older ones used between 0.2 and all of it. */
const crowds: readonly [door: CheckedDoor, program: string, idleShare: number][] = [
  ["chatting, a crowd", "crowd_of_users.py", 0.1],
  ["chat-server, a crowd", "crowd_of_windows.py", 0.02],
  ["route-guide, a crowd", "crowd_of_askers.py", 0.02],
];

for (const [door, program, idleShare] of crowds) {
  test(`${door} of Python clients is served`, missingTool("python"), async (t) => {
    const madang = await serveDoors(t);
    const crowd = startPython(t, program, madang.address);
    await crowd.entered();
    await t.test("while it does nothing, so does the server", async () => {
      const before = cpuMsOf(madang.pid);
      await sleep(idleMs);
      const share = (cpuMsOf(madang.pid) - before) / idleMs;
      assert.ok(share < idleShare, `${share} of a core`);
    });
    crowd.type("");
    assert.equal(await crowd.ended, 0, crowd.screen());
    await holdAgainst(t, door, sightsIn(crowd.screen()));
  });
}
