// A Python client made from the .proto files alone keeps the promise through kills of the server.
import { test } from "node:test";
import { missingTool } from "../support/require-tool.ts";
import { ConsoleClient } from "./console-client.ts";
import { talkThroughKills } from "./talk-through-kills.ts";

const program = "examples/python-asyncio/chat.py";

test("a Python person and an SDK person hear the same while the server is killed twice", missingTool("python"), (t) =>
  talkThroughKills(t, (address, name) => new ConsoleClient("python3", [program, "--address", address, "--name", name])),
);
