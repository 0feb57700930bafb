// The server that is checked: `madang serve` in a process of its own, on one data folder and one address over all starts.
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { InsideLook } from "./look-inside.ts";

/** A machine that is busy with other things takes its time. */
const readyMs = 120_000;
const stopMs = 20_000;
const keptLines = 40;
const lookMs = 10_000;
const backupMs = 60_000;
const run = promisify(execFile);
// In the package the same files end in .js.
const ending = import.meta.filename.slice(-2);
const program = fileURLToPath(new URL("../../madang.ts", import.meta.url)).replace(/ts$/, ending);
const loadedFirst = ["./clock-step.ts", "./look-inside.ts"].map((path) =>
  new URL(path, import.meta.url).href.replace(/ts$/, ending),
);
const launcher = new URL("../../../bin/hand-over.js", import.meta.url).href;

/** What may be done to a deployment besides running it. */
export interface DeploymentOptions {
  readonly folder: string;
  /** Something done to the data after each kill, before the next start: to plant a bug. */
  readonly afterKill?: ((dataFolder: string) => void) | undefined;
  /** Loaded into the server before its own code: to plant a bug. */
  readonly imports?: readonly string[] | undefined;
}

/** One server, over all its starts. */
export class Deployment {
  /** host:port of gRPC, and of HTTP; the same after a restart. */
  address = "127.0.0.1:0";
  webAddress = "127.0.0.1:0";
  /** What it says that it is. */
  version = "unknown";
  /** How often it ended without having been asked to. */
  died = 0;
  readonly #options: DeploymentOptions;
  readonly #printed: string[] = [];
  #child: ChildProcess | undefined;
  #isWanted = false;
  #starting: Promise<void> = Promise.resolve();

  constructor(options: DeploymentOptions) {
    this.#options = options;
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** The last lines that it printed. */
  get printed(): readonly string[] {
    return this.#printed;
  }

  get dataFolder(): string {
    return join(this.#options.folder, "data");
  }

  /** Resolves when it serves; rejects, with what it printed, when it does not within two minutes. */
  start(): Promise<void> {
    this.#isWanted = true;
    this.#starting = this.#start();
    return this.#starting;
  }

  /** kill -9, and again at work after so long. */
  async killFor(deadMs: number): Promise<void> {
    await this.#end("SIGKILL");
    this.#options.afterKill?.(this.dataFolder);
    await sleep(deadMs);
    await this.start();
  }

  /** Stops it well, copies its store as an operator does, and starts it on the copy: with all that was said, in another epoch. */
  async restore(): Promise<void> {
    const { dataFolder } = this;
    const copy = join(this.#options.folder, "copy.db");
    await this.stop();
    await run(process.execPath, [program, "admin", "backup", copy, "--data", dataFolder], { timeout: backupMs });
    rmSync(dataFolder, { recursive: true });
    mkdirSync(dataFolder);
    renameSync(copy, join(dataFolder, "madang.db"));
    await this.start();
  }

  /** SIGSTOP, and SIGCONT after so long. */
  async freezeFor(frozenMs: number): Promise<void> {
    this.#child?.kill("SIGSTOP");
    await sleep(frozenMs);
    this.#child?.kill("SIGCONT");
  }

  /** Sets its wall clock this far off; 0: right again. A start anew begins right. */
  stepClock(offsetMs: number): void {
    if (this.#child?.connected) this.#child.send({ offsetMs });
  }

  /** Resolves to what it holds after a full collection; to undefined if it does not say so within 10 s. */
  async look(): Promise<InsideLook | undefined> {
    const child = this.#child;
    if (!child?.connected) return undefined;
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), lookMs);
    try {
      const answered = once(child, "message", { signal: late.signal }) as Promise<[{ readonly look: InsideLook }]>;
      child.send({ look: true }, () => undefined);
      return (await answered)[0].look;
    } catch {
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }

  /** SIGTERM; resolves to how it ended, and kills it if that takes over 20 s. */
  async stop(): Promise<number | string> {
    await this.#starting.catch(() => undefined);
    const late = setTimeout(() => this.#child?.kill("SIGKILL"), stopMs);
    const end = await this.#end("SIGTERM");
    clearTimeout(late);
    return end;
  }

  async #end(signal: NodeJS.Signals): Promise<number | string> {
    this.#isWanted = false;
    await this.#starting.catch(() => undefined);
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? "gone";
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
    return child.exitCode ?? child.signalCode ?? "gone";
  }

  async #start(): Promise<void> {
    const places = ["--listen", this.address, "--http", this.webAddress, "--door-listen", "127.0.0.1:0"];
    const loaded = [...loadedFirst, ...(this.#options.imports ?? [])].flatMap((url) => ["--import", url]);
    const settings = ["--data", this.dataFolder, ...places, "--send-rate", "0", "--channel-ports", "0,0,0,0"];
    const flags = [...(await serveFlags()), ...loaded];
    const child = spawn(process.execPath, [...flags, program, "serve", ...settings], {
      // The channel's end tells the server that we are gone, even after kill -9.
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      env: withoutSettings(process.env),
      cwd: this.#options.folder,
    });
    this.#child = child;
    child.once("exit", () => void this.#ended(child));
    this.#keep(child.stderr as Readable);
    const ready = this.#becomesReady(child.stdout as Readable);
    const ended = once(child, "exit").then(() => Promise.reject(new Error(`The server ended.\n${this.#screen()}`)));
    const late = sleep(readyMs, undefined, { ref: false }).then(() =>
      Promise.reject(new Error(`The server was not ready within ${readyMs} ms.\n${this.#screen()}`)),
    );
    await Promise.race([ready, ended, late]);
    // Whichever comes later has nobody to tell.
    ended.catch(() => undefined);
    late.catch(() => undefined);
  }

  async #ended(child: ChildProcess): Promise<void> {
    if (!this.#isWanted || child !== this.#child) return;
    this.died++;
    await this.#starting.catch(() => undefined);
    if (this.#isWanted && child === this.#child)
      await this.start().catch((error: unknown) => this.#print(String(error)));
  }

  #becomesReady(stdout: Readable): Promise<void> {
    return new Promise((resolve) => {
      createInterface({ input: stdout }).on("line", (line) => {
        this.#print(line);
        this.version = /^Madang (\S+)/.exec(line)?.[1] ?? this.version;
        this.address = /gRPC\s+(127\.0\.0\.1:\d+)/.exec(line)?.[1] ?? this.address;
        this.webAddress = /web\s+http:\/\/(127\.0\.0\.1:\d+)/.exec(line)?.[1] ?? this.webAddress;
        if (line === "ready") resolve();
      });
    });
  }

  #keep(stderr: Readable): void {
    createInterface({ input: stderr }).on("line", (line) => this.#print(line));
  }

  #print(line: string): void {
    this.#printed.push(line);
    if (this.#printed.length > keptLines) this.#printed.shift();
  }

  #screen(): string {
    return this.#printed.join("\n");
  }
}

/** V8's flags with which the launcher starts a server: what is checked is what runs. */
async function serveFlags(): Promise<readonly string[]> {
  const { flagsFor } = (await import(launcher)) as { flagsFor(major: number, serves: boolean): string[] };
  return flagsFor(Number(process.versions.node.split(".")[0]), true);
}

// What is checked is the default: nothing of the person's own settings.
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith("MADANG_")));
}
