// Listens for gRPC: sockets are accepted here, counted by address, and handed to grpc-js.
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { logVerbosity, Server, ServerCredentials, setLogVerbosity } from "@grpc/grpc-js";
import { Accepted, maxWaiting } from "./accepted.ts";
import { explainStatus } from "./explain-status.ts";
import { addServices, type Served, type ServeOptions } from "./serve.ts";

/** Certificates in PEM; with a client CA, clients must show a certificate that it signed. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly clientCa?: Buffer | undefined;
}

/** What a listener is given. */
export interface ListenOptions extends ServeOptions {
  readonly services: readonly Served[];
  readonly tls?: TlsFiles | undefined;
  /** At most so many connections from one address; 0: any number. Loopback is not counted. */
  readonly connectionsPerAddress: number;
}

/** A place where it listens. */
export interface OpenPlace {
  /** The port, of use where 0 was asked for. */
  readonly port: number;
  /** Accepts no more here, lets calls finish for `graceMs`, then cuts what is left. Closing twice is fine. */
  close(graceMs: number): Promise<void>;
}

/** A gRPC server with the places where it listens. */
export interface Listener {
  /** Listens at host and port. Rejects with the system's error, e.g. EADDRINUSE. */
  open(host: string, port: number): Promise<OpenPlace>;
  /** How many connections are open. */
  connections(): number;
  /** Accepts no more, lets calls finish for `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>;
}

type ConnectionInjector = ReturnType<Server["createConnectionInjector"]>;

/** Of one connection. */
const maxStreams = 10_000;
const maxMessageBytes = 4 * 1024 * 1024;

/** Makes a listener; it accepts nothing before `open`. */
export function createListener({ services, tls, connectionsPerAddress, ...options }: ListenOptions): Listener {
  quietLibrary();
  const older = new Set(services.filter(({ opensTo }) => opensTo).map(({ desc }) => desc.typeName));
  const server = new Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": -1,
    "grpc.enable_channelz": 0,
    // Many people of one program may share a connection, each with a few streams; without end is another matter.
    "grpc.max_concurrent_streams": maxStreams,
    // Finds peers that vanished without a word. More often, C-core peers would take it for abuse.
    "grpc.keepalive_time_ms": 330_000,
    "grpc.keepalive_timeout_ms": 20_000,
    "grpc-node.max_session_memory": 64,
    interceptors: [explainStatus((service) => older.has(service))],
  });
  allowBurstsOfCancels(server);
  addServices(server, services, options);
  const credentials = toCredentials(tls);
  // Certificates that are none are refused now, before anything listens.
  server.createConnectionInjector(credentials).destroy();
  const accepted = new Accepted(connectionsPerAddress);
  const places = new Set<Place>();
  return {
    async open(host, port) {
      const place = new Place(server.createConnectionInjector(credentials), accepted);
      await place.listen(host, port);
      places.add(place);
      return {
        port: place.port,
        close(graceMs) {
          places.delete(place);
          return place.close(graceMs);
        },
      };
    },
    connections: () => accepted.size,
    async close(graceMs) {
      await Promise.all([...places].map((place) => place.close(graceMs)));
      server.forceShutdown();
      accepted.destroy();
    },
  };
}

// At its default it writes to standard error what strangers send as metadata. Who asks for its log by the environment gets it.
function quietLibrary(): void {
  const { GRPC_VERBOSITY, GRPC_NODE_VERBOSITY } = process.env;
  if ((GRPC_NODE_VERBOSITY ?? GRPC_VERBOSITY) === undefined) setLogVerbosity(logVerbosity.NONE);
}

// A program that ends takes the streams of all its people with it, which share a connection: Node would take more than
// a thousand for an attack and cut off the rest. Whoever may open so many may cancel so many; at this pace it goes on.
function allowBurstsOfCancels(server: Server): void {
  const cancels = { streamResetBurst: maxStreams, streamResetRate: 100 };
  // The library passes these options on to node:http2, and has no way to name more of them.
  const { commonServerOptions } = server as unknown as { commonServerOptions: object };
  Object.assign(commonServerOptions, cancels);
}

function toCredentials(tls: TlsFiles | undefined): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  const pair = [{ private_key: tls.key, cert_chain: tls.cert }];
  return ServerCredentials.createSsl(tls.clientCa ?? null, pair, tls.clientCa !== undefined);
}

/** One address and port, with the connections that came there. */
class Place {
  readonly #injector: ConnectionInjector;
  readonly #sockets = new Set<Socket>();
  readonly #net: NetServer;
  #onEmpty: (() => void) | undefined;
  #closed: Promise<void> | undefined;
  port = 0;

  constructor(injector: ConnectionInjector, accepted: Accepted) {
    this.#injector = injector;
    this.#net = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) => {
      // Without a word: clients wait longer and longer after a connection that never came to be, but come back at once
      // after one that was opened and ended, whatever was said on it.
      if (!accepted.admit(socket)) return void socket.destroy();
      this.#sockets.add(socket);
      socket.once("close", () => {
        this.#sockets.delete(socket);
        if (this.#sockets.size === 0) this.#onEmpty?.();
      });
      injector.injectConnection(socket);
    });
  }

  listen(host: string, port: number): Promise<void> {
    const net = this.#net;
    return new Promise((resolve, reject) => {
      net.once("error", reject);
      net.listen({ host, port, backlog: maxWaiting, exclusive: true, ipv6Only: true }, () => {
        net.off("error", reject);
        const address = net.address();
        this.port = typeof address === "object" && address ? address.port : port;
        resolve();
      });
    });
  }

  close(graceMs: number): Promise<void> {
    this.#closed ??= this.#close(graceMs);
    return this.#closed;
  }

  async #close(graceMs: number): Promise<void> {
    this.#net.close();
    this.#injector.drain(graceMs);
    if (this.#sockets.size > 0) await this.#empty(graceMs);
    for (const socket of this.#sockets) socket.destroy();
    this.#injector.destroy();
  }

  /** Resolves when no socket is left, or after a while. */
  #empty(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
