// An operator follows messages through the server with --trace-calls: every hop has its line, no line has a text.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { ChatServer } from "../../src/gen/compat/chat_server/chat_server_pb.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { OlderClient } from "../support/older-client.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";

const { sendNote, chatStream } = ChatServer.method;
let madang: MadangProcess;
let older: OlderClient;
let ann: Person;

before(async () => {
  madang = await MadangProcess.start("--trace-calls");
  older = new OlderClient(madang.address);
  const listener = older.open(chatStream);
  listener.send({});
  listener.halfClose();
  ann = await Person.enter(madang.address, "ann");
});

after(async () => {
  older.close();
  await ann.leave();
  await madang.remove();
});

/** Resolves to the lines of a place once there are so many: each its hop and what it says. */
async function linesAt(place: string, count: number): Promise<string[]> {
  const found = () => [...madang.screen().matchAll(/^[\d:.]{12} {2}(\S+) +(\w+) +[\d.]+ ms {2}(.*)$/gm)];
  const lines = () => found().flatMap(([, where, hop, what]) => (where === place ? [`${hop} ${what}`] : []));
  await eventually(
    () => lines().length >= count,
    10_000,
    () => madang.screen(),
  );
  return lines();
}

test("a message of ours has a line at each hop, all of them under its channel and seq", async () => {
  const { seq } = await ann.client.send("lobby", "words that nobody else should see");
  assert.deepEqual(await linesAt(`lobby/${seq}`, 4), [
    `call ChannelService.SendMessage by ${ann.id}`,
    `stored messagePosted by ${ann.id}`,
    "told 1 follower",
    "door chat-server 1 listener",
  ]);
});

test("so has a note that came by an older door, with the door that it came by", async () => {
  await older.call(sendNote, { name: "win", message: "words from a window" });
  await ann.hears("lobby", "words from a window");
  const heard = ann.log("lobby").find((event) => event.type === "message" && event.text === "words from a window");
  assert.deepEqual(await linesAt(`lobby/${heard?.seq}`, 4), [
    `call chat-server ChatServer.SendNote by ${heard?.from.id}`,
    `stored messagePosted by ${heard?.from.id}`,
    "told 1 follower",
    "door chat-server 1 listener",
  ]);
});

test("a refused call says where and why", async () => {
  await assert.rejects(ann.client.send("nowhere", "words for nobody"));
  assert.deepEqual(await linesAt("nowhere/-", 1), [
    `call ChannelService.SendMessage by ${ann.id} refused CHANNEL_NOT_FOUND`,
  ]);
});

test("no text and no name of anybody is printed", () => {
  const [, traced = ""] = madang.screen().split("ready\n");
  assert.match(traced, / told /);
  assert.doesNotMatch(traced, /words|window|\bwin\b|\bann\b/);
});

test("whoever stops reading the lines holds up neither messages nor the end", async () => {
  const data = mkdtempSync(join(tmpdir(), "madang-"));
  const { child, address } = await startUnread(data);
  const client = new OlderClient(address);
  const names = Array.from({ length: 20 }, (_, n) => `name ${n}`);
  // Several times what a pipe holds.
  for (let round = 0; round < 100; round++)
    await Promise.all(names.map((name) => client.call(sendNote, { name, message: "note" })));
  client.close();
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 8_000);
  assert.equal(await ended, 0);
  clearTimeout(late);
  rmSync(data, { recursive: true, force: true });
});

/** Starts Madang, and reads no more of what it prints once it has said where it is. */
async function startUnread(data: string): Promise<{ child: ChildProcess; address: string }> {
  const program = new URL("../../src/madang.ts", import.meta.url).pathname;
  const args = [program, "serve", "--data", data, "--listen", "127.0.0.1:0", "--trace-calls"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "ignore"] });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    printed += text;
  });
  await eventually(
    () => printed.includes("ready\n"),
    20_000,
    () => printed,
  );
  child.stdout.removeAllListeners("data").pause();
  return { child, address: /gRPC\s+(\S+)/.exec(printed)?.[1] ?? "" };
}
