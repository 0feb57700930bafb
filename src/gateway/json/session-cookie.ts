// Keeps a browser's refresh token where its scripts cannot read it: in a cookie that only the calls of a session get.
import type { IncomingMessage, ServerResponse } from "node:http";
import { type DescMethod, isMessage, type Message } from "@bufbuild/protobuf";
import type { Clock } from "../../core/clock.ts";
import {
  AgentService,
  RefreshSessionRequestSchema,
  type Session,
  SessionSchema,
} from "../../gen/madang/agent/v1/agent_pb.ts";

/** What a cookie is made with. */
export interface CookieParts {
  readonly isTls: boolean;
  readonly clock: Clock;
}

const cookieName = "madang_refresh";
const attributes = `Path=/${AgentService.typeName}/; HttpOnly; SameSite=Strict`;
const { signUp, signIn, signInGuest, signInWithToken, refreshSession, signOut } = AgentService.method;
const giveSession: readonly DescMethod[] = [signUp, signIn, signInGuest, signInWithToken, refreshSession];

/** Whether the client asks for it: a header that pages of other origins cannot send unless we let them. */
export function wantsCookie(request: IncomingMessage, method: DescMethod): boolean {
  return request.headers["madang-session"] === "cookie" && (giveSession.includes(method) || method === signOut);
}

/** Gives a RefreshSession that holds no token the one of the cookie. */
export function takeCookie(request: IncomingMessage, message: Message): void {
  if (!isMessage(message, RefreshSessionRequestSchema) || message.refreshToken !== "") return;
  message.refreshToken = new RegExp(`(?:^|; *)${cookieName}=([^;]*)`).exec(request.headers.cookie ?? "")?.[1] ?? "";
}

/** The answer to send instead: its refresh token is now in the cookie. After SignOut the cookie is gone. */
export function giveCookie(
  response: ServerResponse,
  answer: Message,
  { method, isTls, clock }: CookieParts & { readonly method: DescMethod },
): Message {
  const secure = isTls ? "; Secure" : "";
  const set = (value: string, maxAgeS: number) =>
    response.setHeader("set-cookie", `${cookieName}=${value}; ${attributes}${secure}; Max-Age=${maxAgeS}`);
  if (method === signOut) set("", 0);
  const { session } = answer as Message & { session?: Session };
  if (!isMessage(session, SessionSchema)) return answer;
  const leftMs = Number(session.refreshExpiresAtMs) - clock.now();
  set(session.refreshToken, Math.max(0, Math.floor(leftMs / 1000)));
  return { ...answer, session: { ...session, refreshToken: "" } } as Message;
}
