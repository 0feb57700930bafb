// The way out of one socket, which knows what the client has not taken yet.
import type { Socket } from "socket.io";
import type { ChatError } from "../core/errors.ts";
import { type ErrorJson, toErrorJson } from "./error-json.ts";
import type { Packet } from "./shared-frames.ts";

/** The library's own numbers for kinds of packets. */
const event = 2;
const ack = 3;

/** What a websocket of the library can do besides. */
interface Pausable {
  pause?(): void;
  resume?(): void;
}

/** Answers and words of one socket. */
export class SocketWire {
  readonly #socket: Socket;
  readonly #full = new Set<object>();
  /** Answers that were handed over and not taken. */
  waiting = 0;
  waitingBytes = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Answers a call: `json` is the text of the one argument of its acknowledgement. */
  answer(id: number, json: string): void {
    this.waiting++;
    this.waitingBytes += json.length;
    this.#write(`${ack}${id}[${json}]`, () => {
      this.waiting--;
      this.waitingBytes -= json.length;
    });
  }

  /** Tells a stream a message; `done` when the websocket has handed it to the system. */
  message({ text, options }: Packet, done: () => void): void {
    this.#socket.conn.write(text, options, done);
  }

  /** Tells that a stream has ended. */
  end(id: number, reason: ChatError | undefined): void {
    const error: ErrorJson | null = reason ? toErrorJson(reason) : null;
    this.#write(`${event}${JSON.stringify(["end", id, error])}`);
  }

  /** The last word: why the server ends the connection. Nothing is written after it. */
  goodbye(reason: ChatError): void {
    this.#write(`${event}${JSON.stringify(["goodbye", toErrorJson(reason)])}`);
    this.#socket.disconnect(true);
  }

  /** Reads no more while a stream of it is full: what was read already still comes. */
  hold(stream: object, isFull: boolean): void {
    const before = this.#full.size;
    if (isFull) this.#full.add(stream);
    else this.#full.delete(stream);
    if (before > 0 === this.#full.size > 0) return;
    const { socket } = this.#socket.conn.transport as unknown as { readonly socket?: Pausable };
    if (isFull) socket?.pause?.();
    else socket?.resume?.();
  }

  // Not by the library's emit: it looks through every message for buffers, and never tells when one was taken.
  #write(packet: string, done: () => void = () => undefined): void {
    this.#socket.conn.write(packet, { compress: false }, done);
  }
}
