// Where a terminal keeps what outlives it: a token for each server, and messages that were not sent.
import { homedir } from "node:os";
import { join } from "node:path";
import { isLoopbackHost, type ServerAddress } from "./server-address.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The user's folder for Madang. */
export function configFolder(env: Environment): string {
  return join(env["XDG_CONFIG_HOME"] || join(env["HOME"] || homedir(), ".config"), "madang");
}

/** The file with the guest's token for a server; all names of this machine for itself are one server. */
export function guestTokenFile(folder: string, server: ServerAddress): string {
  return join(folder, "guests", fileName(server));
}

/** The file of what one person has not sent to a server yet. */
export function outboxFile(folder: string, server: ServerAddress, name: string): string {
  return join(folder, "outbox", `${fileName(server)}-${plain(name, 32)}.jsonl`);
}

function fileName({ host, port }: ServerAddress): string {
  return `${isLoopbackHost(host) ? "localhost" : plain(host.toLowerCase(), 100)}-${port}`;
}

// What a file system may not like is replaced: two names that become one file harm nobody, whose message it is stands in it.
function plain(text: string, longest: number): string {
  const letters = Array.from(text.normalize("NFC").replaceAll(/[^\p{L}\p{M}\p{N}._-]/gu, "_"));
  return letters.slice(0, longest).join("");
}
