// A full disk without being root: no file of a process may grow, by the operating system's own limit.
import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const deadlineMs = 5_000;

/** Why this machine cannot limit files; undefined if it can. */
export function whyNoFileSizeLimit(): string | undefined {
  if (process.platform !== "linux") return "needs prlimit, which only Linux has";
  try {
    execFileSync("prlimit", ["--version"], { timeout: deadlineMs, stdio: "ignore" });
    return undefined;
  } catch {
    return "needs prlimit (util-linux), which is not installed";
  }
}

/** From now on every write of the process beyond this size of a file fails; undefined: none does. */
export async function limitFileSize(pid: number, bytes: number | undefined): Promise<void> {
  const limit = bytes === undefined ? "unlimited" : String(bytes);
  await run("prlimit", ["--pid", String(pid), `--fsize=${limit}:unlimited`], { timeout: deadlineMs });
}
