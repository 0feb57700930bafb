// The one place where a failure becomes a gRPC status; what is not meant for the client leaves as "internal error".
import { create, toBinary } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import { status as grpcCodes, Metadata, type StatusObject } from "@grpc/grpc-js";
import { ChatError, errors } from "../core/errors.ts";
import { createId } from "../core/ids.ts";
import { ErrorInfoSchema, RetryInfoSchema } from "../gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../gen/google/rpc/status_pb.ts";

/** The domain of every ErrorInfo. */
const errorDomain = "madang";

/** Hears of failures that are nobody's wrong input: bugs and broken parts. */
export type OnUnexpected = (failure: unknown, callId: string) => void;

/** A failure as a ChatError; one that is not meant to be seen is reported and replaced. */
export function toChatError(failure: unknown, onUnexpected: OnUnexpected): ChatError {
  if (failure instanceof ChatError) {
    if (failure.cause !== undefined) onUnexpected(failure.cause, failure.reason);
    return failure;
  }
  const callId = createId();
  onUnexpected(failure, callId);
  return errors.internal(callId);
}

/** A ChatError as a gRPC status with google.rpc.Status in its trailer. */
export function toStatus({ code, message, reason, metadata, retryAfterMs }: ChatError): StatusObject {
  const details = [anyPack(ErrorInfoSchema, create(ErrorInfoSchema, { reason, domain: errorDomain, metadata }))];
  if (retryAfterMs !== undefined) {
    const retryDelay = { seconds: BigInt(Math.floor(retryAfterMs / 1000)), nanos: (retryAfterMs % 1000) * 1_000_000 };
    details.push(anyPack(RetryInfoSchema, create(RetryInfoSchema, { retryDelay })));
  }
  const number = grpcCodes[code];
  const rich = toBinary(StatusSchema, create(StatusSchema, { code: number, message, details }));
  const trailer = new Metadata();
  trailer.set("grpc-status-details-bin", Buffer.from(rich));
  return { code: number, details: message, metadata: trailer };
}
