// From the JSON of a failure to the ChatError that the server meant.

import { create, toBinary } from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { AnySchema } from "@bufbuild/protobuf/wkt";
import { ChatError, type Code } from "../../core/errors.ts";
import { StatusSchema } from "../../gen/google/rpc/status_pb.ts";
import { codes, errorFromStatus } from "./error-from-status.ts";

/** A failure over Socket.IO. */
export interface ErrorJson {
  readonly code: string;
  readonly reason: string;
  readonly message: string;
  readonly retryAfterMs?: number;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A failure over HTTP, by Connect's protocol. */
export interface ConnectErrorJson {
  readonly code?: string;
  readonly message?: string;
  readonly details?: readonly { readonly type?: string; readonly value?: string }[];
}

/** The failure with its reason, facts and time to wait. */
export function errorFromJson({ code, reason, message, retryAfterMs, metadata = {} }: ErrorJson): ChatError {
  const name = codes.includes(code as Code) ? (code as Code) : "UNAVAILABLE";
  return new ChatError(name, reason, message, {
    metadata: { ...metadata },
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  });
}

/** The same of an HTTP answer; what no Madang made becomes CONNECTION or its code's name. */
export function errorFromConnect({ code = "", message = "", details = [] }: ConnectErrorJson): ChatError {
  // Connect writes the names small, and one of them with a single l.
  const name = code === "canceled" ? "CANCELLED" : code.toUpperCase();
  // Whatever stands between us and the server may answer in its stead.
  const packed = details.flatMap(({ type, value }) =>
    type === undefined || value === undefined
      ? []
      : [create(AnySchema, { typeUrl: `type.googleapis.com/${type}`, value: base64Decode(value) })],
  );
  const bytes = toBinary(StatusSchema, create(StatusSchema, { details: packed }));
  return errorFromStatus({ code: codes.indexOf(name as Code), message, details: bytes });
}
