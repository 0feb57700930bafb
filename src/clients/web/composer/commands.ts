// Commands that are carried out here; those of the terminal that make sense where there are buttons.
import type { ChatClient } from "../../sdk/browser.ts";
import { lobbyId } from "../state/chat-state.ts";
import type { Words } from "../words/words.ts";
import { spokenCommands, takeWord } from "./typed-line.ts";

/** What commands act upon. */
export interface CommandDesk {
  readonly client: ChatClient;
  readonly words: Words;
  /** The channel in front. */
  readonly channelId: string;
  /** Brings a channel to the front. */
  readonly open: (channelId: string) => void;
}

/** A command that was written wrongly, with a sentence about it. */
class WrongCommand extends Error {}

type Command = (rest: string, desk: CommandDesk) => Promise<unknown>;

const commands = { join, make, leave, dm, topic, rename, invite, kick, all, read } satisfies Record<string, Command>;

/** The name of a command. */
export type CommandName = keyof typeof commands | (typeof spokenCommands)[number];

/** All names, those that madang answers last. */
export const commandNames = [...Object.keys(commands), ...spokenCommands] as readonly CommandName[];

/** Does what a command says; rejects with a sentence, and nothing has happened, if there is no such command. */
export async function runCommand(name: string, rest: string, desk: CommandDesk): Promise<void> {
  const { composer } = desk.words.conversation;
  if (!Object.hasOwn(commands, name)) throw new WrongCommand(composer.unknownCommand(name));
  await commands[name as keyof typeof commands](rest, desk);
}

async function join(rest: string, { client, open, ...desk }: CommandDesk): Promise<void> {
  const name = wordOf(rest, "join", desk.words);
  if (name.startsWith("@")) return open((await client.openDirect({ name: name.slice(1) })).channelId);
  const found = await client.channelByName(name.replace(/^#/, ""));
  const isIn = found.role !== "none" || found.kind === "lobby";
  if (!isIn) await client.joinChannel(found.channelId);
  open(found.channelId);
}

async function make(rest: string, { client, open, words }: CommandDesk): Promise<void> {
  const name = wordOf(rest, "make", words);
  const [, after] = takeWord(rest);
  if (after !== "" && after !== "private") throw wrong("make", words);
  open((await client.createChannel({ name, private: after === "private" })).channelId);
}

async function leave(_rest: string, { client, channelId, open }: CommandDesk): Promise<void> {
  await client.leaveChannel(channelId);
  open(lobbyId);
}

async function dm(rest: string, { client, open, words }: CommandDesk): Promise<void> {
  const name = wordOf(rest, "dm", words);
  const [, text] = takeWord(rest);
  const { channelId } = await client.openDirect({ name: name.replace(/^@/, "") });
  // What becomes of it shows in that channel.
  if (text !== "") client.send(channelId, text).catch(() => undefined);
  open(channelId);
}

async function topic(rest: string, { client, channelId }: CommandDesk): Promise<void> {
  await client.rename(channelId, { topic: rest });
}

async function rename(rest: string, { client, channelId, words }: CommandDesk): Promise<void> {
  if (rest === "") throw wrong("rename", words);
  await client.rename(channelId, { name: rest });
}

async function invite(rest: string, { client, channelId, words }: CommandDesk): Promise<void> {
  await client.invite(channelId, await userIdOf(wordOf(rest, "invite", words), client));
}

async function kick(rest: string, { client, channelId, words }: CommandDesk): Promise<void> {
  const userId = await userIdOf(wordOf(rest, "kick", words), client);
  await client.kick(channelId, userId, { reason: takeWord(rest)[1] });
}

async function all(rest: string, { client, open, words }: CommandDesk): Promise<void> {
  if (rest === "") throw wrong("all", words);
  client.send(lobbyId, rest).catch(() => undefined);
  open(lobbyId);
}

async function read(_rest: string, { client, channelId }: CommandDesk): Promise<void> {
  const seq = client.channel(channelId)?.seq ?? 0;
  if (seq > 0) await client.markRead(channelId, seq);
}

async function userIdOf(name: string, client: ChatClient): Promise<string> {
  return (await client.profile({ name: name.replace(/^@/, "") })).id;
}

function wordOf(rest: string, name: CommandName, words: Words): string {
  const [word] = takeWord(rest);
  if (word === "" || word === "@" || word === "#") throw wrong(name, words);
  return word;
}

function wrong(name: CommandName, { conversation }: Words): WrongCommand {
  return new WrongCommand(conversation.composer.usage(`/${name} ${conversation.composer.commands[name][0]}`.trim()));
}
