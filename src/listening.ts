// Where Madang listens: its own places, the ports where older clients look, and a port for each channel they make.
import { readFileSync } from "node:fs";
import { type Config, ConfigError } from "./config.ts";
import { isLoopback } from "./core/loopback.ts";
import type { Gateway } from "./gateway/gateway.ts";
import type { ChannelPlace } from "./protocols/chatting/places.ts";
import type { Authenticate } from "./rpc/call-context.ts";
import { createListener, type Listener, type TlsFiles } from "./rpc/listen.ts";
import type { Served } from "./rpc/serve.ts";
import type { OnUnexpected } from "./rpc/status.ts";
import { openExactly, openPorts, type Place, toAddress } from "./runtime/open-ports.ts";

/** What is served, and to whom. */
export interface ToServe {
  readonly config: Config;
  /** Everything that a listener of ours answers. */
  readonly services: readonly Served[];
  /** What of it older clients look for. */
  readonly doors: readonly Served[];
  /** Makes the browser's door. */
  readonly gateway: (tls: TlsFiles | undefined) => Gateway;
  readonly authenticate: Authenticate;
  readonly onUnexpected: OnUnexpected;
}

/** Open places. */
export interface Listening {
  readonly places: readonly Place[];
  readonly doorPlaces: readonly Place[];
  /** Where browsers find us. */
  readonly webPlaces: readonly Place[];
  readonly warnings: readonly string[];
  /** How many connections are open, by what is spoken on them. */
  connections(): Readonly<Record<string, number>>;
  /** Listens at one more port for older clients, on every address where they look; 0: any free one. */
  openForDoors(port: number): Promise<ChannelPlace>;
  /** Accepts no more, lets calls finish for `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>;
}

/** Opens all places; rejects with ConfigError or PortError, and then nothing is open. */
export async function startListening({ config, services, doors, gateway, ...rest }: ToServe): Promise<Listening> {
  const { connectionsPerAddress } = config;
  const tls = readTls(config);
  const [ours, web] = await orConfigError("--tls-cert, --tls-key and --tls-client-ca", () => [
    createListener({ services, tls, connectionsPerAddress, ...rest }),
    gateway(tls),
  ]);
  // Older clients know no TLS. Where it is on, what they reach without it is the doors and nothing else.
  const forDoors = tls ? createListener({ services: doors, connectionsPerAddress, ...rest }) : ours;
  const listeners = new Set([ours, forDoors]);
  const close = async (graceMs: number) => {
    await Promise.all([...listeners, web].map((each) => each.close(graceMs)));
  };
  try {
    const main = await openPorts(config.listen, "--listen", config.named.has("listen"), portOf(ours));
    const older = await openDoorPlaces(doors, config, main.places, portOf(forDoors));
    const pages = await openWebPlaces(config, (host, port) => web.open(host, port));
    const hosts = [...new Set((older.places.length > 0 ? older : main).places.map(({ host }) => host))];
    return {
      places: main.places,
      doorPlaces: older.places,
      webPlaces: pages.places,
      warnings: [
        ...exposure([...main.places, ...pages.places], tls),
        ...exposure(older.places, undefined),
        ...main.warnings,
        ...pages.warnings,
        ...older.warnings,
      ],
      connections() {
        const grpc = [...listeners].reduce((sum, listener) => sum + listener.connections(), 0);
        return { grpc, "socket.io": web.sockets() };
      },
      openForDoors: (port) => openOnAll(forDoors, hosts, port),
      close,
    };
  } catch (failure) {
    await close(0);
    throw failure;
  }
}

function portOf(listener: Listener) {
  return async (host: string, port: number) => (await listener.open(host, port)).port;
}

type Open = ReturnType<typeof portOf>;

function openWebPlaces(config: Config, open: Open) {
  // A process of a fleet that is no gateway.
  if (config.http.length === 0) return { places: [], warnings: [] };
  const named = config.named.has("http");
  // Who wants any free port for all the rest wants one here too.
  const asked = named || !isAnywhere(config) ? config.http : config.http.map(({ host }) => ({ host, port: 0 }));
  return openPorts(asked, "--http", named, open);
}

function isAnywhere({ listen }: Config): boolean {
  return listen.every(({ port }) => port === 0);
}

async function openDoorPlaces(doors: readonly Served[], config: Config, ours: readonly Place[], open: Open) {
  const named = config.named.has("doorListen");
  // Who wants any free port for all the rest does not want known ones to be taken.
  if (doors.length === 0 || (!named && isAnywhere(config))) return { places: [], warnings: [] };
  // Where we listen already, older clients find everything, unless it is behind TLS.
  const isOurs = ({ host, port }: Place) =>
    config.tlsCert === undefined && ours.some((place) => place.host === host && place.port === port);
  const asked = config.doorListen.filter((place) => !isOurs(place));
  return openExactly(asked, "--door-listen", named, open);
}

async function openOnAll(listener: Listener, hosts: readonly string[], asked: number): Promise<ChannelPlace> {
  const opened: ChannelPlace[] = [];
  const close = async (graceMs: number) => {
    await Promise.all(opened.map((place) => place.close(graceMs)));
  };
  try {
    // A port that is any for the first address is that one for the others.
    for (const host of hosts) opened.push(await listener.open(host, opened[0]?.port ?? asked));
  } catch (failure) {
    await close(0);
    throw failure;
  }
  return { port: opened[0]?.port ?? asked, close };
}

/** A file that holds something else than it should is the operator's affair, and no bug. */
export async function orConfigError<Made>(flags: string, make: () => Made | Promise<Made>): Promise<Made> {
  try {
    return await make();
  } catch (failure) {
    const message = failure instanceof Error ? failure.message : String(failure);
    // OpenSSL's numbers help nobody.
    const reason = message.replace(/^error:\w+:/, "").replace(/\.?$/, ".");
    throw new ConfigError(`${flags} cannot be used: ${reason}`);
  }
}

// Said, not refused: a proxy in front may speak TLS.
function exposure(places: readonly Place[], tls: TlsFiles | undefined): string[] {
  const open = places.filter(({ host }) => host !== "localhost" && !isLoopback(host)).map(toAddress);
  if (open.length === 0 || tls) return [];
  return [`Other machines reach ${open.join(", ")} without encryption: name --tls-cert and --tls-key.`];
}

function readTls({ tlsCert, tlsKey, tlsClientCa }: Config): TlsFiles | undefined {
  if (tlsCert === undefined || tlsKey === undefined) return undefined;
  const clientCa = tlsClientCa === undefined ? undefined : readFileSync(tlsClientCa);
  return { cert: readFileSync(tlsCert), key: readFileSync(tlsKey), clientCa };
}
