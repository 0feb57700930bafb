// A reader that reads nothing for half a minute is ended, told why and from where to go on, while others go on.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { RawSubscription } from "../support/raw-subscription.ts";
import { eventually } from "../support/running-command.ts";
import { WireSession } from "../support/wire-session.ts";

const madang = await MadangProcess.start("--send-rate", "0");
const ann = await Person.enter(madang.address, "ann");
const lazy = await WireSession.guest(madang.address, "lazy");
const [looksAgain, neverLooks] = [1, 2].map(() => new RawSubscription(madang.address, lazy.token)) as [
  RawSubscription,
  RawSubscription,
];
const both = [looksAgain, neverLooks];
after(async () => {
  for (const each of [...both, lazy]) each.close();
  await ann.leave();
  await madang.remove();
});

test("who reads nothing for 30 s is ended with the reason and cursors from which nothing is missing", async () => {
  for (const reader of both) reader.read();
  await eventually(
    () => both.every(({ frames }) => frames.length > 0),
    5_000,
    () => "not open",
  );
  for (const reader of both) reader.stall();
  const lines = Array.from({ length: 500 }, (_, i) => ({ channelId: "lobby", text: `${i} ${"x".repeat(3_900)}` }));
  await ann.client.publish(lines);
  await sleep(29_000);
  assert.deepEqual(
    both.map(({ isClosed }) => isClosed),
    [false, false],
  );
  await sleep(2_500);
  looksAgain.read();
  await eventually(
    () => both.every(({ isClosed }) => isClosed),
    5_000,
    () => `closed: ${both.map(({ isClosed }) => isClosed).join()}`,
  );

  const { failure, frames } = looksAgain;
  assert.deepEqual([failure?.code, failure?.reason], ["RESOURCE_EXHAUSTED", "SLOW_CONSUMER"]);
  assert.ok((failure?.retryAfterMs ?? 0) > 0);
  const { closing } = frames.at(-1) ?? {};
  assert.equal(closing?.reason, "SLOW_CONSUMER");
  const through = frames.flatMap(({ ranges }) => ranges).at(-1)?.through;
  assert.deepEqual(
    closing.cursors.map(({ channelId, seq }) => [channelId, seq]),
    [["lobby", through]],
  );
  assert.equal(neverLooks.resetCode, 11, "HTTP/2's ENHANCE_YOUR_CALM, which gRPC calls RESOURCE_EXHAUSTED");

  const { seq: head } = await ann.client.send("lobby", "the end");
  const resumed = new RawSubscription(madang.address, lazy.token, { cursors: closing.cursors });
  both.push(resumed);
  resumed.read();
  await eventually(
    () => resumed.seqs("lobby").at(-1) === head,
    5_000,
    () => `at ${resumed.seqs("lobby").at(-1)}`,
  );
  const seqs = [...looksAgain.seqs("lobby"), ...resumed.seqs("lobby")];
  assert.deepEqual(
    seqs,
    Array.from(seqs, (_, i) => head - seqs.length + 1 + i),
  );
  assert.ok(seqs.length > 500);
});
