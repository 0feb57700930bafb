// The examples do what they say, also when they are killed.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect } from "../../src/clients/sdk/index.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { eventually, RunningCommand } from "../support/running-command.ts";

const madang = await MadangProcess.start();
const folder = mkdtempSync(join(tmpdir(), "madang-examples-"));
const dan = { name: "dan", token: "the-token-of-dan" };
const started: RunningCommand[] = [];
after(async () => {
  for (const { child } of started) child.kill("SIGKILL");
  await Promise.all(started.map(({ ended }) => ended));
  await madang.remove();
  rmSync(folder, { recursive: true, force: true });
});

function run(name: string, ...args: string[]): RunningCommand {
  const program = new URL(`../../examples/${name}/${name}.ts`, import.meta.url).pathname;
  const running = new RunningCommand(process.execPath, [program, madang.address, ...args], {
    cwd: folder,
    env: process.env,
  });
  started.push(running);
  return running;
}

async function say(...texts: string[]): Promise<void> {
  const client = await connect({ address: madang.address, guest: dan, subscribe: false });
  for (const text of texts) await client.send("lobby", text);
  await client.close();
}

test("hello says hello, hears it and ends", async () => {
  const hello = run("hello", "ann");
  assert.equal(await hello.ended, 0);
  assert.match(hello.stdout, /^signed in as ann\n/);
  assert.match(hello.stdout, /stored as number \d+ of the lobby/);
  assert.match(hello.stdout, /ann: Hello from the SDK!/);
});

test("resume writes everything down once, although it is killed in between", async () => {
  const file = join(folder, "heard.ndjson");
  const texts = () =>
    readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .flatMap((line) => (JSON.parse(line) as { text?: string }).text ?? []);
  const first = run("resume", file);
  await eventually(
    () => isThere(file),
    10_000,
    () => first.screen(),
  );
  await say("one", "two");
  await first.prints("dan: two");
  first.child.kill("SIGKILL");
  await first.ended;
  await say("three");
  const second = run("resume", file);
  await second.prints("dan: three");
  await say("four");
  await second.prints("four");
  second.child.kill("SIGTERM");
  assert.equal(await second.ended, 0);
  assert.deepEqual(texts(), ["one", "two", "three", "four"]);
});

test("the echo bot answers once what was asked while it was away", async () => {
  const bot = join(folder, "bot");
  const first = run("echo-bot", bot);
  await first.prints("listening as echo");
  await eventually(
    () => isThere(join(bot, "cursors.json")),
    10_000,
    () => first.screen(),
  );
  first.child.kill("SIGKILL");
  await first.ended;
  await say("@echo are you there");
  const second = run("echo-bot", bot);
  await second.prints("answered in lobby");
  second.child.kill("SIGTERM");
  assert.equal(await second.ended, 0);
  const client = await connect({ address: madang.address, guest: { name: "eve" }, subscribe: false });
  const { messages } = await client.listMessages("lobby");
  const answers = messages.filter(({ from }) => from.name === "echo").map(({ text }) => text);
  assert.deepEqual(answers, ["@dan are you there"]);
  await client.close();
});

function isThere(path: string): boolean {
  try {
    return readFileSync(path, "utf8") !== "";
  } catch {
    return false;
  }
}
