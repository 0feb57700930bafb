// A terminal without a window: a program of this checkout runs in it, is typed to, and its screen can be read.
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { until } from "../demo/until.ts";
import { type Cell, screenAfter, textOf } from "./terminal-screen.ts";

const root = new URL("../../", import.meta.url).pathname;
/** Of util-linux: runs a program in a terminal that it makes. */
const terminalMaker = "script";
/** A person's fingers leave a line before they press Enter; what comes in one piece is taken for pasted. */
const enterAfterMs = 150;

/** How large it is, and where its program may leave files. */
export interface TerminalPlace {
  readonly columns: number;
  readonly rows: number;
  readonly folder: string;
}

/** Needs util-linux; `close` ends the program. */
export class TerminalWindow {
  readonly #place: TerminalPlace;
  readonly #child: ChildProcessWithoutNullStreams;
  #output = "";
  #failure: Error | undefined;

  /** Starts a program by its path in this checkout. */
  constructor(path: string, args: readonly string[], place: TerminalPlace) {
    this.#place = place;
    const { columns, rows, folder } = place;
    const program = [process.execPath, "--disable-warning=ExperimentalWarning", root + path, ...args].map(quoted);
    const line = `stty cols ${columns} rows ${rows} iutf8; exec ${program.join(" ")}`;
    const env = { ...process.env, SHELL: "/bin/sh", TERM: "xterm-256color", LANG: "C.UTF-8", XDG_CONFIG_HOME: folder };
    this.#child = spawn(terminalMaker, ["--quiet", "--flush", "--command", line, "/dev/null"], { cwd: folder, env });
    this.#child.on("error", (failure) => (this.#failure = failure));
    this.#child.stdin.on("error", (failure) => (this.#failure = failure));
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => (this.#output += text));
  }

  /** What stands on it now. */
  get cells(): readonly (readonly Cell[])[] {
    return screenAfter(this.#output, this.#place.columns, this.#place.rows);
  }

  /** Types a line and presses Enter. */
  async type(line: string): Promise<void> {
    this.#child.stdin.write(line);
    await sleep(enterAfterMs);
    this.#child.stdin.write("\r");
  }

  /** Resolves once the text stands in one of its rows. */
  shows(text: string): Promise<void> {
    return this.#comesTo(() => this.#text().includes(text), `"${text}" stands on the terminal`);
  }

  /** Resolves once the text stands in none of its rows. */
  hides(text: string): Promise<void> {
    return this.#comesTo(() => !this.#text().includes(text), `"${text}" is gone from the terminal`);
  }

  /** Ends the program, if it still runs. */
  async close(): Promise<void> {
    if (this.#failure || this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const closed = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.kill("SIGTERM");
    await closed;
  }

  #comesTo(isTrue: () => boolean, what: string): Promise<void> {
    return until(
      () => {
        if (this.#failure) throw this.#failure;
        return isTrue();
      },
      () => `${what}:\n${this.#text()}`,
    );
  }

  #text(): string {
    return this.cells.map(textOf).join("\n");
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
