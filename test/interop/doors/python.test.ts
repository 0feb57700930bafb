// The older doors to gRPC's own Python library, with stubs from the older contracts: the whole checklist.
import { test } from "node:test";
import { missingTool } from "../../support/require-tool.ts";
import type { CheckedDoor } from "./checklist.ts";
import { drivePython, holdAgainst, serveDoors } from "./driver.ts";

const needsPython = missingTool("python");

const doors: readonly [door: CheckedDoor, program: string, ...flags: string[]][] = [
  ["chatting, lobby", "see_chatting_lobby.py"],
  ["chatting, channels", "see_chatting_channels.py"],
  ["chat-server", "see_chat_server.py"],
  ["agg-funcs", "see_agg_funcs.py"],
  ["route-guide", "see_route_guide.py"],
  ["notification", "see_notification.py"],
  ["notification, pushed", "see_pushed_notifications.py", "--stream-notifications"],
];

for (const [door, program, ...flags] of doors) {
  test(`a Python client of ${door} sees what it always saw`, needsPython, async (t) => {
    const { address } = await serveDoors(t, ...flags);
    await holdAgainst(t, door, await drivePython(program, address));
  });
}
