// One who is subscribed at Centrifugo and knows whether they heard everything: a plain socket and nothing between it and the bytes.
import { connect, type Socket } from "node:net";
import { within } from "../within.ts";
import { channel } from "./centrifugo-server.ts";
import type { Dialect, Ears, Position, Subscribed } from "./dialect.ts";
import { PeerFrames, toPeerFrame } from "./peer-frames.ts";

const openMs = 60_000;

/** Hears where the data of a message stands. */
export type OnData = (from: Buffer, start: number, end: number) => void;

/** One subscription on a connection of its own. Every message must follow the last one. */
export class CentrifugoFollower {
  /** How many messages were heard since the first subscription. */
  received = 0;
  /** Whether the server said that what was missed cannot be had. */
  hasLost = false;
  /** Why this one does not hear everything. */
  failure: Error | undefined;
  readonly #dialect: Dialect;
  readonly #token: string;
  readonly #onData: OnData | undefined;
  /** Where it stands; the epoch is unknown until it was subscribed. */
  #epoch: string | undefined;
  #offset = 0;
  #socket: Socket | undefined;

  /** One who is not connected yet. Without `onData` no data is looked at. */
  constructor(dialect: Dialect, token: string, onData?: OnData) {
    this.#dialect = dialect;
    this.#token = token;
    this.#onData = onData;
  }

  /** Connects and subscribes, from where it stood if it was connected before; resolves when that is answered. Rejects after a minute. */
  async open(address: string): Promise<void> {
    const { hostname, port } = new URL(`http://${address}`);
    const socket = connect(Number(port), hostname);
    this.#socket = socket;
    const opened = Promise.withResolvers<void>();
    this.#listen(socket, opened);
    socket.write(
      `GET /connection/websocket${this.#dialect.query} HTTP/1.1\r\nhost: ${address}\r\nconnection: Upgrade\r\n` +
        "upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: bWFkYW5nIGJlbmNoIGtleQ==\r\n\r\n",
    );
    await within(opened.promise, openMs, `subscribing at ${address}`);
  }

  /** Cuts the connection; nobody is told, and where it stood is kept. */
  close(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.destroy();
  }

  #listen(socket: Socket, opened: PromiseWithResolvers<void>): void {
    const end = (failure: Error) => {
      opened.reject(failure);
      if (this.#socket !== socket) return;
      this.failure ??= failure;
      this.close();
    };
    const ears = this.#ears(socket, opened.resolve);
    const frames = new PeerFrames((message) => this.#dialect.read(message, ears));
    let isUpgraded = false;
    socket.setNoDelay();
    socket.on("data", (chunk: Buffer) => {
      try {
        frames.push(isUpgraded ? chunk : afterUpgrade(chunk));
        if (!isUpgraded) socket.write(toPeerFrame(this.#dialect.connect(this.#token)));
        isUpgraded = true;
      } catch (failure) {
        end(failure as Error);
      }
    });
    socket.on("error", end);
    socket.on("close", () => end(new Error("the connection was closed")));
  }

  #ears(socket: Socket, opened: () => void): Ears {
    const subscribe = () => socket.write(toPeerFrame(this.#dialect.subscribe(channel, this.#position())));
    return {
      connected: subscribe,
      subscribed: (answer) => {
        this.#stand(answer);
        opened();
      },
      ping: () => socket.write(toPeerFrame(this.#dialect.pong)),
      publication: (offset, from, start, end) => {
        this.#advance(offset);
        this.#onData?.(from, start, end);
      },
    };
  }

  #position(): Position | undefined {
    return this.#epoch === undefined ? undefined : { epoch: this.#epoch, offset: this.#offset };
  }

  #stand({ epoch, offset, recovered }: Subscribed): void {
    // What was recovered came with the answer and counts from where we stood.
    if (recovered) return;
    if (this.#epoch !== undefined) this.hasLost = true;
    this.#epoch = epoch;
    this.#offset = offset;
  }

  #advance(offset: number): void {
    if (offset !== this.#offset + 1) throw new Error(`message ${offset} came after ${this.#offset}`);
    this.#offset = offset;
    this.received++;
  }
}

// A load's server answers the upgrade in one piece.
function afterUpgrade(chunk: Buffer): Buffer {
  const head = chunk.indexOf("\r\n\r\n");
  if (head < 0 || !chunk.subarray(0, 12).toString().endsWith("101"))
    throw new Error(`no upgrade: ${chunk.subarray(0, 60).toString()}`);
  return chunk.subarray(head + 4);
}
