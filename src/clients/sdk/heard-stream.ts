// A stream that comes without being asked for: what its listener cannot take yet waits here, and not without end.
import type { JsonValue } from "@bufbuild/protobuf";
import { type ChatError, errors } from "../../core/errors.ts";
import { toChatError } from "./client-errors.ts";
import type { StreamOptions } from "./transport.ts";

/** Messages that wait for the listener; whoever is further behind resumes from where they are. */
const maxWaiting = 1_000;

/** Hands messages over one by one. */
export class HeardStream {
  /** Called when nobody wants to hear more: the server should know. */
  onGivenUp: () => void = () => undefined;
  readonly #read: (json: JsonValue) => unknown;
  readonly #options: StreamOptions<unknown>;
  readonly #queue: JsonValue[] = [];
  #isBusy = false;
  #isOver = false;
  /** How the server ended it, once everything before was handed over. */
  #end: { readonly error: ChatError | undefined } | undefined;
  readonly #abort = () => {
    this.#over();
    this.onGivenUp();
  };

  /** `read` makes a message of its JSON; it may throw. */
  constructor(read: (json: JsonValue) => unknown, options: StreamOptions<never>) {
    this.#read = read;
    this.#options = options;
    options.signal.addEventListener("abort", this.#abort);
  }

  /** A message came. */
  message(json: JsonValue): void {
    if (this.#isOver || this.#end) return;
    this.#queue.push(json);
    if (this.#queue.length > maxWaiting) this.#giveUp(errors.slowConsumer());
    else this.#hand();
  }

  /** The server ended it, or the connection is lost. */
  end(error: ChatError | undefined): void {
    if (this.#isOver || this.#end) return;
    this.#end = { error };
    this.#hand();
  }

  #hand(): void {
    while (!this.#isBusy && !this.#isOver && this.#queue.length > 0) this.#handOne(this.#queue.shift() as JsonValue);
    if (this.#isBusy || this.#isOver || !this.#end) return;
    this.#over();
    this.#options.onEnd(this.#end.error);
  }

  #handOne(json: JsonValue): void {
    let message: unknown;
    try {
      message = this.#read(json);
    } catch (error) {
      return this.#giveUp(toChatError(error));
    }
    const taken = this.#options.onMessage(message);
    if (!taken) return;
    this.#isBusy = true;
    void taken.finally(() => {
      this.#isBusy = false;
      this.#hand();
    });
  }

  #giveUp(error: ChatError): void {
    this.#over();
    this.onGivenUp();
    this.#options.onEnd(error);
  }

  #over(): void {
    this.#isOver = true;
    this.#queue.length = 0;
    this.#options.signal.removeEventListener("abort", this.#abort);
  }
}
