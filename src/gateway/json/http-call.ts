// What a service learns of a call that came by HTTP: who, from where, and whether anybody still waits for it.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { Call, Caller } from "../../core/service.ts";
import type { Authenticate } from "../../rpc/call-context.ts";

const longestTimerMs = 2 ** 31 - 1;

/** The caller of a request; undefined if it came without a token. Throws SIGN_IN_FIRST for a header that is no token. */
export function findCaller(request: IncomingMessage, authenticate: Authenticate): Caller | undefined | Promise<Caller> {
  const header = request.headers.authorization;
  if (header === undefined) return undefined;
  const token = /^Bearer ([\x21-\x7e]{1,512})$/i.exec(header)?.[1];
  if (!token) throw errors.signInFirst();
  return authenticate(token);
}

/** The time that connect-timeout-ms gives; undefined if it says nothing. Throws ARGUMENT_INVALID if it is no time. */
export function findTimeoutMs(request: IncomingMessage): number | undefined {
  const header = request.headers["connect-timeout-ms"];
  if (header === undefined) return undefined;
  if (typeof header !== "string" || !/^[0-9]{1,10}$/.test(header))
    throw errors.argumentInvalid("connect-timeout-ms must be 1 to 10 digits: the milliseconds that the call may take.");
  return Number(header);
}

/** A Call over an HTTP request. */
export class HttpCall implements Call {
  readonly caller: Caller | undefined;
  readonly signal: AbortSignal;
  readonly address: string;
  readonly connection: string;
  readonly port: number;

  constructor(request: IncomingMessage, caller: Caller | undefined, signal: AbortSignal) {
    const { remoteAddress = "unknown", remotePort = 0, localPort = 0 } = request.socket;
    this.caller = caller;
    this.signal = signal;
    this.address = remoteAddress;
    this.connection = `${remoteAddress}:${remotePort}`;
    this.port = localPort;
  }
}

/** A signal that aborts when the client has gone or the time is over; with DEADLINE as its reason in both cases. */
export function signalOf(response: ServerResponse, clock: Clock, timeoutMs: number | undefined): AbortSignal {
  const abort = new AbortController();
  const end = () => abort.abort(errors.deadline());
  const bounded = timeoutMs !== undefined && timeoutMs <= longestTimerMs;
  const cancel = bounded ? clock.after(timeoutMs, end) : undefined;
  response.once("close", () => {
    cancel?.();
    if (!response.writableFinished) end();
  });
  return abort.signal;
}
