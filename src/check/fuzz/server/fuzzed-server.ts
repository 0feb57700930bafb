// The server that is fuzzed: `madang serve` in a process of its own, on a folder and ports of its own.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const readyMs = 30_000;
const measureMs = 10_000;
// In the package the same files end in .js.
const ending = import.meta.filename.slice(-2);
const program = fileURLToPath(new URL("../../../madang.ts", import.meta.url)).replace(/ts$/, ending);
const preloads = [
  new URL("./inside-server.ts", import.meta.url),
  new URL("../../deployment/clock-step.ts", import.meta.url),
].map(({ href }) => href.replace(/ts$/, ending));
const anyPort = "127.0.0.1:0";
// Cases make channels of the older console and do not leave them.
const freePorts = Array.from({ length: 40 }, () => 0).join(",");

/** What is left in the server after a collection. */
export interface Measured {
  readonly bytes: number;
  /** Sockets, timers, files and the like that are open. */
  readonly resources: number;
}

/** One server, from its start to its end. */
export class FuzzedServer {
  /** host:port of each way in. */
  readonly ports: ReadonlyMap<string, string>;
  readonly operatorToken: string;
  readonly folder: string;
  readonly #child: ChildProcess;
  readonly #complaints: string[];

  private constructor(child: ChildProcess, folder: string, printed: string, complaints: string[]) {
    const found = (pattern: RegExp) => pattern.exec(printed)?.[1] ?? anyPort;
    const operator = JSON.parse(readFileSync(join(folder, "data/operator.json"), "utf8"));
    this.ports = new Map([
      ["grpc", found(/gRPC\s+(\S+)/)],
      ["web", found(/web\s+http:\/\/(\S+)/)],
      ["door", `127.0.0.1:${found(/protocols at (\d+)/)}`],
      ["admin", operator.address],
    ]);
    this.operatorToken = operator.token;
    this.folder = folder;
    this.#child = child;
    this.#complaints = complaints;
  }

  /** Starts one; `preload` is a module for it to load first, e.g. with a planted bug. Rejects with what it printed. */
  static async start(preload?: string): Promise<FuzzedServer> {
    const folder = mkdtempSync(join(tmpdir(), "madang-fuzz-"));
    const child = spawn(process.execPath, argsFor([...preloads, ...(preload ? [preload] : [])], folder), {
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: withoutSettings(process.env),
      cwd: folder,
    });
    const complaints: string[] = [];
    listen(child.stderr as Readable, (text) => void complaints.push(text));
    let printed = "";
    listen(child.stdout as Readable, (text) => (printed += text));
    const giveUpAt = performance.now() + readyMs;
    while (!printed.includes("ready\n")) {
      if (child.exitCode !== null || performance.now() > giveUpAt) {
        child.kill("SIGKILL");
        throw new Error(`The server did not start.\n${printed}${complaints.join("")}`);
      }
      await sleep(10);
    }
    return new FuzzedServer(child, folder, printed, complaints);
  }

  /** How it ended; undefined while it runs. */
  get end(): string | undefined {
    const { exitCode, signalCode } = this.#child;
    return exitCode === null && signalCode === null ? undefined : String(signalCode ?? exitCode);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What it said on standard error since this was asked last. */
  takeComplaints(): string {
    return this.#complaints.splice(0).join("");
  }

  /** Sets its wall clock this far ahead. */
  stepClock(offsetMs: number): void {
    this.#child.send({ offsetMs });
  }

  /** What it holds once what can be let go is let go; `offsetMs` as it was set. */
  async measure(offsetMs: number): Promise<Measured> {
    const answered = once(this.#child, "message", { signal: AbortSignal.timeout(measureMs) });
    this.#child.send({ offsetMs, measure: true });
    const [measured] = await answered;
    return measured as Measured;
  }

  /** kill -9, and its folder is removed. */
  async remove(): Promise<void> {
    if (this.end === undefined) {
      const ended = once(this.#child, "exit");
      this.#child.kill("SIGKILL");
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function argsFor(modules: readonly string[], folder: string): string[] {
  const flags = modules.flatMap((module) => ["--import", module]);
  const places = ["--listen", anyPort, "--http", anyPort, "--door-listen", anyPort, "--channel-ports", freePorts];
  // What is refused because it comes too often is not looked at.
  const limits = ["--send-rate", "0", "--sign-in-failures-per-minute", "0"];
  return [...flags, program, "serve", "--data", join(folder, "data"), ...places, ...limits];
}

function listen(stream: Readable, hear: (text: string) => void): void {
  stream.setEncoding("utf8").on("data", hear);
}

function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("MADANG_")));
}
