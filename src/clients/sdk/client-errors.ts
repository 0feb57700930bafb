// Failures that arise in the client: no server ever answers with them.
import { ChatError } from "../../core/errors.ts";

/** Made like the server's own failures, so that one `catch` serves both. */
export const clientErrors = {
  connection: (detail: string, cause?: unknown) =>
    new ChatError("UNAVAILABLE", "CONNECTION", `The server cannot be reached: ${detail}.`, { cause }),
  silent: (silentMs: number) =>
    new ChatError("UNAVAILABLE", "SILENT", `Nothing came from the server for ${Math.round(silentMs / 1000)} s.`),
  deadline: (cause?: unknown) =>
    new ChatError("DEADLINE_EXCEEDED", "DEADLINE", "No answer came within the deadline.", { cause }),
  outboxFull: () =>
    new ChatError("RESOURCE_EXHAUSTED", "OUTBOX_FULL", "Too many messages wait to be sent: wait until some are."),
  badAnswer: (cause: unknown) =>
    new ChatError("INTERNAL", "BAD_ANSWER", "The server's answer could not be understood.", { cause }),
  closed: () => new ChatError("CANCELLED", "CLIENT_CLOSED", "The client was closed."),
  noCredentials: () =>
    new ChatError("UNAUTHENTICATED", "NO_CREDENTIALS", "The session is over: sign in with a name, password or token."),
  notSignedIn: (why: ChatError) => new ChatError("UNAUTHENTICATED", why.reason, why.message, { cause: why }),
  otherSender: () =>
    new ChatError("FAILED_PRECONDITION", "OTHER_SENDER", "This message was queued by another person: it stays queued."),
} as const;

/** Any failure as a ChatError: what is not one came from code, and is kept as the cause. */
export function toChatError(error: unknown): ChatError {
  if (error instanceof ChatError) return error;
  return new ChatError("INTERNAL", "CLIENT", error instanceof Error ? error.message : String(error), { cause: error });
}
