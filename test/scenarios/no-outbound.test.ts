// Madang speaks when it is spoken to: nothing leaves the machine while people chat, and nothing while nobody does.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Person } from "../support/person.ts";
import { RunningCommand } from "../support/running-command.ts";

const noter = new URL("../support/note-outbound.ts", import.meta.url).href;
const program = new URL("../../src/madang.ts", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "madang-outbound-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Runs Node with its outward acts noted in a file. */
function noted(name: string, args: readonly string[]): { command: RunningCommand; acts: () => string[] } {
  const path = join(folder, name);
  const env = { ...process.env, MADANG_TEST_OUTBOUND: path };
  const command = new RunningCommand(process.execPath, ["--import", noter, ...args], { cwd: folder, env });
  after(() => command.child.kill("SIGKILL"));
  return { command, acts: () => (existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : []) };
}

const outwardActs: [what: string, code: string, act: string][] = [
  ["a connection", 'require("node:net").connect(9, "127.0.0.1").on("error", () => {})', "TCPCONNECTWRAP"],
  ["a fetch", 'fetch("http://127.0.0.1:65533").catch(() => {})', "TCPCONNECTWRAP"],
  ["a look-up of a name", 'require("node:dns").lookup("localhost", () => {})', "GETADDRINFOREQWRAP"],
  [
    "a query to a name server",
    'const r = new (require("node:dns").Resolver)(); r.setServers(["127.0.0.1:9"]); r.resolve4("x.test", () => {}); r.cancel()',
    "QUERYWRAP",
  ],
  [
    "a datagram",
    'const s = require("node:dgram").createSocket("udp4"); s.send("x", 9, "127.0.0.1", () => s.close())',
    "UDPWRAP",
  ],
  [
    "a connection from a thread",
    `new (require("node:worker_threads").Worker)(new URL("data:text/javascript,import { connect } from 'node:net';connect(9, '127.0.0.1').on('error', () => {})"))`,
    "TCPCONNECTWRAP",
  ],
];

test("what is watched for would be noticed", async () => {
  const started = outwardActs.map(([what, code, act], i) => ({ what, act, ...noted(`self-${i}`, ["--eval", code]) }));
  for (const { what, act, command, acts } of started) {
    await command.ended;
    assert.ok(acts().includes(act), `${what} was not noted: ${acts().join()} ${command.screen()}`);
  }
});

test("a server with people in it connects to nobody, looks nothing up, and sends no datagram", async () => {
  const { command, acts } = noted("server", [program, "serve", "--listen", "127.0.0.1:0", "--data", "data"]);
  await command.prints("\nready\n");
  const address = /gRPC\s+(\S+)/.exec(command.stdout)?.[1] ?? "";
  const [ann, bob] = [await Person.enter(address, "ann"), await Person.enter(address, "bob")];
  const account = { name: "carl", password: "password of carl", signUp: true };
  const carl = await Person.enter(address, "carl", { guest: undefined, ...account });
  const { channelId } = await ann.client.createChannel({ name: "room" });
  await bob.client.joinChannel(channelId);
  await bob.client.setOpenChannels([channelId]);
  await ann.client.typing(channelId);
  const { seq } = await ann.client.send(channelId, "hello @bob https://example.com/picture.png");
  await bob.hears(channelId, "hello @bob https://example.com/picture.png");
  await bob.client.react(channelId, seq, "👍");
  await carl.client.send("lobby", "nobody asked");
  await ann.hears("lobby", "nobody asked");
  const ends = farEnds(command.child.pid ?? 0);
  if (process.platform === "linux") assert.ok(ends.length >= 3, `three people are connected: ${ends.join()}`);
  assert.deepEqual(ends.filter(isStranger), []);
  await Promise.all([ann, bob, carl].map((person) => person.leave()));
  // Upkeep runs every second: let it.
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.deepEqual(farEnds(command.child.pid ?? 0).filter(isStranger), []);
  command.child.kill("SIGTERM");
  assert.equal(await command.ended, 0, command.screen());
  assert.deepEqual(acts(), []);
});

/** The far ends of the process's sockets, as the kernel writes them; none where there is no such kernel. */
function farEnds(pid: number): string[] {
  const fds = `/proc/${pid}/fd`;
  if (!existsSync(fds)) return [];
  const inodes = new Set(readdirSync(fds).map((fd) => /^socket:\[(\d+)\]$/.exec(linkOf(join(fds, fd)))?.[1]));
  return ["tcp", "tcp6", "udp", "udp6"].flatMap((table) => {
    const path = `/proc/${pid}/net/${table}`;
    const lines = existsSync(path) ? readFileSync(path, "utf8").trim().split("\n").slice(1) : [];
    const rows = lines.map((line) => line.trim().split(/\s+/));
    return rows.filter((row) => inodes.has(row[9])).map((row) => row[2] ?? "");
  });
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

/** Whether it is not 127.x, ::1, 127.x within IPv6, or nobody: who listens has no far end. */
function isStranger(farEnd: string): boolean {
  const [host = ""] = farEnd.split(":");
  return !/^(0+|[0-9A-F]{6}7F|0{24}01000000|0{16}FFFF0000[0-9A-F]{6}7F)$/.test(host);
}
