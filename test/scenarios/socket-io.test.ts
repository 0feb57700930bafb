// The walk of a message over Socket.IO: the same promise as over gRPC, and one order for people on both.
import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { createClient, type SavedSession, socketIoTransport } from "../../src/clients/sdk/index.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { Person, type PersonOptions } from "../support/person.ts";
import { RawSocket } from "../support/raw-socket.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";

const madang = await MadangProcess.start("--send-rate", "0");
after(() => madang.remove());

const leaving: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(leaving.splice(0).map((leave) => leave()));
});

/** Retries come at once, so that a test with many cuts is short. */
const hasty = { random: () => 0 };

async function enter(name: string, options: PersonOptions = {}, address = madang.web): Promise<Person> {
  const person = await Person.enter(address, name, options);
  leaving.push(() => person.leave());
  return person;
}

async function startProxy(): Promise<TcpProxy & { readonly web: string }> {
  const proxy = await TcpProxy.start(madang.web);
  leaving.push(() => proxy.close());
  return Object.assign(proxy, { web: `http://${proxy.address}` });
}

let rooms = 0;
async function makeRoom(owner: Person, ...members: Person[]): Promise<string> {
  const { channelId } = await owner.client.createChannel({ name: `room-${++rooms}` });
  for (const { client } of members) await client.joinChannel(channelId);
  return channelId;
}

const lines = (count: number, word = "line") => Array.from({ length: count }, (_, i) => `${word} ${i}`);

test("a browser and a program talk, and see one order", async () => {
  const [ann, bob] = [await enter("ann"), await enter("bob", {}, madang.address)];
  const room = await makeRoom(ann, bob);
  const { seq } = await ann.client.send(room, "안녕하세요, bob! 👋🏽");
  await bob.client.send(room, "hello ann ㅋㅋ");
  await bob.client.react(room, seq, "👍");
  await Promise.all([
    ann.client.publish(lines(300, "ann").map((text) => ({ channelId: room, text }))),
    bob.client.publish(lines(300, "bob").map((text) => ({ channelId: room, text }))),
  ]);
  await bob.client.send(room, "the end");
  for (const person of [ann, bob]) await person.hears(room, "the end");
  assert.deepEqual(ann.texts(room), bob.texts(room));
  assert.equal(ann.texts(room).length, 603);
  assert.ok(ann.heard.some(({ type }) => type === "reaction"));
  const page = await ann.client.listMessages(room, { pageSize: 2 });
  assert.deepEqual(
    page.messages.map(({ text }) => text),
    [bob.texts(room).at(-2), "the end"],
  );
});

test("what is refused comes with the reason that gRPC gives", async () => {
  const ann = await enter("ann");
  await assert.rejects(ann.client.send("nowhere", "x"), { code: "NOT_FOUND", reason: "CHANNEL_NOT_FOUND" });
  await assert.rejects(ann.client.send("lobby", ""), { code: "INVALID_ARGUMENT", reason: "TEXT_EMPTY" });
  const sends = [
    { channelId: "lobby", text: "fine" },
    { channelId: "nowhere", text: "x" },
  ];
  await assert.rejects(ann.client.publish(sends), { reason: "CHANNEL_NOT_FOUND", metadata: { send: "1" } });
});

test("a wire that is cut in mid-frame again and again loses nothing and doubles nothing, down or up", async () => {
  const proxy = await startProxy();
  const [steady, shaky] = [await enter("steady"), await enter("shaky", hasty, proxy.web)];
  const room = await makeRoom(steady, shaky);
  const cutting = setInterval(() => proxy.cutAfter(1 + ((proxy.cuts * 997) % 3_000)), 80);
  leaving.push(async () => clearInterval(cutting));
  const sayAll = async ({ client }: Person, texts: readonly string[]) => {
    for (const text of texts) await client.send(room, text);
  };
  await Promise.all([
    sayAll(steady, lines(300, "steady")),
    sayAll(shaky, lines(60, "shaky")),
    shaky.client.publish(lines(600, "bulk").map((text) => ({ channelId: room, text }))),
  ]);
  // A slow machine cuts less often.
  for (let n = 1; proxy.cuts < 5; n++) await steady.client.send(room, `more ${n}`);
  clearInterval(cutting);
  await steady.client.send(room, "the end");
  for (const person of [steady, shaky]) await person.hears(room, "the end");
  assert.deepEqual(shaky.texts(room), steady.texts(room));
  for (const [word, count] of [
    ["steady", 300],
    ["shaky", 60],
    ["bulk", 600],
  ] as const) {
    assert.deepEqual(
      shaky.texts(room).filter((text) => text.startsWith(word)),
      lines(count, word),
    );
  }
  const seqs = shaky.seqs(room);
  assert.deepEqual(
    seqs,
    Array.from(seqs, (_, i) => (seqs[0] ?? 0) + i),
  );
});

test("kill -9 loses nothing that was acknowledged, and what was said while it was down arrives once", async () => {
  const [carl, dora] = [await enter("carl"), await enter("dora")];
  await carl.client.send("lobby", "before the crash");
  await dora.hears("lobby", "before the crash");
  await madang.kill();
  const during = dora.client.send("lobby", "said while it was down");
  await madang.start();
  await during;
  await carl.client.send("lobby", "after the crash");
  for (const person of [carl, dora]) {
    await person.hears("lobby", "after the crash");
    const texts = person.texts("lobby");
    assert.deepEqual(texts.slice(texts.indexOf("before the crash")), [
      "before the crash",
      "said while it was down",
      "after the crash",
    ]);
  }
});

test("who signs out is signed out on every socket of that session at once", async () => {
  const [one, other] = [await RawSocket.open(madang.web, "eve"), await RawSocket.open(madang.web)];
  leaving.push(async () => [one, other].forEach((raw) => raw.close()));
  other.token = one.token;
  other.open(1, "madang.channel.v1.ChannelService/Subscribe", {});
  other.open(2, "madang.channel.v1.ChannelService/Publish", null);
  await other.until(() => other.messages(1).length > 0, "heads");
  assert.deepEqual(await one.call("madang.agent.v1.AgentService/SignOut", {}), { response: { sessionsEnded: 1 } });
  await other.until(() => [1, 2].every((id) => other.endOf(id) !== undefined), "the ends");
  assert.equal(other.endOf(1)?.reason, "SESSION_ENDED");
  assert.equal(other.endOf(2)?.reason, "SESSION_ENDED");
  assert.ok(other.messages(1).some(({ closing }) => (closing as { reason: string })?.reason === "SESSION_ENDED"));
  const { error } = await other.call("madang.lobby.v1.LobbyService/ListChannels", {});
  assert.equal(error?.reason, "SESSION_ENDED");
});

test("a reader whose wire hangs costs the others nothing, and finds everything when it flows again", async () => {
  const proxy = await startProxy();
  const [ann, bob, slow] = [await enter("ann"), await enter("bob"), await enter("slow", hasty, proxy.web)];
  const room = await makeRoom(ann, bob, slow);
  await ann.client.send(room, "before");
  await slow.hears(room, "before");
  proxy.stall();
  const text = "x".repeat(3_000);
  const startedMs = performance.now();
  for (let i = 0; i < 4; i++)
    await ann.client.publish(Array.from({ length: 1_000 }, (_, k) => ({ channelId: room, text: `${i}-${k} ${text}` })));
  await ann.client.send(room, "after the flood");
  await bob.hears(room, "after the flood");
  assert.ok(performance.now() - startedMs < 15_000);
  assert.ok(slow.texts(room).length < 4_000);
  proxy.flow();
  await slow.hears(room, "after the flood");
  assert.deepEqual(slow.texts(room).length, bob.texts(room).length);
  assert.deepEqual(slow.seqs(room).slice(-4_001), bob.seqs(room).slice(-4_001));
});

test("a server that goes down in order says so, and people go on where they were when it is back", async () => {
  const ann = await enter("ann");
  await ann.client.send("lobby", "before the update");
  await ann.hears("lobby", "before the update");
  const startedMs = performance.now();
  assert.equal(await madang.stop(), 0);
  assert.ok(performance.now() - startedMs < 10_000);
  await ann.until(() => ann.client.state !== "connected", "disconnection");
  const told = ann.heard.filter((event) => event.type === "state").map(({ reason }) => reason?.reason);
  assert.ok(told.includes("DRAINING"), JSON.stringify(told));
  await madang.start();
  await ann.client.send("lobby", "after the update");
  await ann.hears("lobby", "after the update");
  assert.equal(ann.texts("lobby").filter((text) => text === "before the update").length, 1);
});

test("many of the longest messages are published whole, and one that no wire takes is refused and not tried for ever", async () => {
  const ann = await enter("ann");
  const room = await makeRoom(ann);
  const text = "가나다라".repeat(1_000);
  assert.equal(await ann.client.publish(Array.from({ length: 300 }, () => ({ channelId: room, text }))), 300);
  const huge = { code: "INVALID_ARGUMENT" };
  await assert.rejects(ann.client.send(room, "x".repeat(2_000_000)), huge);
  await assert.rejects(ann.client.publish([{ channelId: room, text: "x".repeat(2_000_000) }]), huge);
  await ann.client.send(room, "the end");
  await ann.hears(room, "the end");
  assert.equal(ann.texts(room).length, 301);
});

test("with a cookie the refresh token is out of scripts' sight", async () => {
  const saved: SavedSession[] = [];
  const tokens = {
    load: async () => undefined,
    save: async (session?: SavedSession) => void (session && saved.push(session)),
  };
  const transport = socketIoTransport(madang.web, { cookie: true });
  const client = createClient({ transport, guest: { name: "cookie" }, tokens });
  leaving.push(() => client.close());
  await client.connect();
  await client.send("lobby", "from a page");
  assert.deepEqual(
    saved.map(({ refreshToken }) => refreshToken),
    ["cookie"],
  );
  const nobody = createClient({
    transport: socketIoTransport(madang.web, { cookie: true }),
    name: "nobody",
    password: "x".repeat(10),
  });
  leaving.push(() => nobody.close());
  await assert.rejects(nobody.connect(), { code: "UNAUTHENTICATED", reason: "WRONG_PASSWORD" });
});
