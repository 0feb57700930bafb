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
}

/** One stream at a time: the newest goes on where the transport of the one before had come to, which ends well. */
export class Ear {
  readonly #lines: LineChannel;
  readonly #userId: string;
  #cursor: number;
  #listener: LineListener | undefined;
  #closed: { readonly reason: ChatError | undefined } | undefined;

  constructor({ lines, userId, after }: EarPlace) {
    this.#lines = lines;
    this.#userId = userId;
    this.#cursor = after;
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
    return listener;
  }

  /** Hears nothing any more: its stream ends well, or with a reason. */
  close(reason?: ChatError): void {
    this.#closed = { reason };
    this.#listener?.end(reason);
  }
}
