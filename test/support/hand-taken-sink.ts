// A way out of a stream whose frames a test takes by hand: a client that reads when the test wants it.
import type { ChatError } from "../../src/core/errors.ts";
import type { StreamSink } from "../../src/core/service.ts";

/** Keeps what is written until it is taken. */
export class HandTakenSink implements StreamSink {
  /** Written and not taken yet, oldest first. */
  readonly waiting: { readonly frame: Uint8Array; readonly done: () => void }[] = [];
  /** All that was ever taken. */
  readonly taken: Uint8Array[] = [];
  /** How the stream ended, once it has. */
  ended: "well" | ChatError | undefined;

  write(frame: Uint8Array, done: () => void): void {
    if (!this.ended) this.waiting.push({ frame, done });
  }

  writeFramed(messages: Uint8Array, done: () => void): void {
    this.write(messages, done);
  }

  end(reason?: ChatError): void {
    this.ended ??= reason ?? "well";
  }

  /** Takes all that waits now, and what is written because of that; returns how many frames there were. */
  take(): number {
    let count = 0;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) {
      this.taken.push(next.frame);
      next.done();
      count++;
    }
    return count;
  }
}
