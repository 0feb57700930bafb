// On what a check ran: the machine, and the versions of what took part.
import { execFileSync } from "node:child_process";
import { cpus, release, totalmem, type } from "node:os";

const gitMs = 3_000;

/** The facts, by name. */
export function machineFacts(): Readonly<Record<string, string>> {
  const [cpu] = cpus();
  return {
    machine: `${cpus().length} × ${cpu?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
    node: process.version,
    commit: commit(),
  };
}

function commit(): string {
  try {
    const args = ["rev-parse", "--short", "HEAD"];
    const cwd = import.meta.dirname;
    return execFileSync("git", args, { cwd, timeout: gitMs, encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return "none: not a checkout";
  }
}
