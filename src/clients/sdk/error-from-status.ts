// From a gRPC status to the ChatError that the server meant.
import { fromBinary } from "@bufbuild/protobuf";
import { anyUnpack } from "@bufbuild/protobuf/wkt";
import { ChatError, type Code } from "../../core/errors.ts";
import { ErrorInfoSchema, RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../../gen/google/rpc/status_pb.ts";
import { clientErrors } from "./client-errors.ts";

/** The codes by their gRPC numbers; undefined where Madang answers with none. */
export const codes: readonly (Code | undefined)[] = [
  undefined,
  "CANCELLED",
  undefined,
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  undefined,
  "UNAUTHENTICATED",
];

// Said without an ErrorInfo, these come from a transport or proxy on the way: the call broke off.
const brokenOff: ReadonlySet<Code> = new Set<Code>(["CANCELLED", "INTERNAL", "UNAVAILABLE"]);

/** What a status says. */
export interface WireStatus {
  /** The gRPC status code as a number; not 0. */
  readonly code: number;
  readonly message: string;
  /** The bytes of "grpc-status-details-bin", a google.rpc.Status. */
  readonly details: Uint8Array | undefined;
}

/** The failure with its reason, facts and time to wait; a status that no Madang made becomes CONNECTION or its code's name. */
export function errorFromStatus({ code, message, details }: WireStatus): ChatError {
  const name = codes[code] ?? "UNAVAILABLE";
  const { reason, metadata, retryAfterMs } = readDetails(details);
  if (reason !== undefined)
    return new ChatError(name, reason, message, retryAfterMs === undefined ? { metadata } : { metadata, retryAfterMs });
  if (brokenOff.has(name)) return clientErrors.connection(message);
  if (name === "DEADLINE_EXCEEDED") return clientErrors.deadline(message);
  return new ChatError(name, name, message);
}

interface Details {
  reason?: string;
  metadata: Record<string, string>;
  retryAfterMs?: number;
}

function readDetails(bytes: Uint8Array | undefined): Details {
  const found: Details = { metadata: {} };
  if (!bytes) return found;
  try {
    for (const detail of fromBinary(StatusSchema, bytes).details) {
      const info = anyUnpack(detail, ErrorInfoSchema);
      if (info?.domain === "madang") Object.assign(found, { reason: info.reason, metadata: info.metadata });
      const delay = anyUnpack(detail, RetryInfoSchema)?.retryDelay;
      if (delay) found.retryAfterMs = Number(delay.seconds) * 1000 + Math.ceil(delay.nanos / 1e6);
    }
  } catch {
    // The code alone still says what to do.
  }
  return found;
}
