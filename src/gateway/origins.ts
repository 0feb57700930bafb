// Which pages may use this server: our own, and those that the operator named.
import type { IncomingMessage } from "node:http";

/** Whether the page that a request comes from may make it; requests from no page always may. */
export type MayUse = (request: IncomingMessage) => boolean;

/** Allows an Origin whose host is the one that was asked for, and those in the list. */
export function allowOrigins(origins: readonly string[]): MayUse {
  const named = new Set(origins.map((origin) => origin.toLowerCase()));
  return ({ headers: { origin, host } }) => {
    if (origin === undefined) return true;
    const asked = origin.toLowerCase();
    return named.has(asked) || (host !== undefined && hostOf(asked) === host.toLowerCase());
  };
}

function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined;
}
