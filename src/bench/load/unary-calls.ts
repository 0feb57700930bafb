// Unary calls of one method over one connection, by HTTP/2 frames written by hand: a load that costs less than any server.
import { connect, type Socket } from "node:net";
import type { DescMethodUnary } from "@bufbuild/protobuf";
import { within } from "../within.ts";
import { FrameReader, flags, frameTypes, toFrame } from "./http2-frames.ts";

const openMs = 10_000;
const answerMs = 30_000;
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");
const firstWindow = 65_535;
const largestWindow = 2 ** 31 - 1;

interface Waiting {
  message: Buffer;
  readonly resolve: (message: Buffer) => void;
  readonly reject: (failure: Error) => void;
}

/** A connection that calls one method, again and again. */
export class UnaryCalls {
  readonly #socket: Socket;
  readonly #method: DescMethodUnary;
  readonly #headers: Buffer;
  readonly #waiting = new Map<number, Waiting>();
  #nextStream = 1;
  #window = firstWindow;
  #failure: Error | undefined;

  private constructor(socket: Socket, address: string, method: DescMethodUnary) {
    this.#socket = socket;
    this.#method = method;
    this.#headers = toHeaderBlock(address, method);
    const frames = new FrameReader((type, flag, streamId, payload) => this.#hear(type, flag, streamId, payload));
    socket.on("data", (chunk) => frames.push(chunk));
    socket.setTimeout(answerMs, () => {
      if (this.#waiting.size > 0) this.#fail(new Error(`${method.name} took over ${answerMs} ms`));
    });
    socket.on("error", (failure) => this.#fail(failure));
    socket.on("close", () => this.#fail(new Error("the connection was closed")));
  }

  /** Connects; `address` is host:port. */
  static async open(address: string, method: DescMethodUnary): Promise<UnaryCalls> {
    const [host = "", port = ""] = address.split(":");
    const socket = connect({ host, port: Number(port), noDelay: true });
    const connected = new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    await within(connected, openMs, `connecting to ${address}`);
    // Windows so large that they are never asked about again, and no table of headers that would have to be kept.
    const settings = Buffer.from([0, 1, 0, 0, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff]);
    const window = Buffer.alloc(4);
    window.writeUInt32BE(largestWindow - firstWindow);
    socket.write(
      Buffer.concat([
        preface,
        toFrame(frameTypes.settings, 0, 0, settings),
        toFrame(frameTypes.windowUpdate, 0, 0, window),
      ]),
    );
    return new UnaryCalls(socket, address, method);
  }

  /** Calls with a framed message; resolves to the answer with its frame, rejects where there is none. */
  call(framed: Uint8Array): Promise<Buffer> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (framed.length > this.#window) return Promise.reject(new Error("more was sent than the server takes at once"));
    const streamId = this.#nextStream;
    this.#nextStream += 2;
    this.#window -= framed.length;
    this.#writeSoon(
      toFrame(frameTypes.headers, flags.endHeaders, streamId, this.#headers),
      toFrame(frameTypes.data, flags.endStream, streamId, framed),
    );
    return new Promise((resolve, reject) => this.#waiting.set(streamId, { message: empty, resolve, reject }));
  }

  /** Cuts the connection. */
  close(): void {
    this.#socket.destroy();
  }

  // What is called in one turn goes out in one write.
  #writeSoon(...frames: Buffer[]): void {
    if (this.#socket.writableCorked === 0) {
      this.#socket.cork();
      process.nextTick(() => this.#socket.uncork());
    }
    for (const frame of frames) this.#socket.write(frame);
  }

  #hear(type: number, flag: number, streamId: number, payload: Buffer): void {
    if (type === frameTypes.data) this.#take(streamId, payload);
    if (type === frameTypes.settings && !(flag & flags.ack))
      this.#writeSoon(toFrame(frameTypes.settings, flags.ack, 0));
    else if (type === frameTypes.ping && !(flag & flags.ack))
      this.#writeSoon(toFrame(frameTypes.ping, flags.ack, 0, payload));
    else if (type === frameTypes.windowUpdate && streamId === 0) this.#window += payload.readUInt32BE(0);
    else if (type === frameTypes.goAway) this.#fail(new Error("the server goes away"));
    const isLast = (type === frameTypes.headers || type === frameTypes.data) && (flag & flags.endStream) > 0;
    if (isLast || type === frameTypes.resetStream) this.#end(streamId);
  }

  #take(streamId: number, payload: Buffer): void {
    const waiting = this.#waiting.get(streamId);
    if (waiting) waiting.message = waiting.message.length === 0 ? payload : Buffer.concat([waiting.message, payload]);
  }

  // A call that failed has no message: that it has one is enough to know.
  #end(streamId: number): void {
    const waiting = this.#waiting.get(streamId);
    if (!waiting) return;
    this.#waiting.delete(streamId);
    if (waiting.message.length > 0) waiting.resolve(waiting.message);
    else waiting.reject(new Error(`${this.#method.name} failed`));
  }

  #fail(failure: Error): void {
    this.#failure ??= failure;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
    this.#socket.destroy();
  }
}

const empty = Buffer.alloc(0);

function toHeaderBlock(address: string, { parent, name }: DescMethodUnary): Buffer {
  const headers = [
    [":method", "POST"],
    [":scheme", "http"],
    [":path", `/${parent.typeName}/${name}`],
    [":authority", address],
    ["content-type", "application/grpc"],
    ["te", "trailers"],
  ];
  // Literals that no table keeps; each is shorter than 127 bytes, so a length is one byte.
  const literals = headers.map((texts) =>
    Buffer.concat([Buffer.of(0), ...texts.flatMap((text) => [Buffer.of(text.length), Buffer.from(text, "latin1")])]),
  );
  return Buffer.concat(literals);
}
