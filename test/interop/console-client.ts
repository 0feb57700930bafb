// A client in another language: says what stands on its standard input, prints what it hears as "channel seq name: text".
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { eventually } from "../support/running-command.ts";

const longestStartMs = 30_000;

/** What a client heard of a message, the same for all clients. */
export interface HeardLine {
  readonly channelId: string;
  readonly seq: number;
  /** "name: text". */
  readonly line: string;
}

/** The running client. */
export class ConsoleClient {
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  #stdout = "";
  #stderr = "";

  constructor(command: string, args: readonly string[], cwd = process.cwd()) {
    // A proxy of the environment is for the world outside.
    const env = { ...process.env, no_proxy: "127.0.0.1" };
    this.#child = spawn(command, args, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#stdout += text;
    });
    this.#child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr += text;
    });
    // Its end is told by "close"; what is written after that is nobody's.
    this.#child.stdin.on("error", () => undefined);
    this.ended = new Promise((resolve, reject) => {
      this.#child.once("error", reject);
      this.#child.once("close", (code, signal) => resolve(code ?? signal ?? "nothing"));
    });
  }

  /** Resolves when it is in the lobby and hears it. */
  async entered(): Promise<void> {
    await eventually(
      () => this.#stdout.includes("type a line"),
      longestStartMs,
      () => this.screen(),
    );
  }

  /** Types a line. */
  type(line: string): void {
    this.#child.stdin.write(`${line}\n`);
  }

  /** Ends its input; resolves to how it ended. */
  finish(): Promise<number | string> {
    this.#child.stdin.end();
    return this.ended;
  }

  /** What it heard so far, in the order in which it was printed. */
  heard(): HeardLine[] {
    const matches = this.#stdout.matchAll(/^(\S+) (\d+) (.*)\n/gm);
    return [...matches].map(([, channelId = "", seq, line = ""]) => ({ channelId, seq: Number(seq), line }));
  }

  screen(): string {
    return `stdout: ${this.#stdout}\nstderr: ${this.#stderr}`;
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
