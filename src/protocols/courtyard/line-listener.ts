// Somebody who listens at a door: a place in a channel, and a way out that is never handed more than it takes.
import { ChatError, errors } from "../../core/errors.ts";
import { Outlet } from "../../core/outlet.ts";
import type { Listening } from "./line-channel.ts";
import type { LinePage } from "./line-pages.ts";
import { type Chunk, chunkOf } from "./line-ring.ts";

/** What a listener needs of its channel. */
export interface ListenerChannel {
  nowMs(): number;
  chunk(after: number, withoutAuthor: string | undefined): Chunk | undefined;
  page(after: number): Promise<LinePage>;
  /** Gives the listener a turn. */
  wake(listener: LineListener): void;
  leave(listener: LineListener): void;
}

/** Who reads slowly lags alone, and is lost nothing: the place is a number, the lines are in the log. */
export class LineListener {
  readonly #channel: ListenerChannel;
  readonly #listening: Listening;
  readonly #outlet: Outlet;
  #cursor: number;
  #isReading = false;
  #isOver = false;

  /** Made by LineChannel.listen only. */
  constructor(channel: ListenerChannel, listening: Listening) {
    this.#channel = channel;
    this.#listening = listening;
    this.#cursor = listening.after;
    const framed = {
      write: (frame: Uint8Array, done: () => void) => this.#write(frame, done),
      end: () => undefined,
    };
    this.#outlet = new Outlet(
      framed,
      () => channel.nowMs(),
      () => this.#free(),
    );
  }

  /** Takes what there is, as far as the transport goes along; called in the channel's turns. */
  advance(): void {
    if (this.#isOver) return;
    while (!this.#isReading && this.#outlet.open) {
      const chunk = this.#channel.chunk(this.#cursor, this.#listening.withoutAuthor);
      if (!chunk) {
        void this.#readPage();
        break;
      }
      if (chunk.through === this.#cursor) break;
      this.#add(chunk);
    }
    this.#outlet.flush();
    // Where nothing had to be shown, nothing is on its way either.
    if (this.#outlet.idle) this.#listening.onTaken?.(this.#cursor);
  }

  /** Ends the stream: with a reason, or well. */
  end(reason?: ChatError): void {
    if (this.#isOver) return;
    this.gone();
    this.#listening.sink.end(reason);
  }

  /** Lets go: the client has gone. */
  gone(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#channel.leave(this);
  }

  // A frame holds everything up to the cursor of its moment: what waits for its turn was told to nobody.
  #write(frame: Uint8Array, done: () => void): void {
    const { sink, onTaken } = this.#listening;
    const through = this.#cursor;
    sink.writeFramed(frame, () => {
      onTaken?.(through);
      done();
    });
  }

  #add({ bytes, through }: Chunk): void {
    if (bytes.length > 0) this.#outlet.add(bytes);
    this.#cursor = through;
  }

  async #readPage(): Promise<void> {
    this.#isReading = true;
    const { withoutAuthor } = this.#listening;
    try {
      const page = await this.#channel.page(this.#cursor);
      if (!this.#isOver) this.#add(chunkOf(page, withoutAuthor));
    } catch (failure) {
      this.end(failure instanceof ChatError ? failure : errors.storeFailed(failure));
    }
    this.#isReading = false;
    if (!this.#isOver) this.#channel.wake(this);
  }

  #free(): void {
    if (!this.#isOver) this.#channel.wake(this);
  }
}
