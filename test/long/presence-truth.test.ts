// What docs/presence.md says of the first minutes: programs are killed or frozen, networks are cut, servers go and come.
import assert from "node:assert/strict";
import { after, describe, type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { ChatServer } from "../../src/gen/compat/chat_server/chat_server_pb.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { OlderClient } from "../support/older-client.ts";
import { Person } from "../support/person.ts";
import { PresenceWitness, startPresent } from "../support/presence-witness.ts";
import type { RunningCommand } from "../support/running-command.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";

/** Who lost the last stream has ten seconds to come back; the sweep and the watch take one each. */
const lost = { soonestMs: 8_500, latestMs: 13_000 };
/** The last beat was up to twenty seconds ago. */
const silent = { soonestMs: 24_000, latestMs: 48_000 };
/** A client that comes back by itself waits for five seconds at most before it tries. */
const backMs = 10_000;

const madang = await MadangProcess.start();
const ann = await PresenceWitness.enter(madang.address, "ann");
const lobby = await PresenceWitness.enter(madang.address, "lea", true);
const programs: RunningCommand[] = [];
const wires = { grpc: madang.address, web: madang.web };
after(async () => {
  for (const { child } of programs) child.kill("SIGKILL");
  await Promise.all([ann.leave(), lobby.leave()]);
  await madang.remove();
});

async function start(name: string, address: string, beats = true): Promise<RunningCommand> {
  const program = await startPresent(address, name, { channelId: ann.channelId, beats });
  programs.push(program);
  await ann.sees(name, beats ? "here" : "online");
  ann.forget(name);
  return program;
}

async function startBehindProxy(name: string, address: string, t: TestContext): Promise<TcpProxy> {
  const proxy = await TcpProxy.start(address);
  t.after(() => proxy.close());
  const scheme = address.startsWith("http") ? "http://" : "";
  const person = await Person.enter(`${scheme}${proxy.address}`, name);
  t.after(() => person.leave());
  await person.client.joinChannel(ann.channelId);
  await person.client.setOpenChannels([ann.channelId]);
  await ann.sees(name, "here");
  ann.forget(name);
  return proxy;
}

async function goes(name: string, { soonestMs, latestMs }: typeof lost, witness = ann): Promise<void> {
  const tookMs = await witness.sees(name, "offline", latestMs);
  assert.ok(tookMs >= soonestMs, `${name} was gone after ${Math.round(tookMs)} ms`);
}

describe("of people who do not say goodbye", { concurrency: true }, () => {
  for (const [wire, address] of Object.entries(wires)) {
    test(`one whose program is killed is seen for ten seconds more, over ${wire}`, async () => {
      const program = await start(`killed-${wire}`, address);
      program.child.kill("SIGKILL");
      await goes(`killed-${wire}`, lost);
      assert.deepEqual(ann.history(`killed-${wire}`), ["here", "offline"]);
    });

    test(`one whose program is frozen is seen until the lease ends, and again when it thaws, over ${wire}`, async () => {
      const name = `frozen-${wire}`;
      const program = await start(name, address);
      program.child.kill("SIGSTOP");
      await goes(name, silent);
      await sleep(15_000);
      program.child.kill("SIGCONT");
      await ann.sees(name, "here", backMs);
      assert.deepEqual(ann.history(name), ["here", "offline", "here"]);
    });

    test(`one whose network is cut is seen until the lease ends, and again when it is back, over ${wire}`, async (t) => {
      const name = `cut-${wire}`;
      const proxy = await startBehindProxy(name, address, t);
      proxy.stall();
      await goes(name, silent);
      proxy.flow();
      await ann.sees(name, "here", 60_000);
      assert.deepEqual(ann.history(name), ["here", "offline", "here"]);
    });

    test(`one whose connection hangs while others can be had was not away, over ${wire}`, async (t) => {
      const name = `moved-${wire}`;
      const proxy = await startBehindProxy(name, address, t);
      proxy.stall();
      proxy.abandon();
      await sleep(60_000);
      assert.deepEqual(ann.history(name), ["here"]);
    });
  }

  test("a bot that never beats is online while it listens, and ten seconds more", async () => {
    const bot = await start("bot", madang.address, false);
    await sleep(50_000);
    assert.deepEqual(ann.history("bot"), ["online"]);
    bot.child.kill("SIGKILL");
    await goes("bot", lost);
  });

  test("somebody at an older window is online while it is open, also when they say nothing for long", async () => {
    const window = new OlderClient(madang.address);
    const stream = window.open(ChatServer.method.chatStream);
    stream.send({});
    stream.halfClose();
    await stream.taken();
    await window.call(ChatServer.method.sendNote, { name: "kim", message: "hello" });
    const name = "kim (window)";
    await lobby.sees(name, "online");
    lobby.forget(name);
    await sleep(50_000);
    assert.deepEqual(lobby.history(name), ["online"]);
    stream.cancel();
    window.close();
    await goes(name, lost, lobby);
  });
});

describe("of a server that goes and comes back", () => {
  for (const downMs of [2_000, 60_000]) {
    test(`nobody hears who was away for it, and who stayed away is gone, after ${downMs / 1_000} s`, async () => {
      const names = Object.keys(wires).map((wire) => `stays-${wire}-${downMs}`);
      for (const [i, address] of Object.values(wires).entries()) await start(names[i] ?? "", address);
      const gone = await start(`gone-${downMs}`, madang.address);
      ann.forget(...names);
      gone.child.kill("SIGKILL");
      await madang.kill();
      await sleep(downMs);
      await madang.start();
      await goes(`gone-${downMs}`, { soonestMs: 7_000, latestMs: 18_000 });
      await sleep(5_000);
      for (const name of names) assert.deepEqual(ann.history(name), ["here"], name);
    });
  }

  test("nobody goes while it sleeps for a minute with its machine", async () => {
    const names = Object.keys(wires).map((wire) => `waits-${wire}`);
    for (const [i, address] of Object.values(wires).entries()) await start(names[i] ?? "", address);
    process.kill(madang.pid, "SIGSTOP");
    await sleep(60_000);
    process.kill(madang.pid, "SIGCONT");
    await sleep(20_000);
    for (const name of names) assert.deepEqual(ann.history(name), ["here"], name);
  });
});
