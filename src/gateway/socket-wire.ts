// The way out of one socket, which knows what the client has not taken yet.
import type { Socket } from "socket.io";
import type { ChatError } from "../core/errors.ts";
import { type ErrorJson, toErrorJson } from "./error-json.ts";
import type { Packet } from "./shared-frames.ts";
import { cut, unreadPackets } from "./unread-packets.ts";
import { webSocketOf } from "./web-socket.ts";

/** The library's own numbers for kinds of packets. */
const event = 2;
const ack = 3;

/** Answers and words of one socket. */
export class SocketWire {
  readonly #socket: Socket;
  readonly #full = new Set<object>();
  /** Answers and ends of streams that were handed over and not taken. */
  waiting = 0;
  waitingBytes = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Packets that wait to be taken, of all kinds. */
  get unread(): number {
    return unreadPackets(this.#socket.conn);
  }

  /** Answers a call: `json` is the text of the one argument of its acknowledgement. */
  answer(id: number, json: string): void {
    this.#writeWaiting(`${ack}${id}[${json}]`);
  }

  /** Tells a stream a message; `done` when the websocket has handed it to the system. */
  message({ text, options }: Packet, done: () => void): void {
    this.#socket.conn.write(text, options, done);
  }

  /** Tells that a stream has ended. */
  end(id: number, reason: ChatError | undefined): void {
    const error: ErrorJson | null = reason ? toErrorJson(reason) : null;
    this.#writeWaiting(`${event}${JSON.stringify(["end", id, error])}`);
  }

  /** The last word: why the server ends the connection. Nothing is written after it. */
  goodbye(reason: ChatError): void {
    const { conn } = this.#socket;
    // Whatever a client still says that does not read would be taken in for nothing.
    if (this.unread > 0) webSocketOf(conn)?.pause();
    this.#write(`${event}${JSON.stringify(["goodbye", toErrorJson(reason)])}`);
    this.#socket.disconnect(true);
  }

  /** Reads no more while a stream of it is full: what was read already still comes. */
  hold(stream: object, isFull: boolean): void {
    const before = this.#full.size;
    if (isFull) this.#full.add(stream);
    else this.#full.delete(stream);
    if (before > 0 === this.#full.size > 0) return;
    const webSocket = webSocketOf(this.#socket.conn);
    if (isFull) webSocket?.pause();
    else webSocket?.resume();
  }

  /** Ends the connection, if it has not ended: its last word was not taken. */
  cut(): void {
    cut(this.#socket.conn);
  }

  #writeWaiting(packet: string): void {
    this.waiting++;
    this.waitingBytes += packet.length;
    this.#write(packet, () => {
      this.waiting--;
      this.waitingBytes -= packet.length;
    });
  }

  // Not by the library's emit: it looks through every message for buffers, and never tells when one was taken.
  #write(packet: string, done: () => void = () => undefined): void {
    this.#socket.conn.write(packet, { compress: false }, done);
  }
}
