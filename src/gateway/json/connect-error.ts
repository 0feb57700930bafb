// The one place where a failure becomes an HTTP answer, in the form of Connect's unary protocol.
import type { ServerResponse } from "node:http";
import { create, type DescMessage, type MessageInitShape, toBinary, toJson } from "@bufbuild/protobuf";
import type { ChatError, Code } from "../../core/errors.ts";
import { ErrorInfoSchema, RetryInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { sendJson } from "./send-body.ts";

/** The HTTP status of each code. */
export const httpStatuses: Readonly<Record<Code, number>> = {
  CANCELLED: 499,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  UNAUTHENTICATED: 401,
};

/** Answers with a failure of a service; `status` where HTTP has a better one than the code's own. */
export function sendFailure(response: ServerResponse, failure: ChatError, status = httpStatuses[failure.code]): void {
  const { code, message, reason, metadata, retryAfterMs } = failure;
  const details = [detail(ErrorInfoSchema, { reason, domain: "madang", metadata: { ...metadata } })];
  if (retryAfterMs !== undefined) {
    const nanos = (retryAfterMs % 1000) * 1_000_000;
    details.push(detail(RetryInfoSchema, { retryDelay: { seconds: BigInt(Math.floor(retryAfterMs / 1000)), nanos } }));
    response.setHeader("retry-after", Math.ceil(retryAfterMs / 1000));
  }
  sendJson(response, status, { code: wireCode(code), message, details });
}

/** Answers a request that never reached a service. */
export function sendRefusal(response: ServerResponse, status: number, code: Code, message: string): void {
  sendJson(response, status, { code: wireCode(code), message });
}

/** How Connect writes a code. */
export function wireCode(code: Code): string {
  return code === "CANCELLED" ? "canceled" : code.toLowerCase();
}

function detail<Desc extends DescMessage>(schema: Desc, init: MessageInitShape<Desc>) {
  const message = create(schema, init);
  const value = Buffer.from(toBinary(schema, message)).toString("base64").replace(/=+$/, "");
  return { type: schema.typeName, value, debug: toJson(schema, message) };
}
