// Sockets that say and say and never read: cut off before they cost anything, whatever they say.
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { toWebSocketFrame } from "../../src/bench/load/web-socket-frames.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";

const madang = await MadangProcess.start();
const witness = await Person.enter(madang.web, "witness");
after(async () => {
  await witness.leave();
  await madang.remove();
});

const shoutMs = 2_000;
/** What may wait for it: the system's own buffers, and what the server adds to them. */
const mostBytes = 20_000_000;

/** A websocket that is in the namespace, if it asked for it, and reads nothing from then on. */
async function openDeaf(...packets: string[]): Promise<Socket> {
  const { hostname, port, host } = new URL(madang.web);
  const socket = connect(Number(port), hostname).on("error", () => undefined);
  socket.write(
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: ${host}\r\nconnection: Upgrade\r\n` +
      "upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: bWFkYW5nIGJlbmNoIGtleQ==\r\n\r\n",
  );
  let heard = "";
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
  });
  const hears = (word: string) =>
    eventually(
      () => heard.includes(word),
      5_000,
      () => `heard ${heard}`,
    );
  await hears('0{"sid"');
  if (packets.length > 0) {
    socket.write(Buffer.concat(packets.map(toWebSocketFrame)));
    await hears('40{"sid"');
  }
  socket.pause();
  return socket;
}

/** Says the same for a while, as fast as it is taken. */
async function shout(socket: Socket, packet: string): Promise<void> {
  const many = Buffer.concat(Array.from({ length: 500 }, () => toWebSocketFrame(packet)));
  const untilMs = performance.now() + shoutMs;
  while (performance.now() < untilMs && !socket.destroyed) {
    if (socket.write(many)) await sleep(1);
    else await Promise.race([new Promise((resolve) => socket.once("drain", resolve)), sleep(50)]);
  }
}

const closeFrame = /\x88(?:\x00|\x02..)$/s;
const slow = /"goodbye",\{[^}]*"SLOW_CONSUMER"/;
const shouts: [what: string, begin: string[], packet: string, says?: RegExp][] = [
  ["streams of no method", ["40"], '42["open",1,"x",{}]', slow],
  ["calls of no method", ["40"], '421["call","x",{},{}]', slow],
  ["namespaces that are none", ["40"], `40/${"x".repeat(500)},`],
  ["namespaces before it is in its own", [], `40/${"x".repeat(500)},`],
];

for (const [what, begin, packet, says] of shouts) {
  test(`a socket that asks and asks for ${what} and reads no answer is cut off`, async () => {
    const socket = await openDeaf(...begin);
    await shout(socket, packet);
    let bytes = 0;
    let ending = "";
    socket.on("data", (chunk) => {
      bytes += chunk.length;
      ending = (ending + chunk.toString("latin1")).slice(-1_000);
    });
    socket.resume();
    await eventually(
      () => closeFrame.test(ending) || socket.destroyed,
      5_000,
      () => `not closed; ${bytes} bytes heard; last: ${ending.slice(-200)}`,
    );
    socket.destroy();
    assert.ok(bytes < mostBytes, `${bytes} bytes waited`);
    if (says) assert.match(ending, says);
    await witness.client.send("lobby", what);
    await witness.hears("lobby", what);
  });
}

test("a connection that asks to be let in many times at once is let in once", async () => {
  const metric = async () => Number(/^madang_connections\{.*socket\.io.*\} (\d+)/m.exec(await metrics())?.[1]);
  const metrics = async () => (await fetch(`${madang.web}/metrics`)).text();
  const before = await metric();
  const socket = await openDeaf();
  socket.write(Buffer.concat(Array.from({ length: 500 }, () => toWebSocketFrame("40"))));
  await sleep(500);
  assert.ok((await metric()) <= before + 1, await metrics());
  socket.destroy();
});
