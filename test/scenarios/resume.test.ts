// A client that was cut off, closed or away comes back to its place: nothing is missing, nothing is doubled.
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { MadangProcess } from "../support/madang-process.ts";
import { Person, type PersonOptions } from "../support/person.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";

const madang = await MadangProcess.start("--send-rate", "0");
after(() => madang.remove());

const leaving: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(leaving.splice(0).map((leave) => leave()));
});

async function enter(name: string, options: PersonOptions = {}, address = madang.address): Promise<Person> {
  const person = await Person.enter(address, name, options);
  leaving.push(() => person.leave());
  return person;
}

async function startProxy(): Promise<TcpProxy> {
  const proxy = await TcpProxy.start(madang.address);
  leaving.push(() => proxy.close());
  return proxy;
}

let rooms = 0;
async function makeRoom(owner: Person, ...members: Person[]): Promise<string> {
  const { channelId } = await owner.client.createChannel({ name: `room-${++rooms}` });
  for (const { client } of members) await client.joinChannel(channelId);
  return channelId;
}

const lines = (count: number, word = "line") => Array.from({ length: count }, (_, i) => `${word} ${i}`);
const publish = ({ client }: Person, channelId: string, texts: readonly string[]) =>
  client.publish(texts.map((text) => ({ channelId, text })));
const sayAll = async ({ client }: Person, channelId: string, texts: readonly string[]) => {
  for (const text of texts) await client.send(channelId, text);
};

/** Retries come at once, so that a test with many cuts is short. */
const hasty = { random: () => 0 };

test("a wire that is cut in mid-frame again and again loses nothing and doubles nothing, down or up", async () => {
  const proxy = await startProxy();
  const [steady, shaky] = [await enter("steady"), await enter("shaky", hasty, proxy.address)];
  const room = await makeRoom(steady, shaky);
  const cutting = setInterval(() => proxy.cutAfter(1 + ((proxy.cuts * 997) % 3_000)), 60);
  leaving.push(async () => clearInterval(cutting));
  await Promise.all([
    sayAll(steady, room, lines(400, "steady")),
    sayAll(shaky, room, lines(100, "shaky")),
    publish(shaky, room, lines(1_000, "bulk")),
  ]);
  clearInterval(cutting);
  const { seq } = await steady.client.send(room, "the end");
  for (const person of [steady, shaky]) await person.hears(room, "the end");
  assert.ok(proxy.cuts >= 5, `${proxy.cuts} cuts`);
  const joinedAt = 2;
  assert.deepEqual(
    shaky.seqs(room),
    Array.from({ length: seq - joinedAt + 1 }, (_, i) => joinedAt + i),
  );
  assert.deepEqual(
    shaky.log(room),
    steady
      .log(room)
      .filter((event) => event.seq >= joinedAt)
      .map(asHeardBy(shaky)),
  );
  for (const [word, count] of [
    ["steady", 400],
    ["shaky", 100],
    ["bulk", 1_000],
  ] as const) {
    assert.deepEqual(
      shaky.texts(room).filter((text) => text.startsWith(word)),
      lines(count, word),
    );
  }
});

/** The same event as another person is told it. */
function asHeardBy(person: Person) {
  return (event: ReturnType<Person["log"]>[number]) =>
    event.type === "message" ? { ...event, own: event.from.id === person.id } : event;
}

test("a client that is started again with its saved cursors hears what it missed, and that once", async () => {
  const ann = await enter("ann");
  const before = await enter("bob");
  const room = await makeRoom(ann, before);
  await publish(ann, room, lines(50, "before"));
  await before.hears(room, "before 49");
  const cursors = before.client.cursors();
  await before.leave();
  await publish(ann, room, lines(400, "missed"));
  const again = await enter("bob", { cursors });
  await again.until(() => again.heard.some(({ type }) => type === "caughtUp"), "caughtUp");
  assert.deepEqual(again.texts(room), lines(400, "missed"));
  assert.ok(!again.heard.some(({ type }) => type === "gap" || type === "reset"));
  await ann.client.send(room, "after");
  await again.hears(room, "after");
  assert.deepEqual(again.texts(room), [...lines(400, "missed"), "after"]);
});

test("a client without cursors starts at the end", async () => {
  const ann = await enter("ann");
  const room = await makeRoom(ann, await enter("bob"));
  await publish(ann, room, lines(10));
  const again = await enter("bob");
  assert.deepEqual(again.texts(room), []);
  assert.equal(again.client.channel(room)?.unread, 10);
});

test("who missed more than is sent at once gets the rest from the history, in order and before what is new", async () => {
  const ann = await enter("ann", { subscribe: false });
  const before = await enter("bob");
  const room = await makeRoom(ann, before);
  await ann.client.send(room, "seen");
  await before.hears(room, "seen");
  const cursors = before.client.cursors();
  await before.leave();
  await publish(ann, room, lines(1_700));
  const again = await enter("bob", { cursors });
  await ann.client.send(room, "meanwhile");
  await again.hears(room, "meanwhile");
  assert.deepEqual(again.texts(room), [...lines(1_700), "meanwhile"]);
  const gaps = again.heard.filter((event) => event.type === "gap");
  assert.deepEqual(
    gaps.map(({ channelId, filled }) => [channelId, filled]),
    [[room, true]],
  );
  const seqs = again.seqs(room);
  assert.deepEqual(
    seqs,
    seqs.toSorted((one, other) => one - other),
  );
});

test("edits, deletions and reactions that were missed are made good, and both see the channel alike", async () => {
  const proxy = await startProxy();
  const [ann, bob] = [await enter("ann"), await enter("bob", hasty, proxy.address)];
  const room = await makeRoom(ann, bob);
  const seqs: number[] = [];
  for (const text of lines(5)) seqs.push((await ann.client.send(room, text)).seq);
  const view = bob.client.view(room);
  await view.load();
  const [edited = 0, deleted = 0, liked = 0] = seqs;
  proxy.stall();
  await ann.client.edit(room, edited, "line 0, better");
  await ann.client.delete(room, deleted);
  await ann.client.react(room, liked, "👍");
  proxy.cut();
  proxy.flow();
  await ann.client.send(room, "the end");
  await bob.hears(room, "the end");
  const { messages } = await ann.client.listMessages(room);
  assert.deepEqual(view.messages, messages);
  assert.deepEqual(
    view.messages.map(({ text }) => text),
    ["line 0, better", "", "line 2", "line 3", "line 4", "the end"],
  );
});

test("who was removed and came back hears nothing of what was said in between", async () => {
  const owner = await enter("owner");
  const [ann, bob] = [await enter("ann"), await enter("bob")];
  const room = await makeRoom(owner, ann, bob);
  await owner.client.send(room, "before");
  for (const person of [ann, bob]) await person.hears(room, "before");
  const cursors = bob.client.cursors();
  await bob.leave();
  for (const { id } of [ann, bob]) await owner.client.kick(room, id);
  await ann.until(() => ann.heard.some(({ type }) => type === "channelLeft"), "channelLeft");
  await publish(owner, room, lines(20, "secret"));
  for (const { id } of [ann, bob]) await owner.client.invite(room, id);
  await owner.client.send(room, "welcome back");
  const bobAgain = await enter("bob", { cursors });
  for (const person of [ann, bobAgain]) await person.hears(room, "welcome back");
  assert.deepEqual(ann.texts(room), ["before", "welcome back"]);
  assert.deepEqual(bobAgain.texts(room), ["welcome back"]);
  assert.ok(!bobAgain.heard.some(({ type }) => type === "gap"));
});

test("two clients of one person hear the same, and one that hangs does not hold up the other", async () => {
  const proxy = await startProxy();
  const ann = await enter("ann");
  const [phone, laptop] = [await enter("bob", hasty, proxy.address), await enter("bob")];
  assert.equal(phone.id, laptop.id);
  const room = await makeRoom(ann, laptop);
  await phone.client.send(room, "from the phone");
  const { seq } = await ann.client.send(room, "to both");
  for (const person of [ann, phone, laptop]) await person.hears(room, "to both");
  await laptop.client.markRead(room, seq);
  await phone.until(() => phone.heard.some((event) => event.type === "read" && event.readSeq === seq), "read");
  proxy.stall();
  await publish(ann, room, lines(100));
  await laptop.hears(room, "line 99");
  assert.ok(!phone.texts(room).includes("line 0"));
  proxy.flow();
  await phone.hears(room, "line 99");
  assert.deepEqual(phone.seqs(room).slice(-101), laptop.seqs(room).slice(-101));
  const own = phone.log(room).find((event) => event.type === "message");
  assert.ok(own?.type === "message" && own.own, "what one's other client said is one's own");
});
