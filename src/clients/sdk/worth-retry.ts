// Which failures may pass by themselves.
import type { ChatError } from "../../core/errors.ts";

/** Whether the same request, with the same id, may succeed later. */
export function worthRetry(error: ChatError): boolean {
  if (error.code === "UNAVAILABLE" || error.code === "DEADLINE_EXCEEDED") return true;
  // Without a time to wait it is a limit that stays, like that of a request's size.
  return error.code === "RESOURCE_EXHAUSTED" && error.retryAfterMs !== undefined;
}

const hopeless: ReadonlySet<string> = new Set([
  "INVALID_ARGUMENT",
  "NOT_FOUND",
  "PERMISSION_DENIED",
  "UNAUTHENTICATED",
  "UNIMPLEMENTED",
  "FAILED_PRECONDITION",
]);

/** Whether a stream that ended so should be opened again. */
export function worthReopening(error: ChatError): boolean {
  return !hopeless.has(error.code);
}
