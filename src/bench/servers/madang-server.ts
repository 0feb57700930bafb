// Madang as people run it, on an empty folder.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Run } from "../scenario.ts";
import { serveFlags } from "./serve-flags.ts";
import { StartedServer } from "./started-server.ts";

const file = fileURLToPath(new URL("../../madang.ts", import.meta.url));

/**
 * Starts `madang serve`; the run ends it, and its folder goes. Limits on senders are off, nothing else is changed but what
 * `settings` say.
 */
export async function startMadangServer(
  run: Run,
  nodeFlags: readonly string[] = [],
  settings: readonly string[] = [],
): Promise<StartedServer> {
  const folder = makeFolder(run);
  const args = [
    ...(await serveFlags()),
    ...nodeFlags,
    file,
    "serve",
    ...atFreePort(join(folder, "data")),
    "--send-rate",
    "0",
    ...settings,
  ];
  const server = await StartedServer.start({ program: process.execPath, args, cwd: folder });
  run.after(() => server.stop());
  return server;
}

/** The flags for a server that is nobody else's: a data folder of its own, any free port of this machine. */
export function atFreePort(data: string): string[] {
  return ["--data", data, "--listen", "127.0.0.1:0"];
}

/** A new folder that goes when the run is over. */
export function makeFolder(run: Run): string {
  const folder = mkdtempSync(join(tmpdir(), "madang-bench-"));
  run.after(async () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
