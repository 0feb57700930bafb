// Readers that read nothing cost the others no time and the server no memory, and find everything when they read again.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { LobbyService } from "../../src/gen/madang/lobby/v1/lobby_pb.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { RawSubscription } from "../support/raw-subscription.ts";
import { eventually } from "../support/running-command.ts";
import { WireSession } from "../support/wire-session.ts";

const stalledReaders = 50;
const floodMessages = 1_000;
/** What each of them is owed: together 200 MB. */
const floodText = "x".repeat(4_000);
/** What the server may hold for all of them; a queue each would be 200 MB. */
const heldMb = 60;

const madang = await MadangProcess.start("--send-rate", "0");
const ann = await Person.enter(madang.address, "ann");
const readers = await Promise.all(["bob", "carl", "dora"].map((name) => Person.enter(madang.address, name)));
const { channelId: room } = await ann.client.createChannel({ name: "room" });
for (const { client } of readers) await client.joinChannel(room);
const stalled: RawSubscription[] = [];
const sessions: WireSession[] = [];
after(async () => {
  for (const each of [...stalled, ...sessions]) each.close();
  await Promise.all([ann, ...readers].map((person) => person.leave()));
  await madang.remove();
});

/** Milliseconds from saying something to the last reader's hearing it, a number of times; sorted. */
async function latencies(times: number, word: string): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < times; i++) {
    const text = `${word} ${i}`;
    const startedMs = performance.now();
    const heard = readers.map(
      ({ client }) =>
        new Promise<void>((resolve) => {
          const off = client.on("message", (event) => {
            if (event.text !== text) return;
            off();
            resolve();
          });
        }),
    );
    await ann.client.send(room, text);
    await Promise.all(heard);
    all.push(performance.now() - startedMs);
  }
  return all.sort((one, other) => one - other);
}

const median = (sorted: readonly number[]) => sorted[Math.floor(sorted.length / 2)] ?? 0;

/** The process's own memory, without files that are mapped. */
function anonymousMb(): number {
  const status = readFileSync(`/proc/${madang.pid}/status`, "utf8");
  return Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

async function flood(lastWord: string): Promise<void> {
  await ann.client.publish(Array.from({ length: floodMessages }, () => ({ channelId: room, text: floodText })));
  await ann.client.send(room, lastWord);
  await Promise.all(readers.map((reader) => reader.hears(room, lastWord)));
}

const linuxOnly = process.platform === "linux" ? {} : { skip: "memory is read from /proc" };

async function stallReaders(count: number): Promise<void> {
  const perSession = 10;
  for (let i = 0; i < count; i += perSession) {
    const lazy = await WireSession.guest(madang.address, `lazy-${i}`);
    sessions.push(lazy);
    await lazy.call(LobbyService.method.joinChannel, { channelId: room });
    for (let k = 0; k < perSession; k++) stalled.push(new RawSubscription(madang.address, lazy.token));
  }
  for (const reader of stalled) reader.read();
  await eventually(
    () => stalled.every(({ frames }) => frames.length > 0),
    10_000,
    () => "not all are open",
  );
  for (const reader of stalled) reader.stall();
}

test("fifty readers that read nothing cost the others no time and the server no memory", linuxOnly, async () => {
  // What the garbage of a flood takes is taken once.
  for (let i = 0; i < 4; i++) await flood(`warm ${i}`);
  const before = median(await latencies(50, "before"));
  await stallReaders(stalledReaders);
  const emptyMb = anonymousMb();
  await flood("after the flood");
  const grownMb = anonymousMb() - emptyMb;
  assert.ok(grownMb < heldMb, `${grownMb.toFixed(0)} MB more`);
  assert.ok(stalled.every((reader) => !reader.isClosed && reader.seqs(room).length < floodMessages / 2));
  const during = median(await latencies(50, "during"));
  assert.ok(during < 3 * before + 30, `${during.toFixed(1)} ms with them, ${before.toFixed(1)} ms without`);
});

test("those who read again get everything, in order, and the others miss nothing", linuxOnly, async () => {
  const { seq: head } = await ann.client.send(room, "the end");
  const awake = stalled.slice(0, 3);
  for (const reader of awake) reader.read();
  await eventually(
    () => awake.every((reader) => reader.seqs(room).at(-1) === head),
    20_000,
    () => awake.map((reader) => reader.seqs(room).at(-1)).join(),
  );
  for (const reader of awake) {
    const seqs = reader.seqs(room);
    assert.deepEqual(
      seqs,
      Array.from(seqs, (_, i) => head - seqs.length + 1 + i),
    );
    assert.ok(seqs.length > floodMessages);
    assert.deepEqual(
      reader.frames.flatMap(({ gaps }) => gaps),
      [],
    );
  }
  for (const reader of readers) {
    await reader.hears(room, "the end");
    const seqs = reader.seqs(room);
    assert.deepEqual(
      seqs,
      Array.from(seqs, (_, i) => head - seqs.length + 1 + i),
    );
  }
});
