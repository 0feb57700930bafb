// One person's HTTP/2 connection, frame by frame over a bare socket: twenty thousand of them cost less than the server they load.
import { connect, type Socket } from "node:net";
import type { DescMethod } from "@bufbuild/protobuf";
import { GrpcFrames } from "../load/grpc-frames.ts";
import { FrameReader, flags, frameTypes, toFrame } from "../load/http2-frames.ts";
import { within } from "../within.ts";

const openMs = 30_000;
const answerMs = 30_000;
const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "latin1");
const firstWindow = 65_535;
const largestFrame = 16_384;
const largestWindow = 2 ** 31 - 1;
const cancelCode = Buffer.from([0, 0, 0, 8]);

/** What a stream hears. */
export interface Ears {
  readonly onMessage: (message: Buffer) => void;
  /** Called once when the server ends it, or the connection ends. */
  readonly onEnd: () => void;
}

/** One connection; whatever it is asked after its end fails. */
export class FrameConnection {
  readonly #socket: Socket;
  readonly #streams = new Map<number, { frames: GrpcFrames; onEnd: () => void }>();
  #nextStream = 1;
  #isOver = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    const frames = new FrameReader((type, flag, streamId, payload) => this.#hear(type, flag, streamId, payload));
    socket.on("data", (chunk) => frames.push(chunk));
    socket.on("error", () => undefined);
    socket.on("close", () => this.close());
  }

  /** Connects; `address` is host:port, `from` an address of this machine, which has only so many ports. */
  static async open(address: string, from?: string): Promise<FrameConnection> {
    const [host = "", port = ""] = address.split(":");
    const socket = connect({ host, port: Number(port), noDelay: true, ...(from && { localAddress: from }) });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    socket.once("connect", resolve);
    socket.once("error", reject);
    try {
      await within(promise, openMs, `connecting to ${address}`);
    } catch (failure) {
      socket.destroy();
      throw failure;
    }
    socket.off("error", reject);
    socket.write(greeting);
    return new FrameConnection(socket);
  }

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Calls with a framed message; resolves to the last message of the answer, rejects where there is none within 30 s. */
  call(method: DescMethod, token: string | undefined, framed: Buffer): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    let answer: Buffer | undefined;
    let streamId = 0;
    const late = setTimeout(() => {
      this.cancel(streamId);
      reject(new Error(`${method.name} took over ${answerMs} ms`));
    }, answerMs);
    const onEnd = () => {
      clearTimeout(late);
      // A call that failed has no message, and its reason is in headers that are not read here.
      if (answer) resolve(answer);
      else reject(new Error(`${method.name} failed`));
    };
    const onMessage = (message: Buffer) => {
      answer = message;
    };
    streamId = this.stream(method, token, framed, { onMessage, onEnd });
    return promise;
  }

  /** Opens a stream with one framed message; returns its number, for `cancel`. */
  stream(method: DescMethod, token: string | undefined, framed: Buffer, { onMessage, onEnd }: Ears): number {
    const streamId = this.#nextStream;
    this.#nextStream += 2;
    if (this.#isOver) queueMicrotask(onEnd);
    else {
      this.#streams.set(streamId, { frames: new GrpcFrames(onMessage), onEnd });
      const head = toFrame(frameTypes.headers, flags.endHeaders, streamId, headersOf(method, token));
      this.#socket.write(Buffer.concat([head, ...dataFrames(streamId, framed)]));
    }
    return streamId;
  }

  /** Ends a stream of ours; its `onEnd` is not called. */
  cancel(streamId: number): void {
    if (this.#streams.delete(streamId)) this.#socket.write(toFrame(frameTypes.resetStream, 0, streamId, cancelCode));
  }

  /** Cuts it. */
  close(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#socket.destroy();
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    for (const { onEnd } of streams) onEnd();
  }

  #hear(type: number, flag: number, streamId: number, payload: Buffer): void {
    if (type === frameTypes.data) this.#streams.get(streamId)?.frames.push(payload);
    else if (type === frameTypes.settings && !(flag & flags.ack)) this.#socket.write(settingsAck);
    else if (type === frameTypes.ping && !(flag & flags.ack))
      this.#socket.write(toFrame(frameTypes.ping, flags.ack, 0, payload));
    else if (type === frameTypes.goAway) this.close();
    const isLast = (type === frameTypes.headers || type === frameTypes.data) && (flag & flags.endStream) > 0;
    if (!isLast && type !== frameTypes.resetStream) return;
    const stream = this.#streams.get(streamId);
    this.#streams.delete(streamId);
    stream?.onEnd();
  }
}

function* dataFrames(streamId: number, bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += largestFrame) {
    const isLast = at + largestFrame >= bytes.length;
    yield toFrame(frameTypes.data, isLast ? flags.endStream : 0, streamId, bytes.subarray(at, at + largestFrame));
  }
}

const settingsAck = toFrame(frameTypes.settings, flags.ack, 0);
const greeting = makeGreeting();

// Windows so large that they are never asked about again, and no table of headers that would have to be kept.
function makeGreeting(): Buffer {
  const settings = Buffer.from([0, 1, 0, 0, 0, 0, 0, 4, 0x7f, 0xff, 0xff, 0xff]);
  const window = Buffer.alloc(4);
  window.writeUInt32BE(largestWindow - firstWindow);
  return Buffer.concat([
    preface,
    toFrame(frameTypes.settings, 0, 0, settings),
    toFrame(frameTypes.windowUpdate, 0, 0, window),
  ]);
}

const blocks = new Map<DescMethod, Buffer>();

function headersOf(method: DescMethod, token: string | undefined): Buffer {
  let block = blocks.get(method);
  if (!block) {
    block = Buffer.concat([
      literal(":method", "POST"),
      literal(":scheme", "http"),
      literal(":path", `/${method.parent.typeName}/${method.name}`),
      literal(":authority", "madang"),
      literal("content-type", "application/grpc"),
      literal("te", "trailers"),
    ]);
    blocks.set(method, block);
  }
  return token === undefined ? block : Buffer.concat([block, literal("authorization", `Bearer ${token}`)]);
}

// A literal that no table keeps.
function literal(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.of(0), lengthOf(name), Buffer.from(name), lengthOf(value), Buffer.from(value)]);
}

function lengthOf({ length }: string): Buffer {
  if (length < 127) return Buffer.of(length);
  const rest = length - 127;
  return rest < 128 ? Buffer.of(127, rest) : Buffer.of(127, (rest & 127) | 128, rest >> 7);
}
