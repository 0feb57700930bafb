// The command behind `npm test`: runs test files three at a time and closes with one line of counts.
import { globSync } from "node:fs";
import { type FileReport, runTestFile } from "./run-test-file.ts";

const fast = {
  globs: ["src/**/*.test.ts", "test/{conformance,scenarios,house,launcher,browser}/**/*.test.ts"],
  wholeRunMs: 4 * 60_000,
  oneFileMs: 2 * 60_000,
};
const long = { globs: ["test/{long,interop}/**/*.test.ts"], wholeRunMs: 15 * 60_000, oneFileMs: 8 * 60_000 };

// It waits for minutes and does little: begun last, it would be waited for alone.
const begunFirst = "test/long/presence-truth.test.ts";

// One more than processors: many files mostly wait.
const filesAtOnce = 3;

const words = process.argv.slice(2).filter((word) => word !== "--all");
const plan = process.argv.includes("--all") ? long : fast;
const stop = new AbortController();
for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.once(signal, () => stop.abort(`stopped by ${signal}`));
process.once("disconnect", () => stop.abort("the command that started the tests is gone"));
process.channel?.unref();

const reports = await runAll(filesFor(words));
printSkips(reports);
const failed = sum(reports.map((report) => report.failures.length));
console.log(
  `${sum(reports.map((report) => report.passed))} passed, ${failed} failed, ${sum(reports.map((report) => report.skips.length))} skipped`,
);
process.exitCode = failed === 0 ? 0 : 1;

function filesFor(parts: string[]): string[] {
  const sorted = globSync(plan.globs).toSorted();
  const files = [...sorted.filter((file) => file === begunFirst), ...sorted.filter((file) => file !== begunFirst)];
  return parts.length === 0 ? files : files.filter((file) => parts.some((part) => file.includes(part)));
}

async function runAll(files: string[]): Promise<FileReport[]> {
  const all: FileReport[] = [];
  const deadline = setTimeout(() => stop.abort(`the whole run took over ${plan.wholeRunMs / 1000} s`), plan.wholeRunMs);
  const queue = files.values();
  const work = async (): Promise<void> => {
    for (const file of queue) all.push(await runOne(file));
  };
  await Promise.all(Array.from({ length: filesAtOnce }, work));
  clearTimeout(deadline);
  return all;
}

async function runOne(file: string): Promise<FileReport> {
  const own = new AbortController();
  const timer = setTimeout(() => own.abort(`it took over ${plan.oneFileMs / 1000} s`), plan.oneFileMs);
  const startedAt = performance.now();
  const report = await runTestFile(file, AbortSignal.any([stop.signal, own.signal]));
  clearTimeout(timer);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${report.failures.length === 0 ? "ok    " : "FAILED"} ${file} (${report.passed} passed, ${seconds} s)`);
  if (report.failures.length > 0) console.log([...report.failures, report.output].join("\n"));
  return report;
}

function printSkips(all: FileReport[]): void {
  for (const { file, skips } of all) for (const skip of skips) console.log(`skipped ${file}: ${skip}`);
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
