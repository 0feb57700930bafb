// The launcher installs once for each package-lock.json, one installer at a time, whatever is killed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, type RunningCommand } from "../support/running-command.ts";
import { FakeProject } from "./fake-project.ts";

const waiting = "Another command is installing";

test("the first command installs, tells it in two lines on stderr, and the second finds all in place", async (t) => {
  const project = new FakeProject(t);
  const first = project.madang(["exit", "0"]);
  assert.equal(await first.ended, 0);
  assert.match(first.stderr, /^Installing the packages .*\nInstalled in \d+\.\d s\.\n$/);
  assert.ok(first.stdout.startsWith("{"), "stdout holds the program's words only");
  const second = project.madang(["exit", "0"]);
  assert.equal(await second.ended, 0);
  assert.equal(second.stderr, "");
  assert.equal(project.npmRuns().length, 1);
});

test("another package-lock.json is installed again", async (t) => {
  const project = new FakeProject(t);
  await project.madang(["exit", "0"]).ended;
  project.lock("second");
  await project.madang(["exit", "0"]).ended;
  assert.equal(project.npmRuns().length, 2);
});

test("what somebody installed by hand is left alone", async (t) => {
  const project = new FakeProject(t);
  await project.madang(["exit", "0"]).ended;
  project.remove("node_modules/.madang-installed");
  const command = project.madang(["exit", "0"]);
  assert.equal(await command.ended, 0);
  assert.equal(command.stderr, "");
  assert.equal(project.npmRuns().length, 1);
});

test("a second command says that it waits for the first one's installation, and goes on after it", async (t) => {
  const project = new FakeProject(t);
  project.write("npm-hold", "");
  const first = project.madang(["exit", "0"]);
  await npmHasStarted(project, first);
  const second = project.madang(["exit", "0"]);
  await second.prints(waiting);
  project.remove("npm-hold");
  assert.deepEqual(await Promise.all([first.ended, second.ended]), [0, 0]);
  assert.equal(second.stderr.split("\n").length, 2, "one line");
  assert.equal(project.npmRuns().length, 1);
});

test("of many commands at once exactly one installs", async (t) => {
  const project = new FakeProject(t);
  const commands = Array.from({ length: 6 }, () => project.madang(["exit", "0"]));
  const codes = await Promise.all(commands.map((command) => command.ended));
  assert.deepEqual(codes, [0, 0, 0, 0, 0, 0]);
  assert.equal(project.npmRuns().length, 1);
});

test("a kill -9 of the installer and its npm does not hold up the next command", async (t) => {
  const project = new FakeProject(t);
  project.write("npm-hold", "");
  const first = project.madang(["exit", "0"]);
  await npmHasStarted(project, first);
  first.child.kill("SIGKILL");
  for (const pid of project.npmRuns()) process.kill(pid, "SIGKILL");
  await first.ended;
  project.remove("npm-hold");
  const second = project.madang(["exit", "0"]);
  assert.equal(await second.ended, 0);
  assert.equal(project.npmRuns().length, 2);
});

test("when a kill -9 leaves the npm alive, the next command waits for that npm", async (t) => {
  const project = new FakeProject(t);
  project.write("npm-hold", "");
  const first = project.madang(["exit", "0"]);
  await npmHasStarted(project, first);
  first.child.kill("SIGKILL");
  const second = project.madang(["exit", "0"]);
  await second.prints(waiting);
  project.remove("npm-hold");
  assert.equal(await second.ended, 0);
  assert.equal(project.npmRuns().length, 1);
});

test("a claim whose process number belongs to somebody else now counts for nothing", async (t) => {
  const project = new FakeProject(t);
  project.write(`.installing-${process.pid}-1`, "");
  const command = project.madang(["exit", "0"]);
  assert.equal(await command.ended, 0);
  assert.equal(project.has(`.installing-${process.pid}-1`), false);
});

test("a failed installation is one sentence and exit code 1, and the next command tries again", async (t) => {
  const project = new FakeProject(t);
  project.write("npm-fails", "");
  const first = project.madang(["exit", "0"]);
  assert.equal(await first.ended, 1);
  assert.match(first.stderr, /npm ci ended with code 1: nothing was started\./);
  assert.equal(first.stdout, "");
  project.remove("npm-fails");
  assert.equal(await project.madang(["exit", "0"]).ended, 0);
});

test("SIGTERM during the installation ends npm and the command", async (t) => {
  const project = new FakeProject(t);
  project.write("npm-hold", "");
  const command = project.madang(["exit", "0"]);
  await npmHasStarted(project, command);
  command.child.kill("SIGTERM");
  assert.equal(await command.ended, 128 + 15);
  assert.throws(() => process.kill(project.npmRuns()[0] ?? 0, 0));
});

async function npmHasStarted(project: FakeProject, command: RunningCommand): Promise<void> {
  await eventually(
    () => project.npmRuns().length > 0,
    10_000,
    () => command.screen(),
  );
}
