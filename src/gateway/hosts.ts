// By which names it may be called: a name of somebody else's that leads here would make their page one of ours.
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { isLoopback } from "../core/loopback.ts";

/**
 * Allows what came to an address of this machine alone only under names that always lead to it, IP addresses, and the
 * hosts of the operator's origins; what came from other machines, and programs that say no name, always.
 */
export function allowHosts(origins: readonly string[]): (request: IncomingMessage) => boolean {
  const named = new Set(origins.filter((origin) => URL.canParse(origin)).map((origin) => new URL(origin).hostname));
  return ({ headers: { host }, socket }) => {
    if (host === undefined || !isLoopback(socket.localAddress ?? "")) return true;
    const name = nameIn(host);
    return (
      name !== undefined && (isOfThisMachine(name) || isIP(name.replace(/^\[(.*)\]$/, "$1")) > 0 || named.has(name))
    );
  };
}

function nameIn(host: string): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[^:[\]@/]+)(?::\d+)?$/i.exec(host)?.[1]?.toLowerCase();
}

// Browsers ask nobody where these are.
function isOfThisMachine(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost");
}
