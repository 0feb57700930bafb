// One call from its request to its answer.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { Authenticate } from "../../rpc/call-context.ts";
import { type OnUnexpected, toChatError } from "../../rpc/status.ts";
import type { ServedMethod } from "../methods.ts";
import { type Codec, toMessage } from "./codec.ts";
import { sendFailure, sendRefusal } from "./connect-error.ts";
import { findCaller, findTimeoutMs, HttpCall, signalOf } from "./http-call.ts";
import { BodyBroken, BodyTooLarge, readBody } from "./read-body.ts";
import { sendBody } from "./send-body.ts";
import { giveCookie, takeCookie, wantsCookie } from "./session-cookie.ts";

/** What calls need. */
export interface CallParts {
  readonly authenticate: Authenticate;
  readonly onUnexpected: OnUnexpected;
  /** Whether the client came by TLS. */
  readonly isTls: boolean;
  readonly clock: Clock;
}

/** A request for a known method with a body that somebody can read. */
export interface CallRequest extends ServedMethod {
  readonly codec: Codec;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

const maxBodyBytes = 4 * 1024 * 1024;
const bodyWithinMs = 30_000;

/** Answers the call; never rejects. */
export async function unaryCall(call: CallRequest, parts: CallParts): Promise<void> {
  const { response, codec, desc } = call;
  try {
    const answer = await run(call, parts);
    sendBody(response, 200, codec.contentType, codec.encode(desc.output, answer));
  } catch (failure) {
    refuse(response, failure, parts.onUnexpected);
  }
}

async function run({ desc: method, act, codec, request, response }: CallRequest, parts: CallParts) {
  const { authenticate, clock, isTls } = parts;
  const signal = signalOf(response, clock, findTimeoutMs(request));
  const inTime = untilAborted(signal);
  const body = await readBody(request, { maxBytes: maxBodyBytes, withinMs: bodyWithinMs, clock });
  const message = codec.decode(method.input, body);
  const byCookie = wantsCookie(request, method);
  if (byCookie) takeCookie(request, message);
  const context = new HttpCall(request, await findCaller(request, authenticate), signal);
  const answer = toMessage(method.output, await Promise.race([act(message, context), inTime]));
  return byCookie ? giveCookie(response, answer, { method, isTls, clock }) : answer;
}

function untilAborted(signal: AbortSignal): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener("abort", () => reject(errors.deadline()), { once: true });
  });
  // Nobody may be waiting for it yet, or any more.
  aborted.catch(() => undefined);
  return aborted;
}

function refuse(response: ServerResponse, failure: unknown, onUnexpected: OnUnexpected): void {
  if (failure instanceof BodyTooLarge) {
    sendFailure(response, errors.argumentInvalid("The request is larger than 4 MiB: split it."), 413);
  } else if (failure instanceof BodyBroken) {
    response.setHeader("connection", "close");
    sendRefusal(response, 408, "DEADLINE_EXCEEDED", "The body of the request did not come in time.");
  } else {
    sendFailure(response, toChatError(failure, onUnexpected));
  }
}
