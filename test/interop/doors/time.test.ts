// What time does to Python clients of the four-service chat; it takes a minute, because theirs does.
import { test } from "node:test";
import { missingTool } from "../../support/require-tool.ts";
import { drivePython, holdAgainst, serveDoors } from "./driver.ts";

test("hearts beat, the killed are missed, the idle are told", missingTool("python"), async (t) => {
  const { address } = await serveDoors(t);
  await holdAgainst(t, "chatting, time", await drivePython("see_chatting_time.py", address));
});
