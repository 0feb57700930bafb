// Runs one test file in a process of its own and says what became of its tests.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestResult } from "./test-reporter.ts";

/** What became of one file: counts, failures in full, skips with their reasons, and what it printed. */
export type FileReport = { file: string; passed: number; failures: string[]; skips: string[]; output: string };

/** Resolves when the file's process has ended, with every failure in full; an abort kills it and is a failure too. */
export async function runTestFile(file: string, signal: AbortSignal): Promise<FileReport> {
  const folder = mkdtempSync(join(tmpdir(), "madang-tests-"));
  const resultsPath = join(folder, "results");
  try {
    const { code, output } = await runInOwnGroup(nodeArguments(file, resultsPath), signal);
    const report = reportOf(file, readResults(resultsPath), output);
    if (signal.aborted) report.failures.push(`${file} did not end: ${signal.reason}`);
    else if (code !== 0 && report.failures.length === 0) report.failures.push(`${file} ended with ${code}`);
    return report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function nodeArguments(file: string, resultsPath: string): string[] {
  const reporter = new URL("test-reporter.ts", import.meta.url).href;
  const reporting = [`--test-reporter=${reporter}`, `--test-reporter-destination=${resultsPath}`];
  return ["--disable-warning=ExperimentalWarning", ...reporting, file];
}

type Ended = { code: number | string; output: string };

function runInOwnGroup(args: string[], signal: AbortSignal): Promise<Ended> {
  // A group of its own: with the test end the servers that it started, also when it is killed.
  const child = spawn(process.execPath, args, { detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const kill = (): void => killGroup(child);
  signal.addEventListener("abort", kill, { once: true });
  if (signal.aborted) kill();
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", kill);
    child.once("close", (code, endedBy) => {
      signal.removeEventListener("abort", kill);
      resolve({ code: code ?? endedBy ?? "nothing", output });
    });
  });
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // The whole group is gone already.
  }
}

function readResults(path: string): TestResult[] {
  try {
    const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

function reportOf(file: string, results: TestResult[], output: string): FileReport {
  const report: FileReport = { file, passed: 0, failures: [], skips: [], output };
  for (const result of results) {
    if ("passed" in result) report.passed += 1;
    else if ("skipped" in result) report.skips.push(`${result.name}: ${result.skipped}`);
    else report.failures.push(`${file}:${result.line} ${result.name}\n${result.failure}`);
  }
  return report;
}
