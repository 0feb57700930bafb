// A Go client made from the .proto files alone keeps the promise through kills of the server.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { missingTool } from "../support/require-tool.ts";
import { ConsoleClient } from "./console-client.ts";
import { talkThroughKills } from "./talk-through-kills.ts";

const longestBuildMs = 180_000;

test("a Go person and an SDK person hear the same while the server is killed twice", missingTool("go"), async (t) => {
  const program = await build(t);
  await talkThroughKills(t, (address, name) => new ConsoleClient(program, ["-address", address, "-name", name]));
});

/** Generates and builds in a copy, so that nothing is left in the checkout. */
async function build(t: TestContext): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "madang-go-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const part of ["proto", "examples/go"]) cpSync(part, join(folder, part), { recursive: true });
  const options = { cwd: join(folder, "examples/go"), timeout: longestBuildMs };
  await promisify(execFile)(resolve("node_modules/.bin/buf"), ["generate"], options);
  await promisify(execFile)("go", ["build", "-o", "chat", "."], options);
  return join(folder, "examples/go/chat");
}
