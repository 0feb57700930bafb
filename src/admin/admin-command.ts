// The command `madang admin`: what can be asked of it; the rest is loaded when it runs.
import type { Command } from "commander";
import type { Ask } from "./ask.ts";
import { addMigrateCommand } from "./migrate-command.ts";

interface Flags {
  readonly data?: string;
  readonly json?: true;
  readonly prefix?: string;
  readonly passwordStdin?: true;
}

/** Adds the command to the program. */
export function addAdminCommand(program: Command): void {
  const admin = program
    .command("admin")
    .description("what an operator does: people, sessions, channels, devices, backup; on the server's machine");
  withFlags(admin);

  const users = add(admin, "users", "list people", (_, { prefix = "" }) => ({ act: "list-users", prefix }));
  users.option("--prefix <letters>", "only names that begin so");
  addPasswordCommand(users, "create", "make an account");
  addPasswordCommand(users, "reset", "give an account another password, and end its sessions");
  add(users, "suspend <name>", "keep somebody out, and end their sessions", ([user]) => ({ act: "suspend", user }));
  add(users, "resume <name>", "let somebody in again", ([user]) => ({ act: "resume", user }));
  add(users, "sign-out <name>", "end all sessions of somebody", ([user]) => ({ act: "sign-out", user }));

  add(admin, "sessions <name>", "list somebody's sessions", ([user]) => ({ act: "list-sessions", user }));
  add(admin, "channels", "list all channels", () => ({ act: "list-channels" }));
  add(admin, "devices <name>", "list where somebody is notified", ([user]) => ({ act: "list-devices", user }));
  add(
    admin,
    "explain <channel> <seq> <name>",
    "why somebody was, or was not, notified of a message",
    ([channel, seq, user]) => ({ act: "explain", channel, seq, user }),
  );
  add(admin, "backup <file>", "copy the store, also while it is in use", ([file]) => ({ act: "backup", file }));
  addMigrateCommand(admin);
}

type ToAsk = (names: [string, string, string], flags: Flags) => Ask;

function add(parent: Command, usage: string, description: string, toAsk: ToAsk): Command {
  const command = parent.command(usage).description(description);
  return withFlags(command).action(async () => {
    const [first = "", second = "", third = ""] = command.args;
    const flags = command.optsWithGlobals<Flags>();
    // Loaded only now: the other commands need none of it.
    const { admin } = await import("./admin.ts");
    const place = { data: flags.data ?? "./data", json: flags.json ?? false };
    process.exitCode = await admin(place, toAsk([first, second, third], flags));
  });
}

function addPasswordCommand(users: Command, act: "create" | "reset", description: string): void {
  add(users, `${act} <name>`, `${description}; its password is made and shown once`, ([user], { passwordStdin }) => ({
    act,
    user,
    passwordStdin: passwordStdin ?? false,
  })).option("--password-stdin", "take the password from the first line of standard input instead");
}

// Without a default, so that what is said before a command's name is not taken back behind it.
function withFlags(command: Command): Command {
  return command
    .option("--data <folder>", "the server's data folder, whether the server runs or not (default: ./data)")
    .option("--json", "print one JSON document; of a backup, one a line for each step");
}
