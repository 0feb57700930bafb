// A real Madang in a process of its own, that a test can stop, kill and start again on the same data.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RunningCommand } from "./running-command.ts";

const program = new URL("../../src/madang.ts", import.meta.url).pathname;

/** One data folder, one address for each wire over all restarts. */
export class MadangProcess {
  /** host:port of gRPC; the same after a restart. */
  address = "127.0.0.1:0";
  /** http://host:port, for browsers; the same after a restart. */
  web = "http://127.0.0.1:0";
  readonly data: string;
  readonly #args: readonly string[];
  #running: RunningCommand | undefined;

  private constructor(args: readonly string[]) {
    this.data = mkdtempSync(join(tmpdir(), "madang-"));
    this.#args = args;
  }

  /** Starts on a new folder and any free port; more flags of `madang serve` may follow. */
  static async start(...args: string[]): Promise<MadangProcess> {
    const madang = new MadangProcess(args);
    await madang.start();
    return madang;
  }

  /** Starts again where it was. */
  async start(): Promise<void> {
    const places = ["--listen", this.address, "--http", this.web.replace(/^\w+:\/\//, "")];
    const args = [program, "serve", "--data", this.data, ...places, ...this.#args];
    const running = new RunningCommand(process.execPath, args, { cwd: this.data, env: process.env });
    this.#running = running;
    await running.prints("ready\n");
    this.address = /gRPC\s+(\S+)/.exec(running.stdout)?.[1] ?? this.address;
    this.web = /web\s+(\S+)/.exec(running.stdout)?.[1] ?? this.web;
  }

  /** kill -9: nothing is flushed, nobody is told. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** SIGTERM; resolves to the exit code. */
  stop(): Promise<number | string> {
    return this.#end("SIGTERM");
  }

  /** The process id, for those who measure it or stop it for a while. */
  get pid(): number {
    return this.#running?.child.pid ?? 0;
  }

  /** What it printed since it was started. */
  screen(): string {
    return this.#running?.screen() ?? "";
  }

  /** Ends it and removes its data: for `after`. */
  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<number | string> {
    const running = this.#running;
    if (!running) return 0;
    running.child.kill(signal);
    return running.ended;
  }
}
