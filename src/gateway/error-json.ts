// A failure as clients of the gateway get it.
import type { ChatError } from "../core/errors.ts";

/** What stands in `error` of an answer, in `end` and in `goodbye`. */
export interface ErrorJson {
  /** The name of the gRPC code, e.g. "NOT_FOUND". */
  readonly code: string;
  readonly reason: string;
  readonly message: string;
  readonly retryAfterMs?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The failure without what is nobody's business. */
export function toErrorJson({ code, reason, message, retryAfterMs, metadata }: ChatError): ErrorJson {
  return {
    code,
    reason,
    message,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
    ...(Object.keys(metadata).length > 0 && { metadata }),
  };
}
