// Calls about one's own session by HTTP: only there can the server keep the refresh token in a cookie, out of scripts' sight.
import type { DescMessage, DescMethodUnary, JsonValue, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { AgentService, type Session } from "../../gen/madang/agent/v1/agent_pb.ts";
import { clientErrors, toChatError } from "./client-errors.ts";
import { type ConnectErrorJson, errorFromConnect } from "./error-from-json.ts";
import { pathOf, readAnswer, toJsonOf } from "./json-wire.ts";
import type { UnaryOptions } from "./transport.ts";

/** What stands for the refresh token that only the cookie holds. */
const inCookie = "cookie";

const { signUp, signIn, signInGuest, signInWithToken, refreshSession, signOut } = AgentService.method;
const sessionCalls: readonly unknown[] = [signUp, signIn, signInGuest, signInWithToken, refreshSession, signOut];

/** Whether the call is about one's own session. */
export function isSessionCall(method: DescMethodUnary): boolean {
  return sessionCalls.includes(method);
}

/** The answer to a refresh of a page that was closed may take so long to bring the cookie. */
const lateCookieMs = 1_000;

/** Makes the call; a refresh token that went into the cookie is "cookie" in the answer, and may be given back so. */
export async function cookieSession<I extends DescMessage, O extends DescMessage>(
  url: string,
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  options: UnaryOptions,
): Promise<MessageShape<O>> {
  try {
    return await callByHttp(url, method, request, options);
  } catch (error) {
    const isStale = (method as unknown) === refreshSession && toChatError(error).reason === "SESSION_ENDED";
    if (!isStale) throw error;
    await new Promise((resolve) => setTimeout(resolve, lateCookieMs));
    options.signal?.throwIfAborted();
    return callByHttp(url, method, request, options);
  }
}

async function callByHttp<I extends DescMessage, O extends DescMessage>(
  url: string,
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  { token, timeoutMs, signal }: UnaryOptions,
): Promise<MessageShape<O>> {
  const json = toJsonOf(method.input, request) as Record<string, JsonValue>;
  if (json["refreshToken"] === inCookie) delete json["refreshToken"];
  const late = AbortSignal.timeout(timeoutMs);
  const response = await fetch(`${url}/${pathOf(method)}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "madang-session": "cookie",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(json),
    credentials: "same-origin",
    // A page that is closed meanwhile must not lose the answer: the cookie in it is the only one that is still good.
    keepalive: true,
    signal: signal ? AbortSignal.any([signal, late]) : late,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw signal.reason;
    throw late.aborted ? clientErrors.deadline(error) : clientErrors.connection(String(error), error);
  });
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) throw errorFromConnect(answer as ConnectErrorJson);
  return withCookie(readAnswer(method.output, answer as JsonValue));
}

function withCookie<Answer>(answer: Answer): Answer {
  const { session } = answer as { session?: Session };
  if (session?.refreshToken === "") session.refreshToken = inCookie;
  return answer;
}
