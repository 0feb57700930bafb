// The command `madang chat`: what can be asked of it; the rest is loaded when it runs.
import type { Command } from "commander";

/** What was asked for on the command line. */
export interface ChatFlags {
  readonly name?: string;
  readonly server: string;
  readonly channel: string;
  readonly password?: true;
  readonly signUp?: true;
  readonly token?: string;
  readonly tls?: true;
  readonly tlsCa?: string;
  readonly json?: true;
  readonly outbox?: string;
  /** False with --no-bell. */
  readonly bell?: boolean;
}

/** Adds the command to the program. */
export function addChatCommand(program: Command): void {
  program
    .command("chat")
    .description("talk: on the whole screen in a terminal, line by line when piped")
    .option("--name <name>", "who you are; the same name on the same machine is the same person")
    .option("--server <host:port>", "where the chat is", "localhost:50051")
    .option("--channel <name>", "where to begin", "lobby")
    .option("--password", "sign in with a password: asked for, or taken from MADANG_PASSWORD")
    .option("--sign-up", "with --password: make the account if nobody has the name")
    .option("--token <jwt>", "sign in with a token of the program around Madang; also MADANG_TOKEN")
    .option("--tls", "the server speaks TLS")
    .option("--tls-ca <file>", "the server speaks TLS, with a certificate of this authority, in PEM")
    .option("--json", "line by line: print what happens as JSON, one event a line")
    .option("--outbox <file>", "where unsent messages are kept (default: a file in your configuration folder)")
    .option("--no-bell", "do not ring the terminal's bell when you are mentioned, answered or written to directly")
    .action(async (flags: ChatFlags) => {
      const { chat } = await import("./chat.ts");
      process.exitCode = await chat(flags);
    });
}
