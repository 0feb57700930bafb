// The launcher hands over to Node 24 and stands in for its child from then on.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type TestContext, test } from "node:test";
import { eventually } from "../support/running-command.ts";
import { FakeProject, nodePackage } from "./fake-project.ts";

test("a command runs under the Node that npm installed, with its arguments and its exit code", async (t) => {
  const project = await installed(t);
  const command = project.madang(["exit", "5", "--json"]);
  assert.equal(await command.ended, 5);
  const { args, packaged } = JSON.parse(command.stdout);
  assert.deepEqual(args, ["5", "--json"]);
  assert.equal(packaged, true);
});

test("a Node of npm's that cannot start here gives way to the one at hand", async (t) => {
  const project = await installed(t);
  project.write(`node_modules/${nodePackage}/bin/node`, "#!/nowhere/interpreter\n");
  const command = project.madang(["exit", "0"]);
  assert.equal(await command.ended, 0);
  assert.equal(JSON.parse(command.stdout).packaged, false);
});

test("where no Node 24 is to be had, one sentence says so", missingOldNode(), async (t) => {
  const project = await installed(t);
  project.write("package-lock.json", JSON.stringify({ packages: {} }));
  project.remove("node_modules");
  project.write("npm/npm-cli.js", "");
  const command = project.madang(["exit", "0"], oldNode());
  assert.equal(await command.ended, 1);
  assert.match(command.stderr, /^Madang needs Node 24: .*\n$/m);
  assert.equal(command.stdout, "");
});

test("only serve gets the memory flag", async (t) => {
  const project = await installed(t);
  const flag = "--external-memory-accounted-in-global-limit";
  const chat = project.madang(["exit", "0"]);
  await chat.ended;
  assert.ok(!JSON.parse(chat.stdout).flags.includes(flag));
  const serve = project.madang(["serve"]);
  await serve.prints("ready");
  serve.child.kill("SIGTERM");
  await serve.ended;
  assert.ok(JSON.parse(serve.stdout.split("\n")[0] ?? "").flags.includes(flag));
});

test("SIGTERM goes to the server, and the launcher waits for its end and takes its exit code", async (t) => {
  const project = await installed(t);
  const command = project.madang(["serve"]);
  await command.prints("ready");
  command.child.kill("SIGTERM");
  assert.equal(await command.ended, 3);
  assert.equal(command.stdout.split("draining").length, 2, "the server hears the signal once");
});

test("a child ended by a signal makes the exit code 128 and its number", async (t) => {
  const project = await installed(t);
  assert.equal(await project.madang(["die"]).ended, 128 + 9);
});

test("the server notices a kill -9 of the launcher", async (t) => {
  const project = await installed(t);
  const command = project.madang(["serve"]);
  await command.prints("ready");
  command.child.kill("SIGKILL");
  await eventually(
    () => project.has("orphaned"),
    5_000,
    () => command.screen(),
  );
});

test("the version is told without installing anything", async (t) => {
  const project = new FakeProject(t);
  const command = project.madang(["--version"]);
  assert.equal(await command.ended, 0);
  assert.equal(command.stdout, "1.2.3\n");
  assert.deepEqual(project.npmRuns(), []);
});

test("an installed package runs from dist and refuses what needs a checkout", async (t) => {
  const project = new FakeProject(t);
  project.remove("src");
  project.remove("package-lock.json");
  project.write("dist/madang.js", 'console.log("built");');
  const chat = project.madang(["chat"]);
  assert.equal(await chat.ended, 0);
  assert.equal(chat.stdout, "built\n");
  const tests = project.madang(["test"]);
  assert.equal(await tests.ended, 1);
  assert.match(tests.stderr, /^madang test is for a checkout/);
});

async function installed(t: TestContext): Promise<FakeProject> {
  const project = new FakeProject(t);
  assert.equal(await project.madang(["exit", "0"]).ended, 0);
  return project;
}

function missingOldNode(): { skip?: string } {
  return oldNode() === undefined ? { skip: "No Node older than 24 is on the PATH" } : {};
}

function oldNode(): string | undefined {
  const nodes = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "node"));
  return nodes
    .filter((path) => existsSync(path))
    .find((path) => {
      const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
      return Number(/^v(\d+)/.exec(stdout)?.[1]) < 24;
    });
}
