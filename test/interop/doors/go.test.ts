// The older doors to Go's gRPC, with stubs from the older contracts: the checklist, but for what takes a minute.
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { promisify } from "node:util";
import { missingTool } from "../../support/require-tool.ts";
import type { CheckedDoor } from "./checklist.ts";
import { drive, holdAgainst, serveDoors } from "./driver.ts";

const longestBuildMs = 180_000;

const doors: readonly CheckedDoor[] = [
  "chatting, lobby",
  "chatting, channels",
  "chat-server",
  "agg-funcs",
  "route-guide",
  "notification",
];

test("to a Go client", missingTool("go"), async (t) => {
  const program = await build(t);
  for (const door of doors) {
    await t.test(`${door} looks as it always did`, async (t) => {
      const { address } = await serveDoors(t);
      await holdAgainst(t, door, await drive(program, [door, address]));
    });
  }
});

/** Generates and builds in a copy, so that nothing is left in the checkout. */
async function build(t: TestContext): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "madang-go-doors-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  cpSync("proto", join(folder, "proto"), { recursive: true });
  cpSync("test/interop/doors/go", join(folder, "doors"), { recursive: true });
  const options = { cwd: join(folder, "doors"), timeout: longestBuildMs };
  await promisify(execFile)(resolve("node_modules/.bin/buf"), ["generate"], options);
  await promisify(execFile)("go", ["build", "-o", "doors", "."], options);
  return join(folder, "doors/doors");
}
