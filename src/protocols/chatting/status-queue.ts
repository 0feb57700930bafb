// What somebody is still to be told about others: kept for whoever has no stream open at the moment.
import type { ChatError } from "../../core/errors.ts";
import type { OpenStream, StreamSink } from "../../core/service.ts";

/** Waits at most; of more the oldest are dropped. */
const maxWaiting = 1_000;
/** Handed to the transport and not taken by it yet, at most. */
const maxInFlight = 64;

/** One stream at a time: the newest gets what waits, the one before ends well. */
export class StatusQueue {
  #waiting: Uint8Array[] = [];
  /** Handed to the stream that is open, and not taken yet; in order. */
  #inFlight: Uint8Array[] = [];
  #sink: StreamSink | undefined;
  #closed: { readonly reason: ChatError | undefined } | undefined;

  /** Adds a framed StatusReply. */
  push(status: Uint8Array): void {
    this.#waiting.push(status);
    this.#bound();
    this.#flush();
  }

  /** Starts to tell; what waits is the last if the queue is closed. */
  open(sink: StreamSink): OpenStream {
    const before = this.#sink;
    this.#letGo();
    before?.end();
    this.#sink = sink;
    if (this.#closed) this.close(this.#closed.reason);
    else this.#flush();
    return {
      gone: () => {
        if (this.#sink === sink) this.#letGo();
      },
    };
  }

  /** Tells nothing any more: its stream ends after what waits, well or with a reason. */
  close(reason?: ChatError): void {
    this.#closed = { reason };
    const sink = this.#sink;
    if (!sink) return;
    for (const status of this.#waiting) sink.writeFramed(status, () => undefined);
    this.#waiting = [];
    this.#inFlight = [];
    this.#sink = undefined;
    sink.end(reason);
  }

  // What the transport has not taken is told again by the next stream.
  #letGo(): void {
    this.#sink = undefined;
    this.#waiting = [...this.#inFlight, ...this.#waiting];
    this.#inFlight = [];
    this.#bound();
  }

  #flush(): void {
    const sink = this.#sink;
    if (!sink) return;
    while (this.#inFlight.length < maxInFlight) {
      const status = this.#waiting.shift();
      if (!status) return;
      this.#inFlight.push(status);
      sink.writeFramed(status, () => this.#taken(sink));
    }
  }

  #taken(sink: StreamSink): void {
    if (this.#sink !== sink) return;
    this.#inFlight.shift();
    this.#flush();
  }

  #bound(): void {
    if (this.#waiting.length > maxWaiting) this.#waiting.splice(0, this.#waiting.length - maxWaiting);
  }
}
