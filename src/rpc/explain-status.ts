// Gives what gRPC's library refuses by itself a reason and a sentence, like everything that is refused here.
import type { ServerInterceptingCall, ServerInterceptor } from "@grpc/grpc-js";
import { status as grpcCodes } from "@grpc/grpc-js";
import { type ChatError, errors } from "../core/errors.ts";
import { toStatus } from "./status.ts";

type Status = Parameters<ServerInterceptingCall["sendStatus"]>[0];

/**
 * Requests that cannot be decoded or are too large become INVALID_ARGUMENT, a deadline that passed DEADLINE. Services
 * of older protocols keep the codes that their clients know.
 */
export function explainStatus(isOlder: (service: string) => boolean): ServerInterceptor {
  return ({ path }, call) => {
    const explain = isOlder(path.slice(1, path.indexOf("/", 1))) ? asBefore : explained;
    const send = call.sendStatus.bind(call);
    // The library refuses below all interceptors: only its own object hears of it.
    call.sendStatus = (status) => send(explain(status));
    return call as ServerInterceptingCall;
  };
}

// Most servers of the time took a call without its message for a broken one, and so did their clients.
function asBefore(status: Status): Status {
  const isEmpty = status.code === grpcCodes.UNIMPLEMENTED && status.details?.startsWith("Received no request");
  return isEmpty ? { ...status, code: grpcCodes.INTERNAL } : status;
}

function explained(status: Status): Status {
  if (status.code === grpcCodes.OK || status.metadata?.get("grpc-status-details-bin").length) return status;
  const failure = meant(status);
  return failure ? toStatus(failure) : status;
}

function meant({ code, details }: Status): ChatError | undefined {
  if (code === grpcCodes.DEADLINE_EXCEEDED) return errors.deadline();
  if (code === grpcCodes.RESOURCE_EXHAUSTED)
    return errors.argumentInvalid("The request is larger than 4 MiB: split it.");
  if (code === grpcCodes.INTERNAL && /deserializ|decompress/.test(details ?? ""))
    return errors.argumentInvalid(
      "The request cannot be decoded: it is not what this call takes, or a text in it is not UTF-8.",
    );
  if (code === grpcCodes.INTERNAL && /grpc-timeout/.test(details ?? ""))
    return errors.argumentInvalid("The grpc-timeout must be 1 to 8 digits and a unit, e.g. 5S or 250m.");
  return undefined;
}
