// Where the server is, as people write it.
import { isIPv6 } from "node:net";

/** A host and port. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

const defaultPort = 50_051;
const pattern = /^(?:\[([^\]]+)\]|([^\s:/[\]]+))(?::(\d{1,5}))?$/;

/** Reads "host", "host:port" or "[::1]:port"; undefined if it is none of these. */
export function readServerAddress(text: string): ServerAddress | undefined {
  const [, inBrackets, plain, digits] = pattern.exec(text.trim()) ?? [];
  const host = inBrackets ?? plain;
  const port = digits === undefined ? defaultPort : Number(digits);
  if (host === undefined || port === 0 || port > 65_535) return undefined;
  return inBrackets === undefined || isIPv6(inBrackets) ? { host, port } : undefined;
}

/** As people write it. */
export function writeServerAddress({ host, port }: ServerAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether it is this machine. */
export function isLoopbackHost(host: string): boolean {
  return host.toLowerCase() === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
