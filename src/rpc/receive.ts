// What a client sends on an open stream, message by message, past the library: it copies every message, waits a turn for
// each, and stops and starts the stream around it, which costs more than what is done with a small one.
import { status as codes } from "@grpc/grpc-js";
import { MessageFrames } from "./message-frames.ts";
import type { Wire } from "./wire.ts";

/** Takes what comes. */
export interface Receiver {
  /** While the promise is pending no more is read. */
  receive(message: unknown): void | Promise<void>;
  /** The client will send no more. */
  finish(): void;
  /** Taking a message failed. */
  fail(failure: unknown): void;
}

/** Whether it can be done: compressed messages are the library's. */
export function canReceive(wire: Wire): boolean {
  return wire.incomingEncoding === "identity" && wire.readQueue.length === 0 && !wire.receivedHalfClose;
}

/** Reads the call's messages until its end, in place of the library; a message that is none, or too large, ends the call. */
export function receiveMessages(wire: Wire, receiver: Receiver): void {
  const reading = new Reading(wire, receiver);
  // The library's own listeners call these.
  wire.handleDataFrame = (data) => reading.take(data);
  wire.handleEndEvent = () => reading.end();
  wire.stream.resume();
}

class Reading {
  readonly #wire: Wire;
  readonly #receiver: Receiver;
  readonly #frames: MessageFrames;
  /** Whole messages that wait for the one that is being taken: no more than came in one piece. */
  #waiting: Uint8Array[] = [];
  #isBusy = false;
  #hasEnded = false;
  #isBroken = false;

  constructor(wire: Wire, receiver: Receiver) {
    this.#wire = wire;
    this.#receiver = receiver;
    this.#frames = new MessageFrames(wire.maxReceiveMessageSize);
  }

  take(data: Uint8Array): void {
    if (this.#isBroken || this.#wire.checkCancelled()) return;
    try {
      const messages = this.#frames.push(data);
      this.#waiting = this.#waiting.length > 0 ? [...this.#waiting, ...messages] : messages;
    } catch (failure) {
      return this.#break(codes.RESOURCE_EXHAUSTED, (failure as RangeError).message);
    }
    this.#serve();
  }

  end(): void {
    this.#wire.receivedHalfClose = true;
    this.#hasEnded = true;
    this.#serve();
  }

  #serve(): void {
    if (this.#isBusy) return;
    const waiting = this.#waiting;
    for (let next = 0; next < waiting.length; next++) {
      const wait = this.#receive(waiting[next] as Uint8Array);
      if (this.#isBroken) return;
      if (wait) return this.#hold(wait, waiting.slice(next + 1));
    }
    this.#waiting = [];
    if (this.#hasEnded) this.#receiver.finish();
  }

  #receive(bytes: Uint8Array): void | Promise<void> {
    let message: unknown;
    try {
      message = this.#wire.handler.deserialize(bytes);
    } catch {
      return this.#break(codes.INTERNAL, "Error deserializing request");
    }
    try {
      return this.#receiver.receive(message);
    } catch (failure) {
      this.#receiver.fail(failure);
    }
  }

  #hold(wait: Promise<void>, rest: Uint8Array[]): void {
    this.#isBusy = true;
    this.#waiting = rest;
    this.#wire.stream.pause();
    wait.then(
      () => {
        this.#isBusy = false;
        this.#serve();
        if (!this.#isBusy) this.#wire.stream.resume();
      },
      (failure: unknown) => this.#receiver.fail(failure),
    );
  }

  #break(code: number, details: string): void {
    this.#isBroken = true;
    this.#waiting = [];
    this.#wire.sendStatus({ code, details, metadata: null });
  }
}
