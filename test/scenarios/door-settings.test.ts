// Who may come in by the doors of older protocols, and at which ports: as the operator says, and safe if nothing is said.
import assert from "node:assert/strict";
import { networkInterfaces } from "node:os";
import { after, test } from "node:test";
import { ChatServer } from "../../src/gen/compat/chat_server/chat_server_pb.ts";
import { freePort } from "../support/free-port.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { OlderClient } from "../support/older-client.ts";
import { wireCall } from "../support/wire-call.ts";

const { sendNote } = ChatServer.method;
const note = { name: "ann", message: "hello" };
const started: MadangProcess[] = [];
const outside = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
const skip = outside === undefined ? "this machine has no address but loopback" : false;

after(async () => {
  for (const madang of started) await madang.remove();
});

async function serve(...args: string[]): Promise<MadangProcess> {
  const madang = await MadangProcess.start(...args);
  started.push(madang);
  return madang;
}

/** The code with which a note is refused; 0: it was taken. */
async function codeOf(address: string): Promise<number> {
  const client = new OlderClient(address);
  try {
    await client.call(sendNote, note);
    return 0;
  } catch (failure) {
    return (failure as { code: number }).code;
  } finally {
    client.close();
  }
}

test("a door answers this machine, and to others it is not there unless it is named", { skip }, async () => {
  const port = await freePort();
  const closed = await serve("--listen", `0.0.0.0:${port}`);
  assert.match(closed.screen(), /doors .* from this machine only/);
  assert.equal(await codeOf(`127.0.0.1:${port}`), 0);
  assert.equal(await codeOf(`${outside}:${port}`), 12);
  const path = "/grpc.ChatServer/SendNote";
  const refusal = await wireCall(`${outside}:${port}`, { path, message: new Uint8Array() });
  assert.equal(refusal?.reason, "DOOR_CLOSED");
  const otherPort = await freePort();
  const open = await serve("--listen", `0.0.0.0:${otherPort}`, "--doors", "chat-server");
  assert.match(open.screen(), /from everywhere chat-server/);
  assert.equal(await codeOf(`${outside}:${otherPort}`), 0);
});

test("doors that are off answer nobody and take no port", async () => {
  const port = await freePort();
  const madang = await serve("--doors", "off", "--door-listen", `127.0.0.1:${port}`);
  assert.doesNotMatch(madang.screen(), /doors/);
  assert.equal(await codeOf(madang.address), 12);
  assert.equal(await codeOf(`127.0.0.1:${port}`), 14);
});

test("older clients find everything at the doors' own ports too", async () => {
  const port = await freePort();
  const madang = await serve("--door-listen", `127.0.0.1:${port}`);
  assert.match(madang.screen(), new RegExp(`doors .* at ${port}, from this machine only`));
  assert.equal(await codeOf(`127.0.0.1:${port}`), 0);
});

test("where guests are off, nobody speaks at a door", async () => {
  const madang = await serve("--guests", "off");
  assert.equal(await codeOf(madang.address), 7);
});
