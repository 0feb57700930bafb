// `madang soak` as people call it, and that it finds a leak.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { RunningCommand } from "../support/running-command.ts";

const program = new URL("../../src/madang.ts", import.meta.url).pathname;
const planted = new URL("../support/planted-soak.ts", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "madang-soak-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

test("a server that leaks memory and descriptors is found to grow", async () => {
  const command = new RunningCommand(process.execPath, [planted], { cwd: folder, env: process.env });
  assert.equal(await command.ended, 0, command.screen());
  const { growing, violations } = JSON.parse(command.stdout) as {
    growing: string[];
    violations: { rule: string }[];
  };
  assert.ok(growing.includes("heap") && growing.includes("descriptors"), command.screen());
  assert.deepEqual(
    violations.map(({ rule }) => rule),
    ["leak"],
  );
});

test("half a minute says what it measured, judges what can be judged, and writes the report", async () => {
  const report = join(folder, "soak.html");
  const args = [program, "soak", "--minutes", "0.5", "--crowd", "10", "--people", "6", "--faults", "cut,delay"];
  const told = ["--json", "--report", report];
  const command = new RunningCommand(process.execPath, [...args, ...told], { cwd: folder, env: process.env });
  assert.equal(await command.ended, 0, command.screen());
  const result = JSON.parse(command.stdout) as {
    kept: boolean;
    crowd: { acknowledged: number; heard: number };
    measures: { name: string; before: number; left: number }[];
  };
  assert.equal(result.kept, true);
  assert.ok(result.crowd.acknowledged > 100 && result.crowd.heard > 1_000, command.stdout);
  for (const name of ["heap", "own", "descriptors", "cpu"]) {
    const measure = result.measures.find((each) => each.name === name);
    assert.ok(measure, name);
  }
  const page = readFileSync(report, "utf8");
  assert.match(page, /Flat, and the promise was kept/);
  assert.equal(page.match(/<div class="plot"><svg/g)?.length, result.measures.length);
  assert.doesNotMatch(page, /<script|src=/);
});

test("a fault that would end the server is refused in one sentence", async () => {
  const args = [program, "soak", "--faults", "cut,kill"];
  const command = new RunningCommand(process.execPath, args, { cwd: folder, env: process.env });
  assert.equal(await command.ended, 2);
  assert.match(command.stderr, /^--faults: a soak makes none of kill, .*\.\n$/);
});
