// The chat of four services as its older clients meet it: over real sockets, each channel at a port of its own.
import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { after, before, test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { ChatServer } from "../../src/gen/compat/chat_server/chat_server_pb.ts";
import {
  Agent,
  Channel,
  ChatSchema,
  CommandRequest_Status as Command,
  type CommandReply,
  CommandReplySchema,
  Heartbeat,
  HeartbeatReplySchema,
  Lobby,
  LoginReplySchema,
} from "../../src/gen/compat/chatting/chatting_pb.ts";
import { type Listened, linesOf, listenBy, statusesOf } from "../support/chatting-streams.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { OlderClient } from "../support/older-client.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";
import { TcpProxy } from "../support/tcp-proxy.ts";

let madang: MadangProcess;
let main: OlderClient;
/** Clients of channels, to be closed. */
const clients: OlderClient[] = [];

before(async () => {
  madang = await MadangProcess.start("--channel-ports", "0,0,0,0");
  main = new OlderClient(madang.address);
});

after(async () => {
  for (const client of [main, ...clients]) client.close();
  await madang.remove();
});

function dial(port: number): OlderClient {
  const client = new OlderClient(`127.0.0.1:${port}`);
  clients.push(client);
  return client;
}

async function login(client = main): Promise<number> {
  return fromBinary(LoginReplySchema, await client.call(Agent.method.tryLogin, { ip: "127.0.0.1" })).index;
}

const listen = (method: Listened, index: number, client = main) => listenBy(client, method, index);

function command(index: number, status: Command, channel?: number): Promise<Buffer> {
  return main.call(Lobby.method.tryCommand, { status, index, ...(channel !== undefined && { channel }) });
}

async function replyTo(...asked: Parameters<typeof command>): Promise<CommandReply> {
  return fromBinary(CommandReplySchema, await command(...asked));
}

/** Makes a channel of this person's, who comes in by both streams. */
async function makeChannel(index: number) {
  const { channels, address } = await replyTo(index, Command.MAKE_CHANNEL);
  const [port = 0] = channels;
  assert.match(address ?? "", new RegExp(`:${port}$`));
  const client = dial(port);
  const chats = await listen(Channel.method.tryChatReceive, index, client);
  const statuses = await listen(Channel.method.tryStatusRequest, index, client);
  return { port, client, chats, statuses };
}

async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    return await new Promise((resolve) => {
      socket.once("error", () => resolve(true));
      socket.once("connect", () => resolve(false));
    });
  } finally {
    socket.destroy();
  }
}

test("the first login of an empty store is 1, and says where to go on", async () => {
  const reply = fromBinary(LoginReplySchema, await main.call(Agent.method.tryLogin, { ip: "" }));
  const { port } = new URL(`http://${madang.address}`);
  assert.deepEqual([reply.index, reply.heartbeatIp, reply.lobbyIp], [1, `localhost:${port}`, `localhost:${port}`]);
  assert.equal(await login(), 2);
});

test("the first beat comes at once and the next one five seconds later, and then the heart may start anew", async () => {
  const index = await login();
  const beats = await listen(Heartbeat.method.tryHeartbeat, index);
  await beats.hears(1);
  const taken = await listen(Heartbeat.method.tryHeartbeat, index);
  assert.equal((await taken.ended()).code, 6);
  await beats.hears(2);
  const [first, second] = beats.answers.map((answer) => Number(fromBinary(HeartbeatReplySchema, answer).time));
  assert.equal((second ?? 0) - (first ?? 0), 5);
  assert.ok(Math.abs((second ?? 0) - Date.now() / 1_000) < 2);
  beats.cancel();
  await eventually(
    () => beats.status !== undefined,
    5_000,
    () => "open",
  );
  await (await listen(Heartbeat.method.tryHeartbeat, index)).hears(1);
});

test("what is said in the lobby reaches everybody but its author: here, in the room of windows, and in our clients", async () => {
  const [one, two] = [await login(), await login()];
  const [own, other] = [await listen(Lobby.method.tryChatReceive, one), await listen(Lobby.method.tryChatReceive, two)];
  const ann = await Person.enter(madang.address, "ann");
  const window = main.open(ChatServer.method.chatStream);
  window.send({});
  window.halfClose();
  await main.call(Lobby.method.tryChatSend, { index: one, text: "hello   world " });
  await main.call(Lobby.method.tryChatSend, { index: one, text: "" });
  await main.call(Lobby.method.tryChatSend, { index: one });
  await other.hears(1);
  await ann.hears("lobby", "hello   world ");
  await ann.client.send("lobby", "hi from ann");
  await main.call(ChatServer.method.sendNote, { name: "win", message: "hi from a window" });
  await own.hears(2);
  await other.hears(3);
  const [annsIndex, windows] = own.answers.map((answer) => fromBinary(ChatSchema, answer).index);
  assert.deepEqual(linesOf(other), [
    `${one}: hello   world `,
    `${annsIndex}: hi from ann`,
    `${windows}: hi from a window`,
  ]);
  assert.notEqual(annsIndex, windows);
  const refused = await failureOf(main.call(Lobby.method.tryChatSend, { index: annsIndex ?? 0, text: "I am ann" }));
  assert.equal(refused, 7);
  await window.hears(3);
  await ann.leave();
  window.cancel();
});

test("a channel has a port of its own, where members hear each other, and which is refused once the last one left", async () => {
  const [one, two] = [await login(), await login()];
  for (const index of [one, two]) await listen(Lobby.method.tryChatReceive, index);
  const made = await makeChannel(one);
  assert.deepEqual((await replyTo(two, Command.LIST_CHANNELS)).channels, [made.port]);
  await command(two, Command.JOIN_CHANNEL, made.port);
  const client = dial(made.port);
  const chats = await listen(Channel.method.tryChatReceive, two, client);
  const statuses = await listen(Channel.method.tryStatusRequest, two, client);
  await client.call(Channel.method.tryChatSend, { index: two, text: "  line\n안녕  " });
  await made.client.call(Channel.method.tryChatSend, { index: one, text: "welcome" });
  await made.chats.hears(1);
  await chats.hears(1);
  assert.equal((await command(one, Command.LEAVE_CHANNEL)).toString("hex"), "0800");
  assert.equal((await made.chats.ended()).code, 0);
  await statuses.hears(2);
  assert.deepEqual(linesOf(made.chats), [`${two}:   line\n안녕  `]);
  assert.deepEqual(linesOf(chats), [`${one}: welcome`]);
  assert.deepEqual(statusesOf(made.statuses), [`join ${one} ${made.port}`, `join ${two} ${made.port}`]);
  assert.deepEqual(statusesOf(statuses), [`join ${two} ${made.port}`, `leave ${one} ${made.port}`]);
  await command(two, Command.LEAVE_CHANNEL);
  assert.equal((await chats.ended()).code, 14);
  assert.equal((await statuses.ended()).code, 14);
  assert.ok(await isRefused(made.port));
  assert.equal(await failureOf(client.call(Channel.method.tryChatSend, { index: two, text: "anybody?" })), 14);
});

test("the fifth channel fails at once, and the port of one that closed is used again", async () => {
  const makers = await Promise.all(Array.from({ length: 5 }, () => login()));
  for (const index of makers) await listen(Lobby.method.tryChatReceive, index);
  const made = [];
  for (const index of makers.slice(0, 4)) made.push(await makeChannel(index));
  const [, second] = made;
  assert.equal((await command(makers[4] ?? 0, Command.MAKE_CHANNEL)).toString("hex"), "0801");
  await command(makers[1] ?? 0, Command.LEAVE_CHANNEL);
  const began = performance.now();
  assert.deepEqual((await replyTo(makers[4] ?? 0, Command.MAKE_CHANNEL)).channels, [second?.port]);
  assert.ok(performance.now() - began < 500);
  for (const index of makers) await command(index, Command.LEAVE_CHANNEL);
  assert.deepEqual((await replyTo(makers[0] ?? 0, Command.LIST_CHANNELS)).channels, []);
});

test("when a client vanishes, the others hear that its person left, and everybody goes on", async () => {
  const stays = await login();
  await listen(Lobby.method.tryChatReceive, stays);
  const made = await makeChannel(stays);
  const wires = [await TcpProxy.start(madang.address), await TcpProxy.start(`127.0.0.1:${made.port}`)] as const;
  const [phone, channelOfPhone] = [new OlderClient(wires[0].address), new OlderClient(wires[1].address)];
  const vanishes = await login(phone);
  await listen(Heartbeat.method.tryHeartbeat, vanishes, phone);
  await listen(Lobby.method.tryChatReceive, vanishes, phone);
  await command(vanishes, Command.JOIN_CHANNEL, made.port);
  await listen(Channel.method.tryStatusRequest, vanishes, channelOfPhone);
  for (const wire of wires) wire.cut();
  await made.statuses.hears(3);
  assert.deepEqual(statusesOf(made.statuses).at(-1), `leave ${vanishes} ${made.port}`);
  await command(stays, Command.LEAVE_CHANNEL);
  for (const client of [phone, channelOfPhone]) client.close();
  for (const wire of wires) await wire.close();
});

test("wrong input is refused by the codes of the time, and harms nobody", async () => {
  const index = await login();
  await listen(Lobby.method.tryChatReceive, index);
  assert.equal(await failureOf(command(index, 7 as Command)), 3);
  assert.equal((await command(2_000_000, Command.LIST_CHANNELS)).toString("hex"), "0801");
  assert.equal(await failureOf(main.call(Channel.method.tryChatSend, { index, text: "at the main port" })), 9);
  assert.equal((await (await listen(Channel.method.tryStatusRequest, index)).ended()).code, 9);
  assert.equal(
    (await main.call(Lobby.method.tryUserExit, { index })).toString("hex"),
    `10${index.toString(16).padStart(2, "0")}`,
  );
  assert.equal((await main.call(Heartbeat.method.tryUserLives, { index: 123_456 })).toString("hex"), "0801");
  assert.equal((await main.call(Lobby.method.tryUserRemove, { index: -5 })).toString("hex"), "");
  const made = await makeChannel(index);
  assert.equal(await failureOf(made.client.call(Channel.method.tryUserRemove, { index: 9_999 })), 5);
  await made.client.call(Channel.method.tryChatSend, { index: -2147483648, text: "from the edge" });
  await made.chats.hears(1);
  assert.deepEqual(linesOf(made.chats), ["-2147483648: from the edge"]);
  await command(index, Command.LEAVE_CHANNEL);
});

test("an index stays with its person through a kill -9, and new ones are given behind it", async () => {
  const index = await login();
  const hears = await listen(Lobby.method.tryChatReceive, index);
  await main.call(Lobby.method.tryChatSend, { index: index - 1, text: "before" });
  await hears.hears(1);
  await madang.kill();
  assert.equal((await hears.ended()).code, 14);
  await madang.start();
  const again = new OlderClient(madang.address);
  clients.push(again);
  const resumed = await listen(Lobby.method.tryChatReceive, index, again);
  await again.call(Lobby.method.tryChatSend, { index: index - 1, text: "after" });
  await resumed.hears(1);
  assert.deepEqual(linesOf(resumed), [`${index - 1}: after`]);
  assert.ok((await login(again)) > index);
});

test("a port that another program has is passed over, and used once it is free; closing ends every stream in words", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port: taken } = other.address() as AddressInfo;
  const small = await MadangProcess.start("--channel-ports", `${taken},0`);
  const client = new OlderClient(small.address);
  clients.push(client);
  const [one, two] = [await login(client), await login(client)];
  const open = [await listen(Lobby.method.tryChatReceive, one, client)];
  open.push(await listen(Lobby.method.tryStatusRequest, two, client));
  open.push(await listen(Heartbeat.method.tryHeartbeat, two, client));
  const make = { status: Command.MAKE_CHANNEL };
  const first = fromBinary(CommandReplySchema, await client.call(Lobby.method.tryCommand, { ...make, index: one }));
  assert.equal(first.status, 0);
  assert.notEqual(first.channels[0], taken);
  other.close();
  await once(other, "close");
  const second = fromBinary(CommandReplySchema, await client.call(Lobby.method.tryCommand, { ...make, index: two }));
  assert.deepEqual(second.channels, [taken]);
  open.push(await listen(Channel.method.tryChatReceive, one, dial(first.channels[0] ?? 0)));
  open.push(await listen(Channel.method.tryStatusRequest, two, dial(taken)));
  assert.equal(await small.stop(), 0);
  assert.deepEqual(await Promise.all(open.map(async (stream) => (await stream.ended()).code)), [14, 14, 14, 14, 14]);
  await small.remove();
});

/** The code that a call fails with. */
async function failureOf(asked: Promise<unknown>): Promise<number | undefined> {
  try {
    await asked;
    return undefined;
  } catch (failure) {
    return (failure as { code?: number }).code;
  }
}
