// A stream of one socket: messages out as the socket takes them, requests in one by one.
import type { DescMethod, Message } from "@bufbuild/protobuf";
import { type ChatError, errors } from "../core/errors.ts";
import type { ByteStream, OpenStream, StreamSink } from "../core/service.ts";
import { type OnUnexpected, toChatError } from "../rpc/status.ts";
import type { SharedFrames } from "./shared-frames.ts";
import type { SocketWire } from "./socket-wire.ts";

/** Requests that wait for the service: then the socket is not read, */
const fullQueue = 64;
/** and where that cannot be helped, the stream ends at so many. */
const maxQueue = 4_096;

/** What a stream is made of. */
export interface StreamParts {
  readonly id: number;
  readonly method: DescMethod;
  readonly wire: SocketWire;
  readonly frames: SharedFrames;
  readonly onUnexpected: OnUnexpected;
  /** It has ended, or its client has gone. */
  readonly onOver: (stream: SocketStream) => void;
}

/** Open from the client's `open` to its end on either side. */
export class SocketStream implements StreamSink {
  readonly parts: StreamParts;
  #open: OpenStream<unknown> | undefined;
  #isOver = false;
  #queue: Message[] = [];
  #isBusy = false;
  #isFinished = false;

  constructor(parts: StreamParts) {
    this.parts = parts;
  }

  /** Ties it to what the service gave; the client may have gone while that was made. */
  attach(stream: ByteStream<unknown>): void {
    const open = stream(this);
    this.#open = open;
    if (this.#isOver) open.gone();
    else this.#serveQueue();
  }

  write(frame: Uint8Array, done: () => void): void {
    if (this.#isOver) return;
    const { frames, wire, method, id } = this.parts;
    wire.message(frames.packet(frame, method.output, id), done);
  }

  writeParts(parts: readonly Uint8Array[], done: () => void): void {
    parts.forEach((part, i) => this.write(part, i === parts.length - 1 ? done : ignore));
  }

  writeFramed(messages: Uint8Array, done: () => void): void {
    this.writeParts(unframed(messages), done);
  }

  end(reason?: ChatError): void {
    if (this.#isOver) return;
    this.parts.wire.end(this.parts.id, reason);
    this.#over();
    // Services let go of a stream when it is gone, whoever ended it; not while they are ending it.
    queueMicrotask(() => this.#open?.gone());
  }

  /** The client sent a request. */
  receive(request: Message): void {
    if (this.#isOver || this.#isFinished) return;
    this.#queue.push(request);
    if (this.#queue.length > maxQueue) return this.#fail(errors.tooManyCalls(maxQueue));
    this.#serveQueue();
    this.#pace();
  }

  /** The client will send no more. */
  finish(): void {
    if (this.#isOver || this.#isFinished) return;
    this.#isFinished = true;
    this.#serveQueue();
  }

  /** The client has gone, or wants no more. */
  gone(): void {
    if (this.#isOver) return;
    this.#over();
    this.#open?.gone();
  }

  /** It could not be opened. */
  refuse(failure: unknown): void {
    this.#fail(failure);
  }

  #over(): void {
    this.#isOver = true;
    this.#queue = [];
    this.#pace();
    this.parts.onOver(this);
  }

  #pace(): void {
    this.parts.wire.hold(this, this.#queue.length >= fullQueue);
  }

  #serveQueue(): void {
    const open = this.#open;
    if (!open) return;
    while (!this.#isBusy && !this.#isOver && this.#queue.length > 0) this.#serve(open, this.#queue.shift() as Message);
    if (this.#isFinished && !this.#isBusy && !this.#isOver) {
      this.#isBusy = true;
      open.finish?.();
    }
  }

  #serve(open: OpenStream<unknown>, request: Message): void {
    try {
      const wait = open.receive?.(request);
      if (!wait) return;
      this.#isBusy = true;
      wait.then(
        () => {
          this.#isBusy = false;
          this.#serveQueue();
          this.#pace();
        },
        (failure: unknown) => this.#fail(failure),
      );
    } catch (failure) {
      this.#fail(failure);
    }
  }

  #fail(failure: unknown): void {
    if (!this.#isOver) this.end(toChatError(failure, this.parts.onUnexpected));
  }
}

const ignore = () => undefined;

/** Messages that were joined behind gRPC's five bytes each. */
function unframed(messages: Uint8Array): Uint8Array[] {
  const view = new DataView(messages.buffer, messages.byteOffset, messages.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 0; at < messages.length; ) {
    const from = at + 5;
    at = from + view.getUint32(at + 1);
    parts.push(messages.subarray(from, at));
  }
  return parts;
}
