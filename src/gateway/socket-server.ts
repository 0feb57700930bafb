// Socket.IO's server: lets sockets in by address and origin, and hands each to its ConnectedSocket.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { Server, type Socket } from "socket.io";
import { type ChatError, errors } from "../core/errors.ts";
import { AddressCount } from "./address-count.ts";
import { ConnectedSocket, type SocketParts } from "./connected-socket.ts";
import { toErrorJson } from "./error-json.ts";
import { SharedFrames } from "./shared-frames.ts";
import { cut, cutUnread } from "./unread-packets.ts";

/** What the server of sockets is given. */
export interface SocketServerParts extends Omit<SocketParts, "frames"> {
  /** Also by HTTP long polling. */
  readonly polling: boolean;
  /** At most so many from one address; 0: any number. */
  readonly socketsPerAddress: number;
  /** Addresses that are not counted; left out: loopback. */
  readonly isExempt?: ((address: string) => boolean) | undefined;
}

/** Sockets, over requests and upgrades that an HTTP server hands over. */
export interface SocketServer {
  handle(request: IncomingMessage, response: ServerResponse): void;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many are open. */
  readonly size: number;
  /** Lets no more in, lets calls be answered for `graceMs`, then says goodbye to all and cuts them. */
  close(graceMs: number): Promise<void>;
}

/** Where clients of Socket.IO look. */
export const socketPath = "/socket.io/";

const maxMessageBytes = 1024 * 1024;
/** A word to those who are told to go has so long to leave. */
const lastWordMs = 250;
const lookMs = 20;

interface EngineServer {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Makes a server of sockets; it listens nowhere itself. */
export function createSocketServer({
  polling,
  socketsPerAddress,
  isExempt,
  ...parts
}: SocketServerParts): SocketServer {
  // It is never listened on: requests come from as many places as there are addresses.
  const io = new Server(createServer(), {
    transports: polling ? ["polling", "websocket"] : ["websocket"],
    serveClient: false,
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: maxMessageBytes,
    connectTimeout: 10_000,
    pingInterval: 20_000,
    // Whoever reads nothing hears first that their streams end, from which they can resume.
    pingTimeout: 40_000,
  });
  const engine = io.engine as unknown as EngineServer;
  const shared: SocketParts = { ...parts, frames: new SharedFrames(polling) };
  const sockets = new Set<ConnectedSocket>();
  const addresses = new AddressCount(socketsPerAddress, isExempt);
  const entered = new WeakSet<object>();
  let closing: ChatError | undefined;

  cutUnread(io);
  io.use((socket, next) => {
    // The library lets one connection in many times if it asks quickly enough.
    if (entered.has(socket.conn)) return cut(socket.conn);
    const refusal = closing ?? addresses.refusal(socket.handshake.address);
    if (!refusal) entered.add(socket.conn);
    next(refusal && Object.assign(new Error(refusal.message), { data: toErrorJson(refusal) }));
  });
  io.on("connection", (socket: Socket) => {
    const connected = new ConnectedSocket(socket, shared);
    sockets.add(connected);
    const leave = addresses.enter(socket.handshake.address);
    forgetRequest(socket);
    socket.on("disconnect", () => {
      sockets.delete(connected);
      leave();
    });
  });
  const isAnswering = () => [...sockets].some(({ calls }) => calls > 0);

  return {
    handle: (request, response) => engine.handleRequest(request, response),
    upgrade: (request, socket, head) => engine.handleUpgrade(request, socket, head),
    get size() {
      return sockets.size;
    },
    async close(graceMs) {
      closing = errors.draining();
      const untilMs = Date.now() + graceMs;
      while (Date.now() < untilMs && isAnswering()) await after(lookMs);
      for (const each of [...sockets]) each.leave(closing);
      if (sockets.size > 0 || graceMs > 0) await after(Math.min(lastWordMs, graceMs));
      await io.close();
    },
  };
}

// The library keeps the first request with all its headers for as long as the socket is open: a fifth of what one takes.
function forgetRequest(socket: Socket): void {
  Object.assign(socket, { handshake: undefined });
  if (socket.conn.transport.name === "websocket") Object.assign(socket.conn, { request: undefined });
}

function after(delayMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, delayMs));
}
