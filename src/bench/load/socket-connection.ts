// A Socket.IO client in as little code as a load needs: a plain socket and nothing between it and the packets.
import { connect, type Socket } from "node:net";
import { within } from "../within.ts";
import { toWebSocketFrame, WebSocketFrames } from "./web-socket-frames.ts";

const openMs = 20_000;

/** What a connection hears. */
export interface SocketEars {
  /** The text of one event, e.g. `["said","hello"]`. */
  readonly onEvent: (json: Buffer) => void;
  /** Called once, unless we closed it. */
  readonly onEnd: (failure: Error) => void;
}

/** One connection to a server, in its namespace. */
export class SocketConnection {
  readonly #socket: Socket;
  readonly #ears: SocketEars;
  readonly #connected = Promise.withResolvers<void>();
  #isUpgraded = false;
  #isOver = false;

  private constructor(socket: Socket, ears: SocketEars) {
    this.#socket = socket;
    this.#ears = ears;
    const frames = new WebSocketFrames((text) => this.#packet(text));
    socket.setNoDelay();
    socket.on("data", (chunk: Buffer) =>
      this.#guard(() => frames.push(this.#isUpgraded ? chunk : this.#upgrade(chunk))),
    );
    socket.on("error", (failure) => this.#end(failure));
    socket.on("close", () => this.#end(new Error("the connection was closed")));
  }

  /** Connects; `address` is host:port. Rejects if that takes over 20 s. */
  static async open(address: string, ears: SocketEars): Promise<SocketConnection> {
    const { hostname, port } = new URL(`http://${address}`);
    const socket = connect(Number(port), hostname);
    const connection = new SocketConnection(socket, ears);
    socket.write(
      `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: ${address}\r\nconnection: Upgrade\r\n` +
        "upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: bWFkYW5nIGJlbmNoIGtleQ==\r\n\r\n",
    );
    await within(connection.#connected.promise, openMs, `connecting to ${address}`);
    return connection;
  }

  /** Sends an event. */
  emit(...event: unknown[]): void {
    this.#write(`42${JSON.stringify(event)}`);
  }

  /** Cuts it; nobody is told. */
  close(): void {
    this.#isOver = true;
    this.#socket.destroy();
  }

  #write(packet: string): void {
    this.#socket.write(toWebSocketFrame(packet));
  }

  // A load's servers answer the upgrade in one piece.
  #upgrade(chunk: Buffer): Buffer {
    const head = chunk.indexOf("\r\n\r\n");
    if (head < 0 || !chunk.subarray(0, 12).toString().endsWith("101"))
      throw new Error(`no upgrade: ${chunk.subarray(0, 60).toString()}`);
    this.#isUpgraded = true;
    return chunk.subarray(head + 4);
  }

  #packet(packet: Buffer): void {
    const kind = packet.toString("latin1", 0, 2);
    if (kind === "42") this.#ears.onEvent(packet.subarray(2));
    else if (kind === "2") this.#write("3");
    else if (kind === "0{") this.#write("40");
    else if (kind === "40") this.#connected.resolve();
    else throw new Error(`the server says ${packet.subarray(0, 60).toString()}`);
  }

  #guard(act: () => void): void {
    try {
      act();
    } catch (failure) {
      this.#end(failure instanceof Error ? failure : new Error(String(failure)));
    }
  }

  #end(failure: Error): void {
    this.#connected.reject(failure);
    if (this.#isOver) return;
    this.close();
    this.#ears.onEnd(failure);
  }
}
