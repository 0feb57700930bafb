// Runs one test file in a process of its own and says what became of its tests.

import type { EventData } from "node:test";
import { run } from "node:test";
import { inspect } from "node:util";

export type FileReport = { file: string; passed: number; failures: string[]; skips: string[]; output: string };

/** Resolves when the file's process has ended, with every failure in full; an aborted file is one failure more. */
export async function runTestFile(file: string, signal: AbortSignal): Promise<FileReport> {
  const report: FileReport = { file, passed: 0, failures: [], skips: [], output: "" };
  const events = run({ files: [file], signal, execArgv: ["--disable-warning=ExperimentalWarning"] });
  events.on("test:pass", (event) => countPass(report, event));
  events.on("test:fail", (event) => countFailure(report, event));
  for (const name of ["test:stdout", "test:stderr"] as const) {
    events.on(name, ({ message }) => {
      report.output += message;
    });
  }
  for await (const _ of events);
  if (signal.aborted) report.failures.push(`${file}\n  did not end: ${signal.reason}`);
  return report;
}

function countPass(report: FileReport, event: EventData.TestPass): void {
  const reason = event.skip ?? event.todo;
  if (reason !== undefined) report.skips.push(`${event.name}: ${reason === true ? "no reason given" : reason}`);
  else if (event.details.type !== "suite") report.passed += 1;
}

function countFailure(report: FileReport, { name, line, details: { error } }: EventData.TestFail): void {
  // What holds a failed test fails as well: only the test itself is told.
  const { failureType, cause } = error as Error & { failureType?: string };
  if (failureType === "subtestsFailed") return;
  report.failures.push(`${report.file}:${line} ${name}\n${inspect(cause ?? error)}`);
}
