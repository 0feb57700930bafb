// kill -9, twenty times, in the middle of acknowledged sends; then the judge compares what was promised with what was seen.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { judge } from "../../src/check/judge.ts";
import { WatchedPerson } from "../../src/check/watched-person.ts";
import { type ChatClient, connect } from "../../src/clients/sdk/index.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { eventually } from "../support/running-command.ts";

const rounds = 20;
const names = ["ann", "bob", "carl", "dora", "eve", "가람"];

const madang = await MadangProcess.start("--send-rate", "0");
const people: { watched: WatchedPerson; client: ChatClient }[] = [];
after(async () => {
  await Promise.all(people.map(({ client }) => client.close()));
  await madang.remove();
});

async function enter(name: string): Promise<void> {
  const watched = new WatchedPerson(name);
  const guest = { name, token: `a-token-of-${name.length}-${"x".repeat(16)}${names.indexOf(name)}` };
  const client = await connect({ address: madang.address, guest, listener: watched.listener });
  people.push({ watched, client });
}

const acknowledged = () => people.reduce((sum, { watched }) => sum + watched.acknowledged, 0);
const asked = () => people.reduce((sum, { watched }) => sum + watched.sent.length, 0);
const counts = () => `${acknowledged()} of ${asked()} acknowledged\n${madang.screen()}`;

test(`${rounds} rounds of kill -9 with sends in flight lose nothing, double nothing, and keep one order`, async () => {
  for (const name of names) await enter(name);
  const [first] = people;
  assert.ok(first);
  const room = await first.client.createChannel({ name: "room" });
  for (const { client } of people.slice(1)) await client.joinChannel(room.channelId);
  const channels = ["lobby", room.channelId];

  const quiet = new AbortController();
  let line = 0;
  const talking = people.map(async ({ watched, client }) => {
    while (!quiet.signal.aborted) {
      for (const channelId of channels) watched.say(client, channelId, `line ${line++}`);
      await new Promise((resolve) => setTimeout(resolve, 4 + Math.random() * 8));
      // So many in flight are enough: each is retried until it is there.
      while (!quiet.signal.aborted && watched.sent.length - watched.acknowledged > 40)
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });

  for (let round = 0; round < rounds; round++) {
    const before = acknowledged();
    await eventually(() => acknowledged() >= before + 60, 15_000, counts);
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 30));
    await madang.kill();
    await madang.start();
  }
  quiet.abort();
  await Promise.all(talking);
  await eventually(() => acknowledged() === asked(), 20_000, counts);
  // Seen after everything else: whoever has these has all before them.
  const last = await Promise.all(channels.map((channelId) => first.client.send(channelId, "the end")));
  const seesEnd = ({ watched }: { watched: WatchedPerson }) =>
    channels.every((channelId, i) =>
      watched
        .history()
        .steps.some((step) => step.step === "event" && step.channelId === channelId && step.seq === last[i]?.seq),
    );
  await eventually(() => people.every(seesEnd), 20_000, counts);

  const verdict = judge({
    sent: people.flatMap(({ watched }) => watched.sent),
    clients: people.map(({ watched }) => watched.history()),
  });
  assert.deepEqual(verdict.violations, []);
  assert.ok(verdict.acknowledged > rounds * 60 && verdict.seen > verdict.acknowledged * (names.length - 1));
});
