// The examples made from the older contracts do what they say: each is run as it is, against a real server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { LineProgram } from "../../tools/demo/line-program.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { eventually } from "../support/running-command.ts";

let madang: MadangProcess;
const started: LineProgram[] = [];

before(async () => {
  madang = await MadangProcess.start("--door-listen", "127.0.0.1:0", "--channel-ports", "0,0,0,0");
});

after(async () => {
  await Promise.all(started.map((program) => program.kill()));
  await madang.remove();
});

function run(name: string, ...args: string[]): LineProgram {
  const file = new URL(`../../examples/older/${name}.ts`, import.meta.url).pathname;
  const program = new LineProgram(file, args);
  started.push(program);
  return program;
}

async function linesOf(program: LineProgram): Promise<string[]> {
  assert.equal(await program.finish(), 0, program.screen());
  return program.lines;
}

test("sums and products wrap around at 32 bits", async () => {
  const plain = run("sum-and-multiply", "--server", madang.address);
  assert.deepEqual(await linesOf(plain), ["sum: 5 + 3 = 8", "multiply: 5 * 3 = 15"]);
  const wrapped = run("sum-and-multiply", "--server", madang.address, "--", "2147483647", "-1");
  assert.deepEqual(await linesOf(wrapped), [
    "sum: 2147483647 + -1 = 2147483646",
    "multiply: 2147483647 * -1 = -2147483647",
  ]);
  const over = run("sum-and-multiply", "--server", madang.address, "2147483647", "2147483647");
  assert.deepEqual(await linesOf(over), ["sum: 2147483647 + 2147483647 = -2", "multiply: 2147483647 * 2147483647 = 1"]);
});

test("people are asked for one by one, and over one stream each as the one before is answered", async () => {
  const alice = "Alice, 30, female, reading, swimming, 123 Main St, New York";
  const bob = "Bob, 25, male, gaming, cycling, 456 Elm St, Los Angeles";
  assert.deepEqual(await linesOf(run("people", "--server", madang.address, "Alice", "alice", "Bob")), [
    `GetPerson Alice: ${alice}`,
    "GetPerson alice: Not Found",
    `GetPerson Bob: ${bob}`,
    "GetPeople > Alice",
    `GetPeople < ${alice}`,
    "GetPeople > alice",
    "GetPeople > Bob",
    `GetPeople < ${bob}`,
    "GetPeople ended",
  ]);
});

test("a greeting is had in all four shapes", async () => {
  assert.deepEqual(await linesOf(run("four-shapes", "--server", madang.address, "ann", "가람")), [
    "SayHello: Hello, ann",
    "LotsOfReplies: Hello, ann (1)",
    "LotsOfReplies: Hello, ann (2)",
    "LotsOfReplies: Hello, ann (3)",
    "LotsOfGreetings: Hello, ann, 가람",
    "BidiHello: Hello, ann",
    "BidiHello: Hello, 가람",
  ]);
});

test("notifications are handed over, and the stream says nothing by default", async () => {
  assert.deepEqual(await linesOf(run("notification-client", "--server", madang.address, "--seconds", "0.2")), [
    "Notification request sent successfully",
    "Notification response: success",
    "Stream ended",
  ]);
});

test("a note client sees its own line, what others say, and all from before", async () => {
  const win = run("note-client", "--server", madang.address, "--name", "win");
  win.type("hello");
  win.type("");
  win.type("안녕");
  await win.prints((line) => line === "R[win] 안녕", "its own line");
  const tk = run("note-client", "--server", madang.address, "--name", "tk");
  tk.type("hi win");
  await win.prints((line) => line === "R[tk] hi win", "the other's line");
  assert.deepEqual(
    (await linesOf(tk)).filter((line) => line.startsWith("R")),
    ["R[win] hello", "R[win] 안녕", "R[tk] hi win"],
  );
  assert.deepEqual(
    (await linesOf(win)).filter((line) => line.startsWith("S")),
    ["S[win] hello", "S[win] 안녕"],
  );
});

test("a note client goes on after kill -9 and shows nothing twice", async () => {
  const [win, tk] = ["win", "tk"].map((name) => run("note-client", "--server", madang.address, "--name", name));
  assert.ok(win && tk);
  win.type("before the crash");
  await tk.prints((line) => line === "R[win] before the crash", "the line before the crash");
  await madang.kill();
  // A line that is said before the client knows that the server is gone is cut off, and nobody knows of it.
  await sleep(500);
  win.type("typed while nobody was there");
  await madang.start();
  tk.type("after the crash");
  for (const each of [win, tk]) {
    await each.prints((line) => line === "R[tk] after the crash", "the line after the crash");
    await each.prints((line) => line === "R[win] typed while nobody was there", "the line of meanwhile");
    assert.equal(new Set(each.lines).size, each.lines.length, each.screen());
    assert.ok(each.lines.includes("R[win] before the crash"));
  }
  await linesOf(win);
  await linesOf(tk);
});

test("who finds nobody says so in a sentence", async () => {
  const lost = run("people", "--server", "127.0.0.1:1");
  assert.equal(await lost.ended, 1);
  await eventually(
    () => lost.screen().includes("Nobody answers there"),
    1_000,
    () => lost.screen(),
  );
});
