// The addresses of a host that somebody named, asked for in a way that cannot hold up the rest of the server.
import { lookup, Resolver } from "node:dns/promises";

/** An address that a name leads to. */
export interface HostAddress {
  readonly address: string;
  readonly family: 4 | 6;
}

/** Finds a host's addresses; rejects if there are none. */
export type ResolveHost = (hostname: string) => Promise<HostAddress[]>;

const resolver = new Resolver({ timeout: 2_000, tries: 2 });

/**
 * Asks the name servers themselves. Not `dns.lookup`: it occupies one of the process's few threads for as long as a
 * name server takes, and people choose these names.
 */
export const resolvePublicHost: ResolveHost = async (hostname) => {
  const [four, six] = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
  const addresses: HostAddress[] = [
    ...(four.status === "fulfilled" ? four.value : []).map((address) => ({ address, family: 4 as const })),
    ...(six.status === "fulfilled" ? six.value : []).map((address) => ({ address, family: 6 as const })),
  ];
  if (addresses.length === 0 && four.status === "rejected") throw four.reason;
  return addresses;
};

/** Asks the machine as well, for names that only its own network knows. */
export const resolveAnyHost: ResolveHost = async (hostname) => {
  try {
    return await resolvePublicHost(hostname);
  } catch {
    const found = await lookup(hostname, { all: true });
    return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));
  }
};
