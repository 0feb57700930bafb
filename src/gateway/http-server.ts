// HTTP at one or more places: hands each request to the first route that answers it, and upgrades to the sockets.
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type ChatError, errors } from "../core/errors.ts";
import { createId } from "../core/ids.ts";
import { Accepted, maxWaiting } from "../rpc/accepted.ts";
import type { TlsFiles } from "../rpc/listen.ts";
import type { OnUnexpected } from "../rpc/status.ts";
import { toErrorJson } from "./error-json.ts";
import type { MayUse } from "./origins.ts";
import { OverLimit } from "./over-limit.ts";

/** Answers a request if it is its own: true, or a promise of it, when it did or will. */
export type Route = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

/** What is served. */
export interface HttpParts {
  readonly routes: readonly Route[];
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
  readonly mayUse: MayUse;
  /** Whether this server may be called by the name under which it was asked. */
  readonly mayBeCalled: (request: IncomingMessage) => boolean;
  readonly tls: TlsFiles | undefined;
  readonly onUnexpected: OnUnexpected;
  /** At most so many connections from one address; 0: any number. */
  readonly connectionsPerAddress: number;
  /** Addresses that are not counted; left out: loopback. */
  readonly isExempt?: ((address: string) => boolean) | undefined;
}

/** Servers of the same routes. */
export interface HttpServer {
  /** Listens; resolves to the port. Rejects with the system's error, e.g. EADDRINUSE. */
  open(host: string, port: number): Promise<number>;
  /** Accepts no more, lets requests finish for `graceMs`, then cuts them. */
  close(graceMs: number): Promise<void>;
}

const timing = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000 };

/** Makes the servers; nothing listens before `open`. Throws if the certificates are none. */
export function createHttpServer({ routes, upgrade, tls, onUnexpected, ...rest }: HttpParts): HttpServer {
  const servers = new Set<Server>();
  const accepted = new Accepted(rest.connectionsPerAddress, rest.isExempt);
  const overLimit = new OverLimit(rest.connectionsPerAddress);
  const listener: RequestListener = (request, response) => {
    answer(request, response).catch((failure: unknown) => {
      onUnexpected(failure, createId());
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "no-referrer");
    if (overLimit.has(request.socket)) return overLimit.answer(request, response);
    const refusal = refusalOf(request);
    if (refusal) return refuse(response, refusal);
    for (const route of routes) if (await route(request, response)) return;
    response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("There is nothing here.\n");
  }

  function refusalOf(request: IncomingMessage): ChatError | undefined {
    if (!rest.mayBeCalled(request)) return errors.hostForbidden();
    return rest.mayUse(request) ? undefined : errors.originForbidden();
  }

  function create(): Server {
    const server = tls ? createTlsServer({ ...toOptions(tls), ...timing }, listener) : createServer(timing, listener);
    server.on("connection", (socket: Socket) => {
      if (accepted.admit(socket)) return;
      // A handshake of TLS costs more than everything that it would tell.
      if (tls) socket.destroy();
      else overLimit.take(socket);
    });
    server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // From here on nobody else listens for a client that goes in the middle, which would end the process.
      socket.on("error", () => socket.destroy());
      if (overLimit.has(request.socket)) overLimit.answerUpgrade(socket);
      else if (refusalOf(request))
        socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
      else upgrade(request, socket, head);
    });
    return server;
  }

  // Certificates that are none are refused now, before anything listens.
  create();
  return {
    async open(host, port) {
      const server = create();
      const opened = await listen(server, host, port);
      servers.add(server);
      return opened;
    },
    async close(graceMs) {
      await Promise.all([...servers].map((server) => closeServer(server, graceMs)));
      accepted.destroy();
      overLimit.destroy();
    },
  };
}

function toOptions({ cert, key, clientCa }: TlsFiles) {
  return { cert, key, ...(clientCa && { ca: clientCa, requestCert: true, rejectUnauthorized: true }) };
}

function refuse(response: ServerResponse, refusal: ChatError): void {
  const { reason, message, ...error } = toErrorJson(refusal);
  response.writeHead(403, { "content-type": "application/json" });
  response.end(JSON.stringify({ ...error, code: error.code.toLowerCase(), message: `${reason}: ${message}` }));
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, backlog: maxWaiting, exclusive: true, ipv6Only: true }, () => {
      server.off("error", reject);
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : port);
    });
  });
}

/** Resolves when no connection is left, or after a while. */
function closeServer(server: Server, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
