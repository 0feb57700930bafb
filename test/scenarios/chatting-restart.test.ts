// A console of the older chat whose server dies: with its index it comes back to where it was, and has missed nothing.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import {
  Agent,
  ChatSchema,
  CommandRequest_Status as Command,
  CommandReplySchema,
  Lobby,
  LoginReplySchema,
} from "../../src/gen/compat/chatting/chatting_pb.ts";
import { MadangProcess } from "../support/madang-process.ts";
import { OlderClient, type OlderStream } from "../support/older-client.ts";
import { Person } from "../support/person.ts";
import { eventually } from "../support/running-command.ts";

const { tryChatReceive, tryChatSend, tryCommand, tryUserRemove } = Lobby.method;
type Stream = OlderStream<typeof tryChatReceive>;
const madang = await MadangProcess.start("--channel-ports", "0,0,0,0");
const clients: OlderClient[] = [];

after(async () => {
  for (const client of clients) client.close();
  await madang.remove();
});

function dial(): OlderClient {
  const client = new OlderClient(madang.address);
  clients.push(client);
  return client;
}

async function login(client: OlderClient): Promise<number> {
  return fromBinary(LoginReplySchema, await client.call(Agent.method.tryLogin, { ip: "" })).index;
}

async function listen(client: OlderClient, index: number): Promise<Stream> {
  const stream = client.open(tryChatReceive);
  stream.send({ index });
  stream.halfClose();
  await stream.taken();
  return stream;
}

function textsOf({ answers }: Stream): string[] {
  return answers.map((answer) => fromBinary(ChatSchema, answer).text ?? "");
}

async function hears(stream: Stream, text: string): Promise<void> {
  await eventually(
    () => textsOf(stream).includes(text),
    10_000,
    () => `${text} is not among ${textsOf(stream).join(", ")}`,
  );
}

test("what was said between the crash and the return is there, once, and nothing from before it", async () => {
  const client = dial();
  const [one, two] = [await login(client), await login(client)];
  const before = await listen(client, one);
  await client.call(tryChatSend, { index: two, text: "before" });
  await hears(before, "before");
  await madang.kill();
  await madang.start();
  const ann = await Person.enter(madang.address, "ann");
  await ann.client.send("lobby", "while they were away");
  await madang.kill();
  await madang.start();
  const again = dial();
  const other = await Person.enter(madang.address, "bob");
  await other.client.send("lobby", "after one more crash");
  const back = await listen(again, one);
  await again.call(tryChatSend, { index: two, text: "after" });
  await hears(back, "after");
  assert.deepEqual(textsOf(back), ["while they were away", "after one more crash", "after"]);
  await ann.leave();
  await other.leave();
});

test("a crash leaves nobody behind in the channels of rooms that it closed", async () => {
  const client = dial();
  const index = await login(client);
  const stream = await listen(client, index);
  const ann = await Person.enter(madang.address, "ann");
  const made = fromBinary(CommandReplySchema, await client.call(tryCommand, { status: Command.MAKE_CHANNEL, index }));
  assert.equal(made.status, 0);
  const room = async () => {
    const { items } = await ann.client.listChannels();
    return items.filter(({ name }) => name.startsWith("room-")).at(-1);
  };
  assert.equal((await room())?.members, 1);
  stream.cancel();
  await madang.kill();
  await madang.start();
  await ann.until(() => ann.client.state === "connected", "the way back");
  assert.equal((await room())?.members, 0);
  await ann.leave();
});

test("who had no stream open hears everything since, also over a crash; who was taken out starts anew", async () => {
  const client = dial();
  const [one, two, three] = [await login(client), await login(client), await login(client)];
  for (const index of [one, two]) {
    const stream = await listen(client, index);
    await client.call(tryChatSend, { index: three, text: `for ${index}` });
    await hears(stream, `for ${index}`);
    stream.cancel();
    await stream.ended();
  }
  await client.call(tryUserRemove, { index: two });
  await client.call(tryChatSend, { index: three, text: "kept" });
  await madang.kill();
  await madang.start();
  const again = dial();
  const [stayed, removed] = [await listen(again, one), await listen(again, two)];
  await again.call(tryChatSend, { index: three, text: "now" });
  await hears(stayed, "now");
  await hears(removed, "now");
  assert.deepEqual(textsOf(stayed), [`for ${two}`, "kept", "now"]);
  assert.deepEqual(textsOf(removed), ["now"]);
});
