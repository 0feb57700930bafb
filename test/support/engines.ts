// Real engines for tests: a pair that all test files share, and what it takes to have one's own.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { type Kept, keeperSocket } from "../../tools/engines/keeper.ts";

export { dataCentre, startCassandra } from "../../tools/engines/cassandra.ts";
export { startKafka } from "../../tools/engines/kafka.ts";

const keeperProgram = new URL("../../tools/engines/keeper.ts", import.meta.url).pathname;
const engineWithinMs = 5 * 60_000;
const askEveryMs = 1_000;

/** Where the shared engines are: host:port of each. */
export type SharedEngines = { kafka: string; cql: string; pids: number[] };

let shared: Promise<SharedEngines> | undefined;

/**
 * Resolves with a Kafka and a Cassandra that run beside the tests, started if nobody has them yet. They end by
 * themselves half a minute after the last process that asked for them. Never pause or kill them: others use them
 * as well; take names from `ownName` for topics, groups and keyspaces.
 */
export function sharedEngines(
  folder = join(tmpdir(), `madang-engines-${userInfo().username}`),
): Promise<SharedEngines> {
  shared ??= findEngines(folder);
  return shared;
}

/** A name that no other test has, good for topics, groups and keyspaces. */
export function ownName(what: string): string {
  return `${what}_${randomBytes(6).toString("hex")}`;
}

async function findEngines(folder: string): Promise<SharedEngines> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const giveUpAt = performance.now() + engineWithinMs;
  let starting = false;
  while (performance.now() < giveUpAt) {
    const socket = await reachKeeper(folder);
    const kept = socket && (await readLine(socket));
    if (kept) return orThrow(kept);
    // Many may start one: all but the first end at once.
    if (!starting) {
      starting = true;
      const keeper = spawn(process.execPath, [keeperProgram, folder], { detached: true, stdio: "ignore" });
      keeper.once("exit", () => {
        starting = false;
      });
      keeper.unref();
    }
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
  throw new Error(`The shared engines did not start within ${engineWithinMs} ms.`);
}

function orThrow(kept: Kept): SharedEngines {
  if ("failure" in kept) throw new Error(kept.failure);
  return kept;
}

function reachKeeper(folder: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(keeperSocket(folder), () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}

/** The keeper's line, or undefined if it ends before. The connection stays: it says that we are here. */
function readLine(socket: Socket): Promise<Kept | undefined> {
  return new Promise((resolve) => {
    let text = "";
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      if (!text.endsWith("\n")) return;
      socket.unref();
      resolve(JSON.parse(text));
    });
    socket.once("close", () => resolve(undefined));
  });
}
