// Somebody's place among the lines of a channel, which stays when the stream goes: the next one goes on from there.
import type { ChatError } from "../../core/errors.ts";
import type { OpenStream, StreamSink } from "../../core/service.ts";
import type { LineChannel } from "../courtyard/line-channel.ts";
import type { LineListener } from "../courtyard/line-listener.ts";

/** Where an ear listens. */
export interface EarPlace {
  readonly lines: LineChannel;
  /** Whose own lines it does not hear. */
  readonly userId: string;
  /** It hears what comes after this seq. */
  readonly after: number;
  /** Hears when a stream is open, and where it had come to when it is not any more. */
  readonly onPlace?: (place: number | "live") => void;
}

/** One stream at a time: the newest goes on where the transport of the one before had come to, which ends well. */
export class Ear {
  readonly #lines: LineChannel;
  readonly #userId: string;
  readonly #onPlace: EarPlace["onPlace"];
  #cursor: number;
  #listener: LineListener | undefined;
  #isOpen = false;
  #isLagging = false;
  /** Where the channel was a second ago. */
  #headBefore = 0;
  #closed: { readonly reason: ChatError | undefined } | undefined;

  constructor({ lines, userId, after, onPlace }: EarPlace) {
    this.#lines = lines;
    this.#userId = userId;
    this.#cursor = after;
    this.#onPlace = onPlace;
  }

  /** Starts to hear; the stream ends at once if the ear is closed. */
  open(sink: StreamSink): OpenStream {
    this.#listener?.end();
    const listener = this.#lines.listen({
      sink,
      after: this.#cursor,
      withoutAuthor: this.#userId,
      onTaken: (seq) => {
        this.#cursor = Math.max(this.#cursor, seq);
      },
    });
    this.#listener = listener;
    if (this.#closed) listener.end(this.#closed.reason);
    else this.#opened();
    return { gone: () => this.#gone(listener) };
  }

  /** To be called every second: who lags has a place of their own, others are where the channel is. */
  look(): void {
    if (this.#isOpen) {
      // Whatever was said in the last second may still be on its way.
      const lags = this.#cursor < this.#headBefore;
      if (lags) this.#onPlace?.(this.#cursor);
      else if (this.#isLagging) this.#onPlace?.("live");
      this.#isLagging = lags;
    }
    this.#headBefore = this.#lines.head;
  }

  /** Hears nothing any more: its stream ends well, or with a reason. */
  close(reason?: ChatError): void {
    this.#closed = { reason };
    this.#listener?.end(reason);
  }

  #opened(): void {
    this.#isOpen = true;
    this.#headBefore = this.#lines.head;
    this.#isLagging = this.#cursor < this.#lines.head;
    this.#onPlace?.(this.#isLagging ? this.#cursor : "live");
  }

  #gone(listener: LineListener): void {
    listener.gone();
    if (this.#listener !== listener) return;
    this.#isOpen = false;
    if (!this.#closed) this.#onPlace?.(this.#cursor);
  }
}
