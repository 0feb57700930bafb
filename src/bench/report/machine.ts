// What a measurement was made on.
import { execFileSync } from "node:child_process";
import { statfsSync } from "node:fs";
import { cpus, loadavg, release, tmpdir, totalmem, type } from "node:os";

const tmpfsMagic = 0x01021994;
const gitMs = 10_000;

/** Names and values, for people. */
export function describeMachine(): [name: string, value: string][] {
  const cores = cpus();
  return [
    ["processor", `${cores[0]?.model.trim() ?? "unknown"}, ${cores.length} cores`],
    ["memory", `${Math.round(totalmem() / 2 ** 30)} GiB`],
    ["system", `${type()} ${release()}`],
    ["Node", process.versions.node],
    ["data folder on", isMemory(tmpdir()) ? "memory: what is durable costs nothing here" : "disk"],
    ["load before", `${loadavg()[0]?.toFixed(2)} (average of the last minute)`],
    ["commit", describeCommit()],
    ["date", new Date().toISOString().slice(0, 10)],
  ];
}

function isMemory(folder: string): boolean {
  return statfsSync(folder).type === tmpfsMagic;
}

function describeCommit(): string {
  try {
    const commit = git("rev-parse", "--short=12", "HEAD");
    // The record itself does not change what was measured.
    return git("status", "--porcelain", "--", ":/src", ":/bin", ":/package-lock.json") === ""
      ? commit
      : `${commit}, and changes to it`;
  } catch {
    return "unknown";
  }
}

function git(...args: string[]): string {
  return execFileSync("git", args, {
    encoding: "utf8",
    timeout: gitMs,
    cwd: import.meta.dirname,
    stdio: ["ignore", "pipe", "ignore"],
  }).trim();
}
