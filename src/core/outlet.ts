// The way out to one client: gathers parts into frames and never hands the transport more than it takes.
import type { ChatError } from "./errors.ts";
import { joinParts } from "./frame.ts";

/** Where frames go: one stream to one client. */
export interface FrameSink {
  /** Sends a frame; calls `done` when the transport has taken it, which a client that does not read prevents. */
  write(frame: Uint8Array, done: () => void): void;
  /**
   * For transports that make something of their own of a part once for all who get it, since parts of events are made
   * once for many and frames are not: sends all, as they are or joined, and calls `done` when the last was taken.
   */
  writeParts?(parts: readonly Uint8Array[], done: () => void): void;
  /** Ends the stream: with a reason, or well. Nothing is written after it. */
  end(reason?: ChatError): void;
}

/** Handed to the transport and not taken by it yet, at most about this. */
const inFlightBytes = 64 * 1024;
/** Control parts that wait for the transport, at most. */
const maxControlParts = 1_000;
const maxControlBytes = 2 * 1024 * 1024;

/** Bounded by count and bytes, whatever the client does. */
export class Outlet {
  readonly #sink: FrameSink;
  readonly #now: () => number;
  readonly #onFree: () => void;
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  #control: Uint8Array[] = [];
  #controlBytes = 0;
  #inFlight = 0;
  /** When the transport last took something. */
  drainedMs: number;
  /** When something was last written. */
  wroteMs: number;

  /** `onFree` is called whenever the transport has taken a frame. */
  constructor(sink: FrameSink, now: () => number, onFree: () => void) {
    this.#sink = sink;
    this.#now = now;
    this.#onFree = onFree;
    this.drainedMs = now();
    this.wroteMs = this.drainedMs;
  }

  /** Whether events may be added now: there is room, and no control part waits. */
  get open(): boolean {
    return this.#control.length === 0 && this.#inFlight + this.#partBytes < inFlightBytes;
  }

  /** Whether the transport owes us nothing. */
  get idle(): boolean {
    return this.#inFlight === 0;
  }

  /** What was given to it and not taken by the transport. */
  get waitingBytes(): number {
    return this.#inFlight + this.#partBytes + this.#controlBytes;
  }

  /** Whether control parts wait. */
  get hasControl(): boolean {
    return this.#control.length > 0;
  }

  /** Gathers a part for the next frame. */
  add(part: Uint8Array): void {
    this.#parts.push(part);
    this.#partBytes += part.length;
  }

  /** Queues a part that goes in a frame of its own, after what was gathered before; false if too many wait. */
  control(part: Uint8Array): boolean {
    this.flush();
    this.#control.push(part);
    this.#controlBytes += part.length;
    return this.#control.length <= maxControlParts && this.#controlBytes <= maxControlBytes;
  }

  /** Writes control parts as far as there is room. */
  flushControl(): void {
    while (this.#control.length > 0 && this.#inFlight < inFlightBytes) {
      const part = this.#control.shift() as Uint8Array;
      this.#controlBytes -= part.length;
      this.#write(part);
    }
  }

  /** Writes the gathered parts as one frame. */
  flush(): void {
    if (this.#parts.length === 0) return;
    const parts = this.#parts;
    this.#parts = [];
    this.#partBytes = 0;
    if (this.#sink.writeParts) this.#writeParts(parts);
    else this.#write(joinParts(parts));
  }

  /** Says the last word and ends the stream. */
  end(lastWord: Uint8Array, reason: ChatError): void {
    this.flush();
    this.#control = [];
    this.#sink.write(lastWord, () => undefined);
    this.#sink.end(reason);
  }

  #write(frame: Uint8Array): void {
    this.#sink.write(frame, this.#handOver(frame.length));
  }

  #writeParts(parts: readonly Uint8Array[]): void {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    this.#sink.writeParts?.(parts, this.#handOver(length));
  }

  /** Counts bytes as in flight until what it returns is called. */
  #handOver(length: number): () => void {
    if (this.#inFlight === 0) this.drainedMs = this.#now();
    this.#inFlight += length;
    this.wroteMs = this.#now();
    return () => {
      this.#inFlight -= length;
      this.drainedMs = this.#now();
      this.#onFree();
    };
  }
}
