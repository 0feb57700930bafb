// Whoever stops the demo in the middle keeps nothing of it: no program, and no folder.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { eventually, RunningCommand } from "../support/running-command.ts";

const root = new URL("../../", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "madang-demo-test-"));
const started: RunningCommand[] = [];
after(async () => {
  for (const { child } of started) child.kill("SIGKILL");
  await Promise.all(started.map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
});

function startDemo(): RunningCommand {
  const env = { ...process.env, TMPDIR: folder };
  const demo = new RunningCommand(process.execPath, [join(root, "tools/demo/demo.ts")], { cwd: root, env });
  started.push(demo);
  return demo;
}

/** Programs of the demo: all run in its folder. */
function programs(): string[] {
  return readdirSync("/proc").filter((id) => {
    try {
      return /^\d+$/.test(id) && readlinkSync(`/proc/${id}/cwd`).startsWith(folder);
    } catch {
      // It has ended, or is not ours.
      return false;
    }
  });
}

const onLinux = { skip: process.platform === "linux" ? false : "what is left running is looked up in /proc" };
const moments = [
  { signal: "SIGINT", code: 130, act: "consoles 1, 2, 3 are here", when: "while people come in" },
  { signal: "SIGTERM", code: 143, act: "kill -9: ", when: "while the server is down" },
] as const;

for (const { signal, code, act, when } of moments) {
  test(`after ${signal} ${when} the demo leaves no program and no folder`, onLinux, async () => {
    const demo = startDemo();
    await demo.prints(act);
    assert.ok(programs().length >= 2, "some of its programs run");
    demo.child.kill(signal);
    assert.equal(await demo.ended, code, demo.screen());
    assert.deepEqual(programs(), []);
    assert.deepEqual(readdirSync(folder), []);
  });
}

test("the programs of the demo end although it was killed", onLinux, async () => {
  const demo = startDemo();
  await demo.prints("windows win, tk are here");
  demo.child.kill("SIGKILL");
  await eventually(
    () => programs().length === 0,
    15_000,
    () => `still there: ${programs().join(", ")}`,
  );
});
