// Keeps one Kafka and one Cassandra for all who are connected to its socket, and ends when nobody is: node keeper.ts <folder>
import { rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startCassandra } from "./cassandra.ts";
import type { Engine } from "./engine.ts";
import { startKafka } from "./kafka.ts";

const firstUserWithinMs = 60_000;
const lingersMs = Number(process.env["MADANG_ENGINES_LINGER_MS"] ?? 30_000);

const lookEveryMs = 1_000;

/** What the keeper writes to everyone who connects, as one line of JSON: where the engines are, or why there are none. */
export type Kept = { kafka: string; cql: string; pids: number[] } | { failure: string };

/** The socket of the keeper that works in a folder. */
export function keeperSocket(folder: string): string {
  return join(folder, "keeper.sock");
}

if (import.meta.main) {
  const folder = process.argv[2] ?? "";
  const lock = takeLock(join(folder, "keeper.lock"));
  if (lock) await keep(folder, lock);
}

/** The lock of a database goes with its process, however that ends. Undefined if another keeper has it. */
function takeLock(path: string): DatabaseSync | undefined {
  const lock = new DatabaseSync(path);
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch {
    lock.close();
    return undefined;
  }
}

async function keep(folder: string, lock: DatabaseSync): Promise<void> {
  const users = new Set<Socket>();
  const kept = startBoth();
  const server = createServer((user) => {
    users.add(user);
    clearTimeout(end);
    user.on("error", () => undefined);
    user.once("close", () => leave(user));
    void kept.then(({ told }) => user.write(`${JSON.stringify(told)}\n`));
  });
  const leave = (user: Socket): void => {
    users.delete(user);
    if (users.size === 0) end = setTimeout(finish, lingersMs);
  };
  let isOver = false;
  const finish = (): void => {
    if (isOver) return;
    isOver = true;
    clearInterval(looking);
    // Nobody can come any more, and the next keeper may begin while our engines end.
    server.close();
    lock.close();
    void kept.then(({ engines }) => Promise.all(engines.map((engine) => engine.stop())));
  };
  let end = setTimeout(finish, firstUserWithinMs);
  const looking = setInterval(() => {
    // What is dead is of no use to those who come: their keeper starts both anew.
    void kept.then(({ engines }) => engines.some(({ pid }) => pid === 0) && finish());
  }, lookEveryMs);
  // A keeper that was killed has left it; the lock says that nobody listens there.
  rmSync(keeperSocket(folder), { force: true });
  server.listen(keeperSocket(folder));
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, finish);
}

async function startBoth(): Promise<{ told: Kept; engines: Engine[] }> {
  const started = await Promise.allSettled([startKafka(), startCassandra()]);
  const engines = started.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const [kafka, cql] = engines;
  if (kafka && cql) {
    const pids = engines.map((engine) => engine.pid);
    return { told: { kafka: kafka.address, cql: cql.address, pids }, engines };
  }
  const failures = started.flatMap((result) => (result.status === "rejected" ? [String(result.reason)] : []));
  return { told: { failure: failures.join("\n") }, engines };
}
