// The console of the four-service chat; /? lists its commands: node bin/madang.js run examples/older/console.ts [--agent host:port]
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { type StatusReply, StatusReply_Status } from "../../src/gen/compat/chatting/chatting_pb.ts";
import { ChattingPerson } from "./chatting-person.ts";
import { run } from "./older-client.ts";

const { values } = parseArgs({ options: { agent: { type: "string", default: "localhost:50050" } } });
const me = new ChattingPerson(values.agent, {
  chat: ({ index, text }) => console.log(`${index}: ${text}`),
  status: tell,
});
const commands = new Map<string, (rest: string) => Promise<void> | void>([
  ["/all", (text) => me.sayToAll(text)],
  ["/make", make],
  ["/list", list],
  ["/join", join],
  ["/leave", leave],
  ["/user", users],
  ["/?", () => console.log(help)],
]);
const help =
  "/all: send chat to all\n/make: make a channel\n/list: list up all channels\n/join: join to channel\n" +
  "/leave: leave from the channel\n/user: list users in the channel or lobby\n/?: list up all commands";

await run(async () => {
  await me.enter();
  console.log(`my index is ${me.index}\nHelp: /?`);
  for await (const line of createInterface({ input: process.stdin }))
    await obey(line.trim()).catch((failure: Error) => console.error(failure.message));
  me.close();
});

async function obey(line: string): Promise<void> {
  const [word = "", ...rest] = line.split(/\s+/);
  const command = commands.get(word);
  if (command) await command(rest.join(" "));
  else if (me.room) await me.say(line);
  else if (line !== "") console.log("You have to join a channel to chat");
}

async function make(): Promise<void> {
  if (me.room) return console.log("you are in a channel already");
  const room = await me.make();
  console.log(room ? `channel is created:${room.address}` : "channel creating is failed");
  if (room) me.goTo(room);
}

async function list(): Promise<void> {
  const channels = await me.channels();
  console.log(channels.length === 0 ? "There is no channel" : channels.map((each) => `channel:${each}`).join("\n"));
}

async function join(which: string): Promise<void> {
  if (me.room) return console.log("You entered in a channel");
  if (!/^\d{1,5}$/.test(which)) return console.log("You entered invalid channel");
  const room = await me.join(Number(which));
  console.log(room ? `You joined at channel ${room.address}` : "channel creating is failed");
  if (room) me.goTo(room);
}

async function leave(): Promise<void> {
  const { address } = me.room ?? {};
  if (address !== undefined) await me.leave();
  console.log(address === undefined ? "It can use when you are in a channel" : `You left from channel ${address}`);
}

async function users(which: string): Promise<void> {
  const everybody = await me.users(/^\d{1,5}$/.test(which) ? Number(which) : 0);
  for (const { user, channel } of everybody) console.log(`user:${user} at channel ${channel}`);
}

function tell({ status, index, channel }: StatusReply): void {
  const where = channel ? `channel ${channel}` : "lobby";
  if (status === StatusReply_Status.QUIT) console.log("You're checked by late response");
  if (status === StatusReply_Status.JOIN_USER) console.log(`user ${index} joined at ${where}`);
  if (status === StatusReply_Status.LEAVE_USER) console.log(`user ${index} left from ${where}`);
}
