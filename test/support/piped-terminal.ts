// A real terminal program whose input is a pipe: lines go in, lines come out.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./running-command.ts";

const program = new URL("../../src/madang.ts", import.meta.url).pathname;
const waitMs = 20_000;

/** One person at a terminal with a configuration folder of its own; `leave` when done. */
export class PipedTerminal {
  stdout = "";
  stderr = "";
  readonly #config = mkdtempSync(join(tmpdir(), "madang-terminal-"));
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;

  constructor(address: string, name: string) {
    const place = { cwd: tmpdir(), env: { ...process.env, LC_ALL: "C", XDG_CONFIG_HOME: this.#config } };
    const child = spawn(process.execPath, [program, "chat", "--server", address, "--name", name], place);
    child.stdout.setEncoding("utf8").on("data", (text: string) => (this.stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (this.stderr += text));
    child.stdin.on("error", () => undefined);
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once("close", resolve));
  }

  /** Types a line. */
  type(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }

  /** Resolves once it has printed this; rejects with all it printed. */
  shows(text: string): Promise<void> {
    return eventually(
      () => this.stdout.includes(text) || this.stderr.includes(text),
      waitMs,
      () => `waiting for ${text}\nstdout: ${this.stdout}\nstderr: ${this.stderr}`,
    );
  }

  /** How often it has printed this. */
  count(text: string): number {
    return this.stdout.split(text).length - 1;
  }

  /** Ends it, however that goes. */
  async leave(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
    rmSync(this.#config, { recursive: true, force: true });
  }
}
