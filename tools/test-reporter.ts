// Writes what became of each test as one line of JSON, for the process that started the test file.
import type { EventData } from "node:test";
import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";

/** One test: passed, skipped for a reason, or failed with an error in full. */
export type TestResult = { name: string; line: number } & (
  | { passed: true }
  | { skipped: string }
  | { failure: string }
);

/** The reporter that `node --test-reporter` loads. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const result =
      event.type === "test:pass" ? passOf(event.data) : event.type === "test:fail" ? failOf(event.data) : undefined;
    if (result !== undefined) yield `${JSON.stringify(result)}\n`;
  }
}

function passOf({ name, line = 0, skip, todo, details }: EventData.TestPass): TestResult | undefined {
  const reason = skip ?? todo;
  if (reason !== undefined) return { name, line, skipped: typeof reason === "string" ? reason : "no reason given" };
  return details.type === "suite" ? undefined : { name, line, passed: true };
}

function failOf({ name, line = 0, details: { error } }: EventData.TestFail): TestResult | undefined {
  const { failureType, cause } = error as Error & { failureType?: string };
  // What holds a failed test fails as well: only the test itself is told.
  return failureType === "subtestsFailed" ? undefined : { name, line, failure: inspect(cause ?? error) };
}
