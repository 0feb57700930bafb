// The older doors while the server is killed and started again, seen by Python clients with open streams.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { missingTool } from "../../support/require-tool.ts";
import type { CheckedDoor } from "./checklist.ts";
import { holdAgainst, serveDoors, sightsIn, startPython } from "./driver.ts";

const downMs = 300;

const stories: readonly [door: CheckedDoor, program: string][] = [
  ["chatting, a kill", "through_a_kill_of_users.py"],
  ["chat-server, a kill", "through_a_kill_of_windows.py"],
];

for (const [door, program] of stories) {
  test(`${door} -9 loses Python clients nothing`, missingTool("python"), async (t) => {
    const madang = await serveDoors(t);
    const client = startPython(t, program, madang.address);
    await client.entered();
    await madang.kill();
    await sleep(downMs);
    client.type("");
    await madang.start();
    assert.equal(await client.ended, 0, client.screen());
    await holdAgainst(t, door, sightsIn(client.screen()));
  });
}
