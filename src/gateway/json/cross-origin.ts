// Tells browsers which pages of other origins may call: those that the operator named.
import type { IncomingMessage, ServerResponse } from "node:http";

const preflightKeptS = 7_200;

/** Says that the page that asks, which is an allowed one, may read the answer. */
export function allowOrigin({ headers: { origin } }: IncomingMessage, response: ServerResponse): void {
  response.setHeader("vary", "Origin");
  if (origin === undefined) return;
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("access-control-allow-credentials", "true");
  response.setHeader("access-control-expose-headers", "retry-after");
}

/** Answers OPTIONS: what a call may be made of. */
export function sendPreflight(response: ServerResponse): void {
  response.setHeader("allow", "POST, OPTIONS");
  response.setHeader("access-control-allow-methods", "POST");
  response.setHeader(
    "access-control-allow-headers",
    "authorization, content-type, connect-protocol-version, connect-timeout-ms, madang-session",
  );
  response.setHeader("access-control-max-age", preflightKeptS);
  response.writeHead(204).end();
}
