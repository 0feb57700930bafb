// A server in a process of its own: started, asked for its address, measured by the operating system, stopped.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { cpuMsOf, rssKiBOf } from "../meters/process-meter.ts";
import { within } from "../within.ts";

const readyMs = 20_000;
const askMs = 10_000;
/** A server that drains has this long before it is killed. */
const stopMs = 15_000;

/** How a server is started. */
export interface ServerCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

/** A server that said "ready" on a line of its own, and its address before. */
export class StartedServer {
  readonly address: string;
  /** Where browsers find it, as host:port; the same where it names no place for them. */
  readonly webAddress: string;
  readonly #child: ChildProcess;
  readonly #pid: number;

  private constructor(child: ChildProcess, { address, webAddress = address }: Addresses) {
    this.#child = child;
    this.#pid = child.pid ?? 0;
    this.address = address;
    this.webAddress = webAddress;
  }

  /** Resolves when the server is ready; rejects if it ends before, or takes over 20 s. */
  static async start({ program, args, cwd }: ServerCommand): Promise<StartedServer> {
    // The channel carries nothing: its end tells the server that we are gone, even after kill -9.
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "inherit", "ipc"],
      env: withoutSettings(process.env),
      cwd,
    });
    try {
      const addresses = await within(readAddresses(child.stdout as Readable), readyMs, "starting a server");
      // Read on, or a server that prints more would stand still.
      child.stdout?.resume();
      return new StartedServer(child, addresses);
    } catch (failure) {
      child.kill("SIGKILL");
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

  /** Resolves to the next answer of a server that answers over the channel to its parent. */
  async ask(): Promise<unknown> {
    const answered = once(this.#child, "message");
    this.#child.send("tell");
    const [answer] = await within(answered, askMs, "a server's answer");
    return answer;
  }

  /** Asks it to end and resolves when it has. */
  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGTERM");
    const late = setTimeout(() => this.#child.kill("SIGKILL"), stopMs);
    await ended;
    clearTimeout(late);
  }
}

interface Addresses {
  readonly address: string;
  readonly webAddress: string | undefined;
}

async function readAddresses(stdout: Readable): Promise<Addresses> {
  let address: string | undefined;
  let webAddress: string | undefined;
  const lines = createInterface({ input: stdout });
  for await (const line of lines) {
    if (line === "ready" && address !== undefined) return { address, webAddress };
    address ??= /\b127\.0\.0\.1:\d+/.exec(line)?.[0];
    webAddress ??= /http:\/\/(127\.0\.0\.1:\d+)/.exec(line)?.[1];
  }
  throw new Error("the server ended before it was ready");
}

// What is measured is the default: nothing of the person's own settings.
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("MADANG_")));
}
