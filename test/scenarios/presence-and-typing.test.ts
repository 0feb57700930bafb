// Who is online, who is here and who types, as people see it; and how those go who do not say goodbye.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { PresencePicture } from "../../src/clients/sdk/index.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person } from "../support/person.ts";
import { eventually, RunningCommand } from "../support/running-command.ts";

const sdk = new URL("../../src/clients/sdk/index.ts", import.meta.url).href;
/** Who lost the last stream has 10 s to come back; then the sweep and the watch take a second each. */
const goneMs = 13_000;

const madang = await MadangProcess.start();
const ann = await Person.enter(madang.address, "ann");
const { channelId: room } = await ann.client.createChannel({ name: "room" });
let picture: PresencePicture | undefined;
ann.client.watchPresence(room, (latest) => (picture = latest));
const killed = startClient("mayfly");
const people = [ann];
after(async () => {
  killed.child.kill("SIGKILL");
  await Promise.all(people.map((person) => person.leave()));
  await madang.remove();
});

/** A client in a process of its own that has the room open. */
function startClient(name: string): RunningCommand {
  const program = `
    import { connect } from ${JSON.stringify(sdk)};
    const client = await connect({ address: "${madang.address}", guest: { name: "${name}" } });
    await client.joinChannel("${room}");
    await client.setOpenChannels(["${room}"]);
    console.log("here");`;
  const place = { cwd: process.cwd(), env: process.env };
  return new RunningCommand(process.execPath, ["--input-type=module", "--eval", program], place);
}

async function enter(name: string): Promise<Person> {
  const person = await Person.enter(madang.address, name);
  people.push(person);
  await person.client.joinChannel(room);
  return person;
}

/** What ann sees of somebody: "online", "here", both or nothing. */
function seen(name: string): string {
  const { online = false, here = false } = picture?.people.find((person) => person.name === name) ?? {};
  return [online ? "online" : "", here ? "here" : ""].join(" ").trim();
}

function sees(name: string, expected: string, withinMs = 4_000): Promise<void> {
  return eventually(
    () => seen(name) === expected,
    withinMs,
    () => `${name} should be "${expected}": ${JSON.stringify(picture)}`,
  );
}

let killedAtMs = 0;
test("a client that is killed is seen until its time is over", async () => {
  await killed.prints("here\n");
  await sees("mayfly", "online here");
  killed.child.kill("SIGKILL");
  killedAtMs = performance.now();
  await killed.ended;
  assert.equal(seen("mayfly"), "online here", "it may only have lost its connection");
});

test("people see each other come, open the channel, close it and go", async () => {
  const bob = await enter("bob");
  await bob.client.setOpenChannels([room]);
  await sees("bob", "online here");
  const [presence] = await ann.client.presence([bob.id]);
  assert.equal(presence?.online, true);
  await bob.client.setOpenChannels([]);
  await sees("bob", "online");
  await bob.client.setOpenChannels([room]);
  await sees("bob", "online here");
  await bob.leave();
  await sees("bob", "");
});

test("who has two clients is there until both are gone", async () => {
  const [phone, laptop] = [await enter("carl"), await enter("carl")];
  for (const { client } of [phone, laptop]) await client.setOpenChannels([room]);
  await sees("carl", "online here");
  const before = picture?.hereCount;
  await phone.leave();
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  assert.equal(seen("carl"), "online here");
  assert.equal(picture?.hereCount, before, "a person counts once");
  await laptop.client.signOut();
  await sees("carl", "");
});

test("typing is told to those in the channel, by name, once for many keys, and to nobody else", async () => {
  const [bob, stranger] = [await enter("bob"), await Person.enter(madang.address, "stranger")];
  people.push(stranger);
  for (let key = 0; key < 20; key++) await bob.client.typing(room);
  const typing = (person: Person) => person.heard.filter((event) => event.type === "typing");
  await ann.until(() => typing(ann).length > 0, "typing");
  await bob.client.send(room, "typed");
  await bob.client.send("lobby", "to all");
  await Promise.all([ann.hears(room, "typed"), stranger.hears("lobby", "to all")]);
  assert.deepEqual(typing(ann), [{ type: "typing", channelId: room, people: [{ id: bob.id, name: "bob" }] }]);
  assert.deepEqual(typing(stranger), []);
  await assert.rejects(stranger.client.typing(room), { reason: "NOT_A_MEMBER" });
  const late = await enter("late");
  await bob.client.send(room, "typed more");
  await late.hears(room, "typed more");
  assert.deepEqual(typing(late), [], "nobody types in the past");
});

test("who is removed is no longer shown, and sees no longer who is there", async () => {
  const dora = await enter("dora");
  let hers: PresencePicture | undefined;
  dora.client.watchPresence(room, (latest) => (hers = latest));
  await dora.client.setOpenChannels([room]);
  await sees("dora", "online here");
  await ann.client.kick(room, dora.id);
  await eventually(
    () => hers?.error !== undefined,
    4_000,
    () => JSON.stringify(hers),
  );
  assert.equal(hers?.error?.reason, "NOT_A_MEMBER");
  await eventually(
    () => !seen("dora").includes("here"),
    4_000,
    () => seen("dora"),
  );
});

test("the killed client is gone when its time is over", async () => {
  await sees("mayfly", "", Math.max(1, goneMs - (performance.now() - killedAtMs)));
  assert.ok(performance.now() - killedAtMs < goneMs);
});
