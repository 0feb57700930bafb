// The browser's door: the same services over Socket.IO and HTTP, a dumb pipe with the contract of docs/socketio.md.
import type { Clock } from "../core/clock.ts";
import type { Authenticate } from "../rpc/call-context.ts";
import type { TlsFiles } from "../rpc/listen.ts";
import type { Served } from "../rpc/serve.ts";
import type { OnUnexpected } from "../rpc/status.ts";
import { healthRoute } from "./health-route.ts";
import { allowHosts } from "./hosts.ts";
import { createHttpServer, type Route } from "./http-server.ts";
import { jsonRoutes } from "./json/json-routes.ts";
import { methodsOf } from "./methods.ts";
import { allowOrigins } from "./origins.ts";
import { pageRoute } from "./page.ts";
import { createSocketServer, socketPath } from "./socket-server.ts";

/** What the gateway is given. */
export interface GatewayParts {
  /** Ours only: the doors of older protocols are not for browsers. */
  readonly services: readonly Served[];
  readonly authenticate: Authenticate;
  readonly onUnexpected: OnUnexpected;
  readonly tls?: TlsFiles | undefined;
  /** Pages of other origins that may use it. */
  readonly origins: readonly string[];
  /** Also by HTTP long polling. */
  readonly polling: boolean;
  /** The folder where the built page is, or will be; undefined: none is served. */
  readonly assets: string | undefined;
  /** Whether it takes calls. */
  readonly isReady: () => boolean;
  /** At most so many sockets from one address, and seven times as many connections; 0: any number. */
  readonly connectionsPerAddress: number;
  /** Addresses that are not counted; left out: loopback. */
  readonly isExempt?: ((address: string) => boolean) | undefined;
  readonly version: string;
  readonly clock: Clock;
  /** Answers besides ours, asked before the page. */
  readonly routes?: readonly Route[] | undefined;
}

/** An HTTP server with sockets. */
export interface Gateway {
  /** Listens; resolves to the port. Rejects with the system's error, e.g. EADDRINUSE. */
  open(host: string, port: number): Promise<number>;
  /** How many sockets are open. */
  sockets(): number;
  /** Accepts no more, lets calls finish for `graceMs`, tells sockets DRAINING and cuts what is left. */
  close(graceMs: number): Promise<void>;
}

const connectionsPerPage = 7;

/** Makes a gateway; it accepts nothing before `open`. Throws if the certificates are none. */
export function createGateway(parts: GatewayParts): Gateway {
  const { services, origins, connectionsPerAddress, tls, assets, isReady, onUnexpected, routes = [] } = parts;
  const mayUse = allowOrigins(origins);
  const sockets = createSocketServer({
    ...parts,
    methods: methodsOf(services),
    socketsPerAddress: connectionsPerAddress,
  });
  const socketRoute: Route = (request, response) => {
    if (!request.url?.startsWith(socketPath)) return false;
    sockets.handle(request, response);
    return true;
  };
  const http = createHttpServer({
    routes: [
      socketRoute,
      healthRoute(isReady),
      ...jsonRoutes({ ...parts, isAllowedOrigin: mayUse, isTls: tls !== undefined }),
      ...routes,
      ...(assets === undefined ? [] : [pageRoute(assets)]),
    ],
    upgrade(request, socket, head) {
      if (request.url?.startsWith(socketPath)) sockets.upgrade(request, socket, head);
      else socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n");
    },
    mayUse,
    mayBeCalled: allowHosts(origins),
    tls,
    onUnexpected,
    // A page takes up to six, and its socket one of them: those who are too many should hear it, not be cut.
    connectionsPerAddress: connectionsPerAddress * connectionsPerPage,
    isExempt: parts.isExempt,
  });
  return {
    open: (host, port) => http.open(host, port),
    sockets: () => sockets.size,
    async close(graceMs) {
      await Promise.all([http.close(graceMs), sockets.close(graceMs)]);
    },
  };
}
