// A failure that a client may see, as everything inside Madang throws it.

/** The gRPC status codes that Madang answers with, by name. */
export type Code =
  | "INVALID_ARGUMENT"
  | "NOT_FOUND"
  | "ALREADY_EXISTS"
  | "PERMISSION_DENIED"
  | "RESOURCE_EXHAUSTED"
  | "FAILED_PRECONDITION"
  | "OUT_OF_RANGE"
  | "UNAUTHENTICATED"
  | "UNAVAILABLE"
  | "DEADLINE_EXCEEDED"
  | "CANCELLED"
  | "ABORTED"
  | "UNIMPLEMENTED"
  | "INTERNAL";

/**
 * A failure that is meant to be seen by the client: a gRPC code, a stable reason and a sentence that says what to do.
 * Anything else that is thrown leaves the server as "internal error".
 */
export class ChatError extends Error {
  override readonly name = "ChatError";
  readonly code: Code;
  readonly reason: string;
  /** When a retry makes sense at the earliest, in milliseconds; undefined when the code is not worth a retry. */
  readonly retryAfterMs: number | undefined;
  /** More facts for programs; never message text. */
  readonly metadata: Readonly<Record<string, string>>;

  constructor(
    code: Code,
    reason: string,
    message: string,
    more: { retryAfterMs?: number; metadata?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.code = code;
    this.reason = reason;
    this.retryAfterMs = more.retryAfterMs;
    this.metadata = more.metadata ?? {};
  }

  /** The same failure with one more fact. */
  with(key: string, value: string): ChatError {
    const more = { metadata: { ...this.metadata, [key]: value }, cause: this.cause };
    return new ChatError(
      this.code,
      this.reason,
      this.message,
      this.retryAfterMs === undefined ? more : { ...more, retryAfterMs: this.retryAfterMs },
    );
  }
}
