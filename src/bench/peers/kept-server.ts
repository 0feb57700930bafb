// A server that cannot say by itself when it is ready, in a process of its own: measured by the operating system, killed, stopped.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuMsOf, rssKiBOf } from "../meters/process-meter.ts";
import { within } from "../within.ts";

const spawnMs = 10_000;
const readyMs = 20_000;
const lookMs = 20;
/** A server that drains has this long before it is killed. */
const stopMs = 15_000;

/** How a server is started. */
export interface KeptCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Its health check: any answer with 200 means that it is ready. */
  readonly healthUrl: string;
}

/** A server that answers its health check. */
export class KeptServer {
  readonly #keeper: ChildProcess;
  readonly #pid: number;

  private constructor(keeper: ChildProcess, pid: number) {
    this.#keeper = keeper;
    this.#pid = pid;
  }

  /** Resolves when the server is ready; rejects if it ends before, or takes over 20 s. */
  static async start({ program, args, cwd, healthUrl }: KeptCommand): Promise<KeptServer> {
    const file = new URL("./keeper-process.ts", import.meta.url);
    const keeper = fork(file, [program, ...args], { cwd, env: withoutSettings(process.env) });
    try {
      const [told] = await within(once(keeper, "message"), spawnMs, `starting ${program}`);
      const { pid, failure } = told as { pid?: number; failure?: string };
      if (pid === undefined) throw new Error(`${program} did not start: ${failure}`);
      await answers(healthUrl, keeper);
      return new KeptServer(keeper, pid);
    } catch (failure) {
      if (keeper.connected) keeper.disconnect();
      throw failure;
    }
  }

  /** Processor time so far, of all threads. */
  cpuMs(): number {
    return cpuMsOf(this.#pid);
  }

  rssKiB(): number {
    return rssKiBOf(this.#pid);
  }

  /** Ends it as a power cut would and resolves when it is gone. */
  async kill(): Promise<void> {
    if (isOver(this.#keeper)) return;
    const ended = once(this.#keeper, "exit");
    process.kill(this.#pid, "SIGKILL");
    await within(ended, stopMs, "the end of a killed server");
  }

  /** Asks it to end and resolves when it has. */
  async stop(): Promise<void> {
    if (isOver(this.#keeper)) return;
    const ended = once(this.#keeper, "exit");
    this.#keeper.kill("SIGTERM");
    await within(ended, stopMs, "stopping a server").catch(() => this.kill());
  }
}

/** Ports of this machine that were free a moment ago, for a server that must be told its own. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      return (server.address() as { port: number }).port;
    }),
  );
  await Promise.all(servers.map(async (server) => (server.close(), once(server, "close"))));
  return ports;
}

async function answers(url: string, keeper: ChildProcess): Promise<void> {
  const giveUpAtMs = performance.now() + readyMs;
  while (performance.now() < giveUpAtMs) {
    if (isOver(keeper)) throw new Error("the server ended before it was ready");
    const answer = await fetch(url, { signal: AbortSignal.timeout(readyMs) }).catch(() => undefined);
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await sleep(lookMs);
  }
  throw new Error(`the server did not become ready within ${readyMs} ms`);
}

function isOver({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

// What is measured is the default: nothing of the person's own settings, for either server.
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(MADANG|CENTRIFUGO)_/.test(name)));
}
