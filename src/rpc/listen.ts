// Listens for gRPC: sockets are accepted here, counted by address, and handed to grpc-js.
import { createServer, type Server as NetServer, type Socket } from "node:net";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { isLoopback } from "../core/loopback.ts";
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

/** A gRPC server with the places where it listens. */
export interface Listener {
  /** Listens at host and port; resolves to the port (of use with 0). Rejects with the system's error, e.g. EADDRINUSE. */
  open(host: string, port: number): Promise<number>;
  /** How many connections are open. */
  connections(): number;
  /** Accepts no more, lets calls finish for `graceMs`, then cuts what is left. */
  close(graceMs: number): Promise<void>;
}

const maxMessageBytes = 4 * 1024 * 1024;

/** Makes a listener; it accepts nothing before `open`. */
export function createListener({ services, tls, connectionsPerAddress, ...options }: ListenOptions): Listener {
  const server = new Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": -1,
    "grpc.enable_channelz": 0,
    // Many people of one program may share a connection, each with a few streams; without end is another matter.
    "grpc.max_concurrent_streams": 10_000,
    // Finds peers that vanished without a word. More often, C-core peers would take it for abuse.
    "grpc.keepalive_time_ms": 330_000,
    "grpc.keepalive_timeout_ms": 20_000,
    "grpc-node.max_session_memory": 64,
    interceptors: [explainStatus],
  });
  addServices(server, services, options);
  const injector = server.createConnectionInjector(toCredentials(tls));
  const accepted = new Accepted(connectionsPerAddress);
  const nets: NetServer[] = [];
  return {
    async open(host, port) {
      const net = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) => {
        if (accepted.admit(socket)) injector.injectConnection(socket);
      });
      const bound = await bind(net, host, port);
      nets.push(net);
      return bound;
    },
    connections: () => accepted.size,
    async close(graceMs) {
      for (const net of nets) net.close();
      injector.drain(graceMs);
      await accepted.empty(graceMs);
      server.forceShutdown();
      accepted.destroy();
    },
  };
}

function toCredentials(tls: TlsFiles | undefined): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure();
  const pair = [{ private_key: tls.key, cert_chain: tls.cert }];
  return ServerCredentials.createSsl(tls.clientCa ?? null, pair, tls.clientCa !== undefined);
}

function bind(net: NetServer, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    net.once("error", reject);
    net.listen({ host, port, exclusive: true, ipv6Only: true }, () => {
      net.off("error", reject);
      const address = net.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

class Accepted {
  readonly #sockets = new Set<Socket>();
  readonly #byAddress = new Map<string, number>();
  readonly #limit: number;
  #onEmpty: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#sockets.size;
  }

  /** False if the address has too many connections; then the socket is gone. */
  admit(socket: Socket): boolean {
    const address = socket.remoteAddress ?? "";
    const count = (this.#byAddress.get(address) ?? 0) + 1;
    if (this.#limit > 0 && count > this.#limit && !isLoopback(address)) {
      socket.destroy();
      return false;
    }
    this.#sockets.add(socket);
    this.#byAddress.set(address, count);
    socket.once("close", () => this.#left(socket, address));
    return true;
  }

  /** Resolves when no socket is left, or after a while. */
  empty(withinMs: number): Promise<void> {
    if (this.#sockets.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, withinMs);
      this.#onEmpty = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  destroy(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  #left(socket: Socket, address: string): void {
    this.#sockets.delete(socket);
    const count = (this.#byAddress.get(address) ?? 1) - 1;
    if (count === 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, count);
    if (this.#sockets.size === 0) this.#onEmpty?.();
  }
}
