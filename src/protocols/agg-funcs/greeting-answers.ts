// Answers on their way to a client that may not read them: a bounded lot, then the client is not read either.
import type { StreamSink } from "../../core/service.ts";

/** Answers that the client has not taken, at most about this. */
const maxUnreadBytes = 1024 * 1024;
/** What an answer takes up besides its bytes, while it waits. */
const overheadBytes = 200;

/** The answers of one stream, in their order. */
export class GreetingAnswers {
  readonly #sink: StreamSink;
  #unreadBytes = 0;
  #onRoom: (() => void) | undefined;

  constructor(sink: StreamSink) {
    this.#sink = sink;
  }

  /** Sends an answer; the promise, if there is one, resolves when there is room for more. */
  add(answer: Uint8Array): Promise<void> | undefined {
    const weight = answer.length + overheadBytes;
    this.#unreadBytes += weight;
    this.#sink.write(answer, () => {
      this.#unreadBytes -= weight;
      if (this.#unreadBytes < maxUnreadBytes / 2) this.#onRoom?.();
    });
    if (this.#unreadBytes < maxUnreadBytes) return undefined;
    return new Promise((resolve) => {
      this.#onRoom = resolve;
    });
  }
}
