// The story that every language has to live through: a talk with an SDK person while the server is killed twice.
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { type ChatClient, connect } from "../../src/clients/sdk/index.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { eventually } from "../support/running-command.ts";
import type { ConsoleClient, HeardLine } from "./console-client.ts";

const linesEach = 150;
const pauseMs = 20;

/** Starts a client in another language as a person of this name. */
export type StartClient = (address: string, name: string) => ConsoleClient;

/** Rejects unless both heard the same: everything, once, in one order. */
export async function talkThroughKills(t: TestContext, startClient: StartClient): Promise<void> {
  const madang = await MadangProcess.start("--send-rate", "0");
  t.after(() => madang.remove());
  const ann = await connect({ address: madang.address, guest: { name: "ann" } });
  t.after(() => ann.close());
  const heard: HeardLine[] = [];
  ann.on("message", ({ channelId, seq, from, text }) => heard.push({ channelId, seq, line: `${from.name}: ${text}` }));
  const guest = startClient(madang.address, "guest");
  t.after(() => guest.kill());
  await guest.entered();

  const talking = talk(ann, guest);
  for (let kills = 0; kills < 2; kills++) {
    await sleep(700);
    await madang.kill();
    await sleep(300);
    await madang.start();
  }
  await talking;
  const state = () => `ann heard ${heard.length}, the guest ${guest.heard().length}\n${guest.screen().slice(-2_000)}`;
  await eventually(() => heard.length >= 2 * linesEach && guest.heard().length >= 2 * linesEach, 30_000, state);

  for (const name of ["ann", "guest"]) {
    const said = Array.from({ length: linesEach }, (_, i) => `${name}: ${lineOf(name, i)}`);
    const kept = heard.filter(({ line }) => line.startsWith(`${name}: `)).map(({ line }) => line);
    assert.deepEqual(kept, said, `what ${name} said is there once and in the order in which it was said`);
  }
  assert.deepEqual(guest.heard(), heard, "both heard the same");
  assert.equal(await guest.finish(), 0, guest.screen());
}

async function talk(ann: ChatClient, guest: ConsoleClient): Promise<void> {
  const sends: Promise<unknown>[] = [];
  for (let i = 0; i < linesEach; i++) {
    sends.push(ann.send("lobby", lineOf("ann", i)));
    guest.type(lineOf("guest", i));
    await sleep(pauseMs);
  }
  await Promise.all(sends);
}

function lineOf(name: string, index: number): string {
  return `${index} says ${name}: 안녕 👋`;
}
