// A Node program in a process of its own: lines are typed to it, and each line that it prints is heard.
import { type ChildProcessByStdio, type StdioOptions, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

const longestWaitMs = 20_000;

type Piped = ChildProcessByStdio<Writable, Readable, Readable>;

/** How a program is run besides its file and arguments. */
export interface ProgramOptions {
  /** Hears each line of standard output as it comes. */
  readonly onLine?: (line: string) => void;
  readonly cwd?: string;
  /** The program hears when we are gone, even after kill -9: its channel to us closes. */
  readonly linked?: boolean;
}

/** A started program with all that it printed; every wait has a deadline. */
export class LineProgram {
  readonly lines: string[] = [];
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  readonly #child: Piped;
  #stderr = "";

  constructor(file: string, args: readonly string[], { onLine, cwd, linked = false }: ProgramOptions = {}) {
    const stdio: StdioOptions = ["pipe", "pipe", "pipe", ...(linked ? ["ipc" as const] : [])];
    const nodeArgs = ["--disable-warning=ExperimentalWarning", file, ...args];
    this.#child = spawn(process.execPath, nodeArgs, { cwd, stdio }) as Piped;
    const { stdin, stdout, stderr } = this.#child;
    // A program that has ended reads no more; its end is told by `ended`.
    stdin.on("error", () => undefined);
    stderr.setEncoding("utf8").on("data", (text: string) => (this.#stderr += text));
    createInterface({ input: stdout, crlfDelay: Number.POSITIVE_INFINITY }).on("line", (line) => {
      this.lines.push(line);
      onLine?.(line);
    });
    this.ended = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("close", (code, signal) => resolve(code ?? signal ?? "nothing"));
    });
  }

  /** Types a line. */
  type(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Resolves once it has printed a line that satisfies; to the first such. */
  async prints(isIt: (line: string) => boolean, what: string): Promise<string> {
    const giveUpAt = performance.now() + longestWaitMs;
    for (;;) {
      const line = this.lines.find(isIt);
      if (line !== undefined) return line;
      if (performance.now() > giveUpAt) throw new Error(`Waited ${longestWaitMs} ms for ${what}.\n${this.screen()}`);
      await sleep(10);
    }
  }

  /** Ends its input; resolves to how it ended. */
  finish(): Promise<number | string> {
    this.#child.stdin.end();
    return this.ended;
  }

  /** kill -9; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
  }

  /** All that it said. */
  screen(): string {
    return `stdout: ${this.lines.join("\n")}\nstderr: ${this.#stderr}`;
  }
}
