// Opens the places where Madang listens: a port that somebody named must be had, a default one may give way.

/** A host and port; port 0: any free one. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Where it listens now, and what did not go as asked. */
export interface OpenPorts {
  readonly places: readonly Place[];
  readonly warnings: readonly string[];
}

/** A place that was named cannot be had; the message is a sentence for the person who started Madang. */
export class PortError extends Error {}

type Open = (host: string, port: number) => Promise<number>;

/** Opens each place that can be had; if `named`, every one must be. Nobody looks for them elsewhere, so none gives way. */
export async function openExactly(
  asked: readonly Place[],
  flag: string,
  named: boolean,
  open: Open,
): Promise<OpenPorts> {
  const places: Place[] = [];
  const lost: Place[] = [];
  for (const { host, port } of asked) {
    const opened = await tryPorts(host, port, 1, 0, open);
    if (typeof opened === "number") places.push({ host, port: opened });
    else if (named) throw new PortError(sentence(opened, host, port, flag));
    else if (!absent.includes(opened.code ?? "")) lost.push({ host, port });
  }
  return { places, warnings: lost.length === 0 ? [] : [lostSentence(lost, flag)] };
}

function lostSentence(lost: readonly Place[], flag: string): string {
  const ports = [...new Set(lost.map(({ port }) => port))].join(", ");
  return `Another program has ${ports}, where older clients look: tell them another place with ${flag}.`;
}

const triedPorts = 20;
/** The machine does not have this address, or not this kind of address. */
const absent = ["EADDRNOTAVAIL", "EAFNOSUPPORT"];

/**
 * Opens all places of a flag. If `named`, every one must be had; else a taken port gives way to the next free one, and an
 * address that the machine does not have is left out, as long as one is left.
 */
export async function openPorts(asked: readonly Place[], flag: string, named: boolean, open: Open): Promise<OpenPorts> {
  const places: Place[] = [];
  // One sentence for the addresses of one port.
  const warnings = new Set<string>();
  let shift = 0;
  for (const { host, port } of asked) {
    const opened = await tryPorts(host, port, named || port === 0 ? 1 : triedPorts, shift, open);
    if (typeof opened === "number") {
      places.push({ host, port: opened });
      if (port === 0) continue;
      // The other addresses should follow: one port number is easier to tell people.
      shift = Math.max(shift, opened - port);
      if (opened !== port) warnings.add(`Port ${port} is taken: listening at ${opened} instead.`);
    } else if (named) throw new PortError(sentence(opened, host, port, flag));
    else if (!absent.includes(opened.code ?? "")) warnings.add(sentence(opened, host, port, flag));
  }
  if (places.length === 0) throw new PortError(`There is no place to listen: name one with ${flag}.`);
  return { places, warnings: [...warnings] };
}

async function tryPorts(
  host: string,
  port: number,
  tries: number,
  shift: number,
  open: Open,
): Promise<number | NodeJS.ErrnoException> {
  let failure: NodeJS.ErrnoException | undefined;
  for (let i = tries === 1 ? 0 : shift; i < tries; i++) {
    try {
      return await open(host, port + i);
    } catch (error) {
      failure = error as NodeJS.ErrnoException;
      if (failure.code !== "EADDRINUSE") return failure;
    }
  }
  return failure ?? new Error("no port tried");
}

function sentence({ code, message }: NodeJS.ErrnoException, host: string, port: number, flag: string): string {
  const where = `${host}:${port}`;
  if (code === "EADDRINUSE")
    return `${where} is in use by another program: stop it, or name another place with ${flag}.`;
  if (code === "EACCES") return `${where} may not be listened on by this user: name a port from 1024 with ${flag}.`;
  if (code === "EADDRNOTAVAIL") return `${where} is not an address of this machine: name another place with ${flag}.`;
  return `${where} cannot be listened on (${message}): name another place with ${flag}.`;
}

/** host:port, with brackets where they are needed. */
export function toAddress({ host, port }: Place): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
