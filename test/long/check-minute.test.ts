// `madang check` as people call it, with every fault that this machine can make.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { RunningCommand } from "../support/running-command.ts";

const program = new URL("../../src/madang.ts", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "madang-check-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("half a minute with all faults keeps the promise, exits with 0 and writes the report", async () => {
  const report = join(folder, "report.html");
  const args = [program, "check", "--minutes", "0.5", "--people", "20", "--json", "--report", report];
  const command = new RunningCommand(process.execPath, args, { cwd: folder, env: process.env });
  assert.equal(await command.ended, 0, command.screen());
  const result = JSON.parse(command.stdout) as Record<string, unknown> & { faults: { kind: string }[] };
  assert.equal(result["kept"], true);
  assert.deepEqual(result["violations"], []);
  const made = new Set(result.faults.map(({ kind }) => kind));
  for (const kind of ["kill", "stop", "cut", "delay", "half-open", "stall", "clock", "client-kill", "restore"])
    assert.ok(made.has(kind), kind);
  const page = readFileSync(report, "utf8");
  assert.match(page, /The promise was kept/);
  assert.doesNotMatch(page, /<script|https?:\/\//);
});
