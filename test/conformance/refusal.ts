// How tests tell one failure from another.
import { ChatError } from "../../src/core/errors.ts";

/** Whether a failure is the ChatError with one of these reasons: for assert.rejects. */
export function refusal(...reasons: string[]): (failure: unknown) => boolean {
  return (failure) => failure instanceof ChatError && reasons.includes(failure.reason);
}

/** The reason why a promise rejected, or "done". */
export function outcome(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "done",
    (failure: unknown) => (failure instanceof ChatError ? failure.reason : String(failure)),
  );
}
