// What a service learns of a gRPC call: who, from where, and a signal that is made only when somebody asks for it.
import type { ServerSurfaceCall } from "@grpc/grpc-js/build/src/server-call.js";
import { errors } from "../core/errors.ts";
import type { Call, Caller } from "../core/service.ts";
import { wireOf } from "./wire.ts";

/** Finds the session of an access token; throws SESSION_ENDED or TOKEN_EXPIRED. */
export type Authenticate = (accessToken: string) => Caller | Promise<Caller>;

/** The token of a gRPC call; undefined if it came without one. Throws SIGN_IN_FIRST if it cannot be a token. */
export function findToken(call: ServerSurfaceCall): string | undefined {
  const [header] = call.metadata.get("authorization");
  if (header === undefined) return undefined;
  const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(String(header))?.[1];
  if (!token) throw errors.signInFirst();
  return token;
}

/** The caller of a gRPC call; undefined if it came without a token. */
export function findCaller(call: ServerSurfaceCall, authenticate: Authenticate): Caller | undefined | Promise<Caller> {
  const token = findToken(call);
  return token === undefined ? undefined : authenticate(token);
}

/** A Call over a gRPC call. */
export class CallContext implements Call {
  readonly caller: Caller | undefined;
  readonly #call: ServerSurfaceCall;
  #abort: AbortController | undefined;

  constructor(call: ServerSurfaceCall, caller: Caller | undefined) {
    this.#call = call;
    this.caller = caller;
  }

  get address(): string {
    return wireOf(this.#call).getConnectionInfo().remoteAddress ?? "unknown";
  }

  get connection(): string {
    return this.#call.getPeer();
  }

  get port(): number {
    return wireOf(this.#call).getConnectionInfo().localPort ?? 0;
  }

  get signal(): AbortSignal {
    if (!this.#abort) {
      const abort = new AbortController();
      this.#abort = abort;
      if (this.#call.cancelled) abort.abort(errors.deadline());
      else this.#call.on("cancelled", () => abort.abort(errors.deadline()));
    }
    return this.#abort.signal;
  }
}
