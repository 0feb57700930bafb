// People talk through a whole fleet while its processes are killed one after the other.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "cassandra-driver";
import { placeOfId } from "../../../src/backends/cluster/spread.ts";
import { FleetProcesses } from "../../../tools/cluster/fleet-processes.ts";
import type { Member } from "../../../tools/cluster/member.ts";
import { lobby } from "../../../tools/demo/speaker.ts";
import { dataCentre, ownName, sharedEngines } from "../../support/engines.ts";
import { FleetTalk } from "../../support/fleet-talk.ts";
import { missingTool } from "../../support/require-tool.ts";

const options = { ...missingTool("java"), timeout: 420_000 };
const partitions = 16;
/** Longer than the session by which a group notices that a member is gone. */
const frozenMs = 12_000;
const linesBetween = 30;

const folder = mkdtempSync(join(tmpdir(), "madang-fleet-"));
let fleet: FleetProcesses;
let rows: Client;
let talk: FleetTalk;

before(async () => {
  if ("skip" in options) return;
  const { kafka, cql } = await sharedEngines();
  const names = { keyspace: ownName("story"), topic: ownName("story") };
  fleet = new FleetProcesses({ kafka, cql, ...names, folder, flags: ["--send-rate", "0"] });
  await fleet.start();
  rows = new Client({ contactPoints: [cql], localDataCenter: dataCentre, keyspace: names.keyspace });
}, options);

after(async () => {
  await talk?.leave();
  await fleet?.stop();
  await rows?.shutdown();
  rmSync(folder, { recursive: true, force: true });
});

test("whatever dies while people talk, nothing acknowledged is lost, doubled or out of order", options, async (t) => {
  const at = (name: string) => fleet.member(name);
  const [web, node, doors] = [at("gateway-a").web, at("node-b").address, at("doors").address];
  talk = await FleetTalk.begin({ web, node, doors });
  const everybody = talk.people.map(({ name }) => name);
  await talk.goesOn(everybody, linesBetween);
  const during = async (act: string, happens: () => Promise<void>) => {
    talk.takeLongest();
    await happens();
    await talk.goesOn(everybody, linesBetween);
    const waits = Object.entries(talk.takeLongest()).map(([name, ms]) => `${name} ${(ms / 1_000).toFixed(1)} s`);
    t.diagnostic(`${act}: longest wait ${waits.join(", ")}`);
  };
  const killed = (member: Member) =>
    during(`kill -9 of ${member.role.name}`, async () => {
      await member.end("SIGKILL");
      if (member.role.name === "doors") talk.record.left(talk.console.name, lobby.channelId);
      // An older console gives up after a while; whoever else is not at this process goes on without it.
      const back = member.role.name === "doors" ? member.start() : undefined;
      await talk.goesOn(goingOn(member), linesBetween);
      await (back ?? member.start());
    });

  await killed(await owner());
  await during("SIGTERM of the owner", async () => {
    const member = await owner();
    const startedAt = performance.now();
    assert.equal(await member.end("SIGTERM"), "exit code 0");
    t.diagnostic(`it ended after ${((performance.now() - startedAt) / 1_000).toFixed(1)} s`);
    await talk.goesOn(goingOn(member), linesBetween);
    await member.start();
  });
  for (const name of ["gateway-a", "doors", "notifier", "gateway-b"]) await killed(at(name));
  await during("SIGSTOP and SIGCONT of the owner", async () => {
    const member = await owner();
    member.pause();
    await sleep(frozenMs);
    await talk.goesOn(goingOn(member), linesBetween);
    member.resume();
  });
  await killed(await owner());

  const { isGood, lines } = await talk.judge();
  for (const line of lines) t.diagnostic(line);
  assert.ok(isGood, lines.join("\n"));
});

/** The process that owns the channel in which they talk. */
async function owner(): Promise<Member> {
  const query = "SELECT address FROM owners WHERE partition = ?";
  const { rows: found } = await rows.execute(query, [placeOfId(lobby.channelId, partitions)], { prepare: true });
  const address = found[0]?.["address"];
  const member = fleet.members.find(({ link }) => link === address);
  assert.ok(member, `The owner is at ${address}.`);
  return member;
}

/** Who has no stream to this process. */
function goingOn({ role }: Member): string[] {
  const away = { "gateway-a": "ann", "node-b": "bob", doors: talk.console.name }[role.name];
  return talk.people.map(({ name }) => name).filter((name) => name !== away);
}
