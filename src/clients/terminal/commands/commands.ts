// The commands by name.
import { Refusal } from "../refusal.ts";
import type { CommandName } from "../words/words.ts";
import type { Answer } from "./answer.ts";
import { join, leave, list, make, read, rename, topic } from "./channel-commands.ts";
import type { Desk } from "./desk.ts";
import { ban, invite, kick, role, unban } from "./member-commands.ts";
import { all, dm, edit, history, react, remove, reply } from "./message-commands.ts";
import { inbox, mute, notify, why } from "./notification-commands.ts";
import { me, user, who } from "./people-commands.ts";
import { spokenCommands } from "./typed-line.ts";

type Command = (rest: string, desk: Desk) => Promise<Answer>;

/** Those that the terminal carries out itself. */
type OwnCommand = Exclude<CommandName, (typeof spokenCommands)[number]>;

const commands: Readonly<Record<OwnCommand, Command>> = {
  list,
  make,
  join,
  leave,
  user,
  all,
  dm,
  reply,
  edit,
  delete: remove,
  react,
  history,
  me,
  who,
  read,
  inbox,
  mute,
  notify,
  why,
  topic,
  rename,
  invite,
  kick,
  ban,
  unban,
  role,
  quit: async () => ({ type: "quit" }),
  help: async (_rest, { words }) => ({ type: "help", commands: helpLines(words) }),
};

/** The names of all commands, in the order of the help. */
export const commandNames = [...Object.keys(commands), ...spokenCommands] as readonly CommandName[];

/** Commands whose success is a message sent. */
export const sayingCommands: ReadonlySet<string> = new Set<CommandName>(["all", "dm", "reply"]);

const localCommands: ReadonlySet<string> = new Set<CommandName>(["quit", "help", "all"]);

/** Does what a command says; rejects with a sentence, and nothing was sent, if there is no such command. */
export async function runCommand(name: string, rest: string, desk: Desk): Promise<Answer> {
  const known = commandNamed(name);
  if (!known) throw new Refusal("UNKNOWN_COMMAND", desk.words.unknownCommand(name));
  return commands[known](rest, desk);
}

/** Whether there is such a command, and it can do nothing without the server. */
export function needsServer(name: string): boolean {
  const known = commandNamed(name);
  return known !== undefined && !localCommands.has(known);
}

function commandNamed(name: string): OwnCommand | undefined {
  const known = name === "?" ? "help" : name;
  return Object.hasOwn(commands, known) ? (known as OwnCommand) : undefined;
}

function helpLines(words: Desk["words"]): (readonly [string, string])[] {
  return commandNames.map((name) => [`/${name} ${words.commands[name][0]}`.trim(), words.commands[name][1]]);
}
