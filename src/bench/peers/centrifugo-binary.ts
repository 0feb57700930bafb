// Where a Centrifugo that was built for comparing stands, and which one it is.
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The Go module and the version that we are compared with. */
export const centrifugo = { module: "github.com/centrifugal/centrifugo/v5", version: "5.4.9" } as const;

/** The folder that holds servers of others, outside of every checkout: `MADANG_PEERS`, or one in the person's cache. */
export function peersFolder(env: NodeJS.ProcessEnv = process.env): string {
  return env["MADANG_PEERS"] || join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "madang-peers");
}

/** The program's path, whether it is there or not. */
export function centrifugoBinary(): string {
  return join(peersFolder(), `centrifugo-${centrifugo.version}`, "centrifugo");
}

/** What is to be done before it can be run, in one sentence; undefined if nothing is. */
export function lackingCentrifugo(): string | undefined {
  if (existsSync(centrifugoBinary())) return undefined;
  return `Centrifugo ${centrifugo.version} is not built on this machine: \`npm run bench:peers\` builds it, for which it needs Go.`;
}
