// What a service learns of a call over a socket: who, from where, and a signal that is made only when somebody asks.
import type { ChatError } from "../core/errors.ts";
import type { Call, Caller } from "../core/service.ts";

/** Where a socket comes from. */
export interface SocketPlace {
  readonly address: string;
  readonly connection: string;
  readonly port: number;
}

/** A Call that its socket can give up. */
export class SocketCall implements Call {
  caller: Caller | undefined;
  readonly #place: SocketPlace;
  #abort: AbortController | undefined;
  #reason: ChatError | undefined;

  constructor(place: SocketPlace) {
    this.#place = place;
  }

  get address(): string {
    return this.#place.address;
  }

  get connection(): string {
    return this.#place.connection;
  }

  get port(): number {
    return this.#place.port;
  }

  get signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController();
      if (this.#reason) this.#abort.abort(this.#reason);
    }
    return this.#abort.signal;
  }

  /** Whether it was given up. */
  get isOver(): boolean {
    return this.#reason !== undefined;
  }

  /** Gives the call up: the client has gone, or the time is over. */
  giveUp(reason: ChatError): void {
    if (this.#reason) return;
    this.#reason = reason;
    this.#abort?.abort(reason);
  }
}
