// One call from its request to its answer.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { Authenticate } from "../../rpc/call-context.ts";
import { type OnUnexpected, toChatError } from "../../rpc/status.ts";
import type { ServedMethod } from "../methods.ts";
import { type BodyRoom, smallBodyBytes } from "./body-room.ts";
import { type Codec, toMessage } from "./codec.ts";
import { sendFailure, sendRefusal } from "./connect-error.ts";
import { findCaller, findTimeoutMs, HttpCall, signalOf } from "./http-call.ts";
import { BodyBroken, BodyTooLarge, NoRoom, readBody } from "./read-body.ts";
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
export async function unaryCall(call: CallRequest, parts: CallParts & { readonly room: BodyRoom }): Promise<void> {
  const { response, codec, desc } = call;
  try {
    const answer = await run(call, parts);
    sendBody(response, 200, codec.contentType, codec.encode(desc.output, answer));
  } catch (failure) {
    refuse(response, failure, parts.onUnexpected);
  }
}

async function run(
  { desc: method, act, codec, request, response }: CallRequest,
  { authenticate, clock, isTls, room }: CallParts & { readonly room: BodyRoom },
) {
  const signal = signalOf(response, clock, findTimeoutMs(request));
  const inTime = untilAborted(signal);
  const caller = await findCaller(request, authenticate);
  // Strangers have little to say: who they are.
  const maxBytes = caller ? maxBodyBytes : smallBodyBytes;
  const message = codec.decode(
    method.input,
    await readBody(request, { maxBytes, withinMs: bodyWithinMs, room, clock }),
  );
  const byCookie = wantsCookie(request, method);
  if (byCookie) takeCookie(request, message);
  const answer = await Promise.race([act(message, new HttpCall(request, caller, signal)), inTime]);
  const output = toMessage(method.output, answer);
  return byCookie ? giveCookie(response, output, { method, isTls, clock }) : output;
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
    sendFailure(
      response,
      errors.argumentInvalid("The request is larger than 4 MiB, or 64 KiB without a token: split it."),
      413,
    );
  } else if (failure instanceof BodyBroken) {
    response.setHeader("connection", "close");
    sendRefusal(response, 408, "DEADLINE_EXCEEDED", "The body of the request did not come in time.");
  } else if (failure instanceof NoRoom) {
    response.setHeader("retry-after", 1);
    sendRefusal(response, 503, "UNAVAILABLE", "Too many large requests come in at this moment: try again.");
  } else {
    sendFailure(response, toChatError(failure, onUnexpected));
  }
}
