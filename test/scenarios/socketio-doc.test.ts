// The client that docs/socketio.md shows works as it stands there, also through a crash of the server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { RunningCommand } from "../support/running-command.ts";

const root = new URL("../../", import.meta.url).pathname;
const code = /^```js\n([\s\S]*?)^```$/m.exec(readFileSync(`${root}docs/socketio.md`, "utf8"))?.[1] ?? "";
const madang = await MadangProcess.start();
after(() => madang.remove());

test("the example in JavaScript says hello, hears, and goes on where it was after kill -9", async () => {
  const ann = await Person.enter(madang.web, "ann");
  after(() => ann.leave());
  const here = code.replace("http://127.0.0.1:8080", madang.web);
  assert.notEqual(here, code);
  const args = ["--input-type=module", "--eval", here];
  const example = new RunningCommand(process.execPath, args, { cwd: root, env: process.env });
  after(() => example.child.kill());
  await ann.hears("lobby", "hello from JavaScript");
  await ann.client.send("lobby", "hello example");
  await example.prints("ann: hello example\n");
  await madang.kill();
  const during = ann.client.send("lobby", "said while it was down");
  await madang.start();
  await during;
  await example.prints("ann: said while it was down\n");
  await ann.client.send("lobby", "and on it goes");
  await example.prints("ann: and on it goes\n");
  const heard = example.stdout.split("\n").filter((line) => line.startsWith("ann: "));
  assert.deepEqual(heard, ["ann: hello example", "ann: said while it was down", "ann: and on it goes"]);
});
