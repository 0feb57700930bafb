// Bytes that are no HTTP, no websocket and no packet: each connection ends by itself, and the server goes on.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";

const madang = await MadangProcess.start();
const ann = await Person.enter(madang.web, "ann");
after(async () => {
  await ann.leave();
  await madang.remove();
});
const { hostname, port } = new URL(madang.web);

function dial(): Socket {
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  return socket;
}

const upgrade = (path: string, more = "") =>
  `GET ${path} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;
const sockets = "/socket.io/?EIO=4&transport=websocket";

/** A client's text frame with a mask of zeros. */
function frame(text: string, opcode = 0x81): Buffer {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from([opcode, 0x80 | body.length, 0, 0, 0, 0]), body]);
}

const openings: [what: string, bytes: () => (string | Buffer)[]][] = [
  ["noise", () => [randomBytes(500)]],
  ["TLS where there is none", () => [Buffer.from("16030100", "hex"), randomBytes(100)]],
  ["HTTP/2 without a word before", () => ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]],
  ["a request line that never ends", () => ["GET /", "a".repeat(100_000)]],
  ["headers without end", () => ["GET / HTTP/1.1\r\n", "X-A: b\r\n".repeat(20_000)]],
  [
    "a body that is shorter than told",
    () => [
      `POST /madang.agent.v1.AgentService/SignIn HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
    ],
  ],
  ["an upgrade elsewhere", () => [upgrade("/elsewhere")]],
  ["an upgrade from another origin", () => [upgrade(sockets, "Origin: https://evil.example\r\n")]],
  ["an upgrade of an unknown protocol version", () => [upgrade("/socket.io/?EIO=99&transport=websocket")]],
  ["an upgrade for a session that is none", () => [upgrade(`${sockets}&sid=__proto__`)]],
  ["an upgrade with a path that is no URL", () => [upgrade("/socket.io/?EIO=%zz&transport=websocket&%")]],
  ["an upgrade to a host that is none", () => [upgrade("//[/socket.io/?EIO=4")]],
  ["noise after the upgrade", () => [upgrade(sockets), randomBytes(500)]],
  ["frames without a mask", () => [upgrade(sockets), Buffer.from("81023430", "hex")]],
  ["a frame that says it is huge", () => [upgrade(sockets), Buffer.from("81ff7fffffffffffffff00000000", "hex")]],
  ["text that is not UTF-8", () => [upgrade(sockets), Buffer.from("818200000000c328", "hex")]],
  ["packets before the handshake", () => [upgrade(sockets), frame('42["call"]'), frame("41"), frame("3")]],
  ["another namespace", () => [upgrade(sockets), frame("40/admin,")]],
  ["the handshake twice", () => [upgrade(sockets), frame("40"), frame("40")]],
  [
    "attachments that never come",
    () => [upgrade(sockets), frame("40"), frame('459-["call",{"_placeholder":true,"num":0}]')],
  ],
  ["more attachments than any packet has", () => [upgrade(sockets), frame("40"), frame('4599999999-["call"]')]],
  ["an attachment that nobody announced", () => [upgrade(sockets), frame("40"), frame("abc", 0x82)]],
  ["an acknowledgement of nothing", () => [upgrade(sockets), frame("40"), frame("431[]"), frame('43{"a":1}')]],
  ["a call with a number as event", () => [upgrade(sockets), frame("40"), frame("42[5,1]"), frame("42[null]")]],
  [
    "a prototype as arguments",
    () => [upgrade(sockets), frame("40"), frame('420["call","__proto__",{"__proto__":1},{}]')],
  ],
  [
    "a call with a huge number",
    () => [upgrade(sockets), frame("40"), frame('4299999999999999999999["call","x",{},{}]')],
  ],
];

for (const [what, bytes] of openings) {
  test(`${what}, held or cut off, harms nobody`, async () => {
    const [held, cut] = [dial(), dial()];
    for (const socket of [held, cut]) for (const part of bytes()) socket.write(part);
    await sleep(20);
    cut.resetAndDestroy();
    await ann.client.send("lobby", `after ${what}`);
    await ann.hears("lobby", `after ${what}`);
    held.destroy();
  });
}

test("it still is the same process, with nobody left behind", async () => {
  const metrics = async () => (await fetch(`${madang.web}/metrics`)).text();
  const deadline = performance.now() + 5_000;
  while (!(await metrics()).includes('madang_connections{kind="socket.io"} 1\n')) {
    assert.ok(performance.now() < deadline, await metrics());
    await sleep(50);
  }
  assert.doesNotMatch(madang.screen(), /Error|unexpected/);
});
