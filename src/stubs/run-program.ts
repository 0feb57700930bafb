// Runs a compiler of the machine, for a while and no longer.
import { execFile } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { CannotMake } from "./language.ts";

const longestProbeMs = 20_000;
const mostOutput = 4 * 1024 * 1024;

/** Where a program runs, and how long it may take. */
export interface ProgramPlace {
  readonly cwd: string;
  readonly timeoutMs: number;
  /** Left out: that of this process. */
  readonly env?: NodeJS.ProcessEnv;
}

/** Resolves with what it printed; rejects with CannotMake and its complaint when it fails or is late. */
export function runProgram(command: readonly string[], place: ProgramPlace): Promise<string> {
  const [file = "", ...args] = command;
  const { cwd, env = process.env, timeoutMs: timeout } = place;
  const options = { cwd, env, timeout, killSignal: "SIGKILL", maxBuffer: mostOutput } as const;
  return new Promise((resolve, reject) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else if (error.killed) reject(new CannotMake(`${file} did not end within ${timeout / 1000} s.`));
      else reject(new CannotMake(`${file} failed: ${complaintOf(`${stderr}\n${stdout}`) ?? error.message}`));
    });
  });
}

/** Whether the program is there and answers with 0. */
export async function answers(command: readonly string[], env = process.env): Promise<boolean> {
  const ended = runProgram(command, { cwd: process.cwd(), timeoutMs: longestProbeMs, env });
  return ended.then(
    () => true,
    () => false,
  );
}

// The first complaint says what is wrong; what follows it is advice.
function complaintOf(output: string): string | undefined {
  const lines = stripVTControlCharacters(output)
    .split("\n")
    .map((line) => line.trim());
  const words = lines.find((line) => /error/i.test(line)) ?? lines.findLast((line) => line !== "");
  return words?.replace(/^\[?error\]?:? */i, "");
}
