// The older doors to gRPC's own Python library, with stubs from the older contracts: the whole checklist.
import { test } from "node:test";
import { missingTool } from "../../support/require-tool.ts";
import { drivePython, holdAgainst, serveDoors } from "./driver.ts";

const needsPython = missingTool("python");

test("a Python client of the chat with a desktop window sees what it always saw", needsPython, async (t) => {
  const { address } = await serveDoors(t);
  await holdAgainst(t, "chat-server", await drivePython("see_chat_server.py", address));
});
