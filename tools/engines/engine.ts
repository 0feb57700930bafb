// A real engine as a process: started, paused, killed and started again over the same data.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isListening } from "./is-listening.ts";
import { Reaper } from "./reaper.ts";

const readyWithinMs = 90_000;
const politeEndMs = 20_000;
const askEveryMs = 100;

/** How an engine is started. */
export type EnginePlan = {
  name: string;
  /** host:port by which clients reach it. */
  address: string;
  command: string;
  args: readonly string[];
  /** Resolves when it answers a real question; rejects otherwise. Asked again until it does. */
  asksWell: () => Promise<void>;
};

/** Where an engine keeps its data: a folder that stays, or a temporary one that goes with the engine. */
export type EngineFolder = { path: string; stays: boolean };

/** The folder that was named, or a new temporary one. */
export function engineFolder(name: string, named: string | undefined): EngineFolder {
  if (named === undefined) return { path: mkdtempSync(join(tmpdir(), `madang-${name}-`)), stays: false };
  mkdirSync(named, { recursive: true });
  return { path: named, stays: true };
}

/** One engine, from its first start to `stop`. It ends with the process that started it. */
export class Engine {
  readonly address: string;
  /** Holds its settings, its data and what it printed (`output.log`). */
  readonly folder: string;
  readonly #plan: EnginePlan;
  readonly #reaper: Reaper;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();

  private constructor(plan: EnginePlan, folder: EngineFolder) {
    this.#plan = plan;
    this.address = plan.address;
    this.folder = folder.path;
    this.#reaper = new Reaper(folder.stays ? "" : folder.path);
  }

  /** Resolves once it answers; rejects with its last words when it does not, and leaves nothing behind. */
  static async start(plan: EnginePlan, folder: EngineFolder): Promise<Engine> {
    const engine = new Engine(plan, folder);
    try {
      await engine.#run();
    } catch (error) {
      await engine.stop();
      throw error;
    }
    return engine;
  }

  /** Its process id; 0 while it does not run. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** SIGSTOP: connections stay open and nothing answers. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  /** SIGCONT. */
  resume(): void {
    this.#child?.kill("SIGCONT");
  }

  /** kill -9: resolves when the process is gone; its data stay as they are. */
  async kill(): Promise<void> {
    this.#child?.kill("SIGKILL");
    await this.#ended;
  }

  /** Starts it again over the same data and at the same address; if it runs, it is ended politely before. */
  async restart(): Promise<void> {
    await this.#endPolitely();
    await this.#run();
  }

  /** Ends it for good; a temporary folder is removed. */
  async stop(): Promise<void> {
    await this.#endPolitely();
    await this.#reaper.release();
  }

  async #run(): Promise<void> {
    const { command, args, name } = this.#plan;
    const log = openSync(join(this.folder, "output.log"), "a");
    const child = spawn(command, args, { cwd: this.folder, detached: true, stdio: ["ignore", log, log] });
    closeSync(log);
    this.#child = child;
    this.#reaper.watch(child.pid);
    this.#ended = new Promise((resolve) => child.once("error", () => resolve()).once("exit", () => resolve()));
    void this.#ended.then(() => this.#forget(child));
    const giveUpAt = performance.now() + readyWithinMs;
    while (!(await this.#answers())) {
      const late = performance.now() > giveUpAt;
      if (this.#child !== child || late)
        throw new Error(`${name} ${late ? "is not ready" : "ended"}:\n${this.#lastWords()}`);
      await new Promise((resolve) => setTimeout(resolve, askEveryMs));
    }
  }

  #forget(child: ChildProcess): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#reaper.watch(undefined);
  }

  async #answers(): Promise<boolean> {
    // Clients are costly to make, and an engine takes seconds until it listens at all.
    if (!(await isListening(this.address))) return false;
    return await this.#plan.asksWell().then(
      () => true,
      () => false,
    );
  }

  async #endPolitely(): Promise<void> {
    this.resume();
    this.#child?.kill("SIGTERM");
    const impatient = setTimeout(() => this.#child?.kill("SIGKILL"), politeEndMs);
    await this.#ended;
    clearTimeout(impatient);
  }

  #lastWords(): string {
    return readFileSync(join(this.folder, "output.log"), "utf8").slice(-4_000);
  }
}
