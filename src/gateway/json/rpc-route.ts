// The way to every method by HTTP: POST /<service>/<Method>, as Connect's unary protocol has it.
import type { IncomingMessage, ServerResponse } from "node:http";
import { errors } from "../../core/errors.ts";
import type { Served } from "../../rpc/serve.ts";
import type { Route } from "../http-server.ts";
import { methodsOf, type ServedMethod } from "../methods.ts";
import { BodyRoom } from "./body-room.ts";
import { codecOf, contentTypes } from "./codec.ts";
import { sendFailure, sendRefusal } from "./connect-error.ts";
import { allowOrigin, sendPreflight } from "./cross-origin.ts";
import { type CallParts, unaryCall } from "./unary-call.ts";

/** What the way to methods needs. */
export interface RpcParts extends CallParts {
  readonly services: readonly Served[];
  /** Whether the page that asks may; true for a request that comes from no page. */
  isAllowedOrigin(request: IncomingMessage): boolean;
}

const roomForBodiesBytes = 64 * 1024 * 1024;

/** Answers whatever is asked of a service, also of one that is not there. */
export function rpcRoute(parts: RpcParts): Route {
  const methods = methodsOf(parts.services);
  const room = new BodyRoom(roomForBodiesBytes);
  const services = new Set(parts.services.map(({ desc }) => desc.typeName));
  return async (request, response) => {
    const [path = ""] = (request.url ?? "").split("?");
    if (!isForService(path, request.method, services)) return false;
    if (!parts.isAllowedOrigin(request)) {
      sendFailure(response, errors.originForbidden());
      return true;
    }
    allowOrigin(request, response);
    if (request.method === "OPTIONS") sendPreflight(response);
    else await answer(methods.get(path.slice(1)), { request, response }, { ...parts, room });
    return true;
  };
}

function isForService(path: string, method: string | undefined, services: ReadonlySet<string>): boolean {
  const [, service = "", ...rest] = path.split("/");
  if (services.has(service)) return true;
  // Nothing but a call is posted to a path like this.
  return method === "POST" && rest.length === 1 && /^[\w.]+$/.test(service) && /^\w+$/.test(rest[0] ?? "");
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer(
  found: ServedMethod | undefined,
  exchange: Exchange,
  parts: RpcParts & { room: BodyRoom },
): Promise<void> {
  const { request, response } = exchange;
  const { headers } = request;
  const codec = codecOf(headers["content-type"]);
  if (!found) {
    sendFailure(response, errors.methodUnknown(), 404);
  } else if (request.method !== "POST") {
    response.setHeader("allow", "POST, OPTIONS");
    sendRefusal(response, 405, "UNIMPLEMENTED", "A method is called with POST.");
  } else if (found.desc.methodKind !== "unary") {
    sendRefusal(response, 404, "UNIMPLEMENTED", `${found.desc.name} is a stream: use Socket.IO or gRPC.`);
  } else if (!codec) {
    response.setHeader("accept-post", contentTypes.join(", "));
    sendRefusal(response, 415, "INVALID_ARGUMENT", `The content-type must be ${contentTypes.join(" or ")}, in UTF-8.`);
  } else if ((headers["content-encoding"] ?? "identity") !== "identity") {
    response.setHeader("accept-encoding", "identity");
    sendRefusal(response, 415, "UNIMPLEMENTED", "The body must not be compressed.");
  } else if ((headers["connect-protocol-version"] ?? "1") !== "1") {
    sendFailure(response, errors.argumentInvalid("connect-protocol-version must be 1, or not given."));
  } else {
    await unaryCall({ ...found, codec, ...exchange }, parts);
  }
}
