// A command that a test starts, watches and stops.
import { type ChildProcess, spawn } from "node:child_process";

const longestWaitMs = 20_000;

/** Where a command runs, and with which environment. */
export type CommandPlace = { cwd: string; env: NodeJS.ProcessEnv };

/** A started command: what it printed so far, and how it ends; every wait has a deadline. */
export class RunningCommand {
  stdout = "";
  stderr = "";
  readonly child: ChildProcess;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;

  constructor(file: string, args: string[], place: CommandPlace) {
    const child = spawn(file, args, { ...place, stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
    this.child = child;
    this.ended = new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, signal) => resolve(code ?? signal ?? "nothing"));
    });
  }

  /** Resolves once stdout or stderr holds the text; rejects with both when it does not come. */
  async prints(text: string, deadlineMs = longestWaitMs): Promise<void> {
    await eventually(
      () => this.stdout.includes(text) || this.stderr.includes(text),
      deadlineMs,
      () => this.screen(),
    );
  }

  screen(): string {
    return `stdout: ${this.stdout}\nstderr: ${this.stderr}`;
  }
}

/** Resolves once the condition holds, looked at every 20 ms; rejects after the deadline with what `state` says. */
export async function eventually(isTrue: () => boolean, deadlineMs: number, state: () => string): Promise<void> {
  const giveUpAt = performance.now() + deadlineMs;
  while (!isTrue()) {
    if (performance.now() > giveUpAt) throw new Error(`It did not happen within ${deadlineMs} ms.\n${state()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
