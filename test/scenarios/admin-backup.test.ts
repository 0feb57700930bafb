// A copy made while people talk, and a server that goes on from it.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { MadangProcess } from "../support/madang-process.ts";
import { operate } from "../support/operator.ts";
import { Person } from "../support/person.ts";

const folder = mkdtempSync(join(tmpdir(), "madang-backup-"));
const madang = await MadangProcess.start();
after(async () => {
  await madang.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** Stops the server and lets it start from a copy. */
async function restore(copy: string): Promise<void> {
  await madang.kill();
  for (const name of readdirSync(madang.data)) rmSync(join(madang.data, name), { recursive: true });
  renameSync(copy, join(madang.data, "madang.db"));
  await madang.start();
}

test("a copy under load holds all that was acknowledged before, and clients who knew more begin anew with it", async () => {
  const [ann, bob] = [await Person.enter(madang.address, "ann"), await Person.enter(madang.address, "bob")];
  const long = "x".repeat(3_500);
  const before: string[] = [];
  const say = async (text: string, into: string[]) => {
    await ann.client.send("lobby", text);
    into.push(text);
  };
  for (let i = 0; i < 300; i++) await say(`${i} ${long}`, before);
  const copied = new AbortController();
  const during: string[] = [];
  const talk = async () => {
    while (!copied.signal.aborted) await say(`during ${during.length}`, during);
  };
  const talking = talk();
  const copy = join(folder, "copy.db");
  const { code, stderr } = await operate(madang.data, ["backup", copy]);
  copied.abort();
  await talking;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^\d+ %\n(.*\n)*100 %\n$/);
  const last = "after the copy, and lost with the server";
  await ann.client.send("lobby", last);
  await bob.hears("lobby", last);

  await restore(copy);
  await bob.until(() => bob.heard.some(({ type }) => type === "reset"), "a reset");
  await bob.until(() => bob.client.state === "connected", "a connection");
  const newcomer = await Person.enter(madang.address, "cleo");
  const said = await newcomer.client.send("lobby", "on the copy");
  await bob.hears("lobby", "on the copy");
  const kept: string[] = [];
  for (let after = 1; after < said.seq; ) {
    const page = await newcomer.client.listMessages("lobby", { after });
    kept.push(...page.messages.map(({ text }) => text));
    after = page.through;
  }
  assert.deepEqual(kept.slice(0, before.length), before);
  const more = kept.slice(before.length, -1);
  assert.deepEqual(more, during.slice(0, more.length), "and then what was said until its moment, nothing left out");
  assert.ok(!kept.includes(last));
  await Promise.all([ann.leave(), bob.leave(), newcomer.leave()]);
});

test("a stopped server's store is copied too, a file that is there is not touched, and nothing else is left", async () => {
  await madang.stop();
  const copy = join(folder, "stopped.db");
  const steps = await operate(madang.data, ["backup", copy, "--json"]);
  const frames = steps.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.equal(frames.at(-1).complete, true);
  assert.equal((await operate(madang.data, ["backup", copy])).code, 1);
  assert.deepEqual(readdirSync(folder), ["stopped.db"]);
  await restore(copy);
  assert.ok(existsSync(join(madang.data, "operator.json")));
});
