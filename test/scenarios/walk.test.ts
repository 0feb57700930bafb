// The first story: two people meet in the lobby, and a killed server changes nothing that was promised.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type ChatClient, connect, type MessageEvent } from "../../src/clients/sdk/index.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { eventually } from "../support/running-command.ts";

const madang = await MadangProcess.start();
const people: ChatClient[] = [];
after(async () => {
  await Promise.all(people.map((client) => client.close()));
  await madang.remove();
});

interface Person {
  readonly client: ChatClient;
  readonly heard: MessageEvent[];
}

async function enter(name: string): Promise<Person> {
  const client = await connect({ address: madang.address, guest: { name, token: `token-of-${name}-0000000` } });
  people.push(client);
  const heard: MessageEvent[] = [];
  client.on("message", (event) => heard.push(event));
  return { client, heard };
}

const textsOf = ({ heard }: Person) => heard.map(({ text }) => text);
const hears = (person: Person, text: string) =>
  eventually(
    () => textsOf(person).includes(text),
    10_000,
    () => `heard: ${textsOf(person).join(" | ")}`,
  );

test("what one says the other hears, in Korean too", async () => {
  const ann = await enter("ann");
  const bob = await enter("bob");
  await ann.client.send("lobby", "안녕하세요, bob!");
  await hears(bob, "안녕하세요, bob!");
  await bob.client.send("lobby", "hello ann ㅋㅋ");
  await Promise.all([hears(ann, "hello ann ㅋㅋ"), hears(bob, "hello ann ㅋㅋ")]);
  assert.deepEqual(textsOf(ann), textsOf(bob));
});

test("after kill -9 both come back by themselves, and nothing is missing or doubled", async () => {
  const carl = await enter("carl");
  const dora = await enter("dora");
  await carl.client.send("lobby", "before the crash");
  await hears(dora, "before the crash");
  await madang.kill();
  const during = dora.client.send("lobby", "said while it was down");
  await madang.start();
  await during;
  await carl.client.send("lobby", "after the crash");
  await hears(dora, "after the crash");
  const since = textsOf(dora).slice(textsOf(dora).indexOf("before the crash"));
  assert.deepEqual(since, ["before the crash", "said while it was down", "after the crash"]);
  await hears(carl, "after the crash");
  assert.deepEqual(textsOf(carl), textsOf(dora));
});

test("a third one pages back through the history", async () => {
  const eve = await enter("eve");
  const page = await eve.client.listMessages("lobby", { pageSize: 3 });
  assert.deepEqual(
    page.messages.map(({ text }) => text),
    ["before the crash", "said while it was down", "after the crash"],
  );
  const older = await eve.client.listMessages("lobby", { before: page.after + 1 });
  assert.deepEqual(
    older.messages.map(({ text }) => text),
    ["안녕하세요, bob!", "hello ann ㅋㅋ"],
  );
});

test("SIGTERM ends it within ten seconds with code 0", async () => {
  const startedMs = performance.now();
  assert.equal(await madang.stop(), 0);
  assert.ok(performance.now() - startedMs < 10_000);
});
