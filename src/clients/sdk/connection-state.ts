// Whether a client is connected, and those who wait for it.
import type { Clock } from "../../core/clock.ts";
import type { ChatError } from "../../core/errors.ts";
import type { ConnectionState } from "./chat-event.ts";
import { clientErrors } from "./client-errors.ts";
import { deferred } from "./deferred.ts";

/** How long to wait for the connection. */
export interface ConnectOptions {
  readonly signal?: AbortSignal | undefined;
  /** Infinity: for ever. 10 s if left out. */
  readonly timeoutMs?: number | undefined;
}

const defaultTimeoutMs = 10_000;

/** The state of one client; tells every change, and every new reason. */
export class Connection {
  readonly #clock: Clock;
  readonly #onChange: (state: ConnectionState, reason: ChatError | undefined) => void;
  readonly #waiting = new Set<() => void>();
  #state: ConnectionState = "disconnected";
  #reason: ChatError | undefined;

  constructor(clock: Clock, onChange: (state: ConnectionState, reason: ChatError | undefined) => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Why it is not connected; undefined if nothing failed. */
  get reason(): ChatError | undefined {
    return this.#reason;
  }

  /** Changes the state. */
  set(state: ConnectionState, reason?: ChatError): void {
    if (state === this.#state && reason?.reason === this.#reason?.reason) return;
    this.#state = state;
    this.#reason = reason;
    this.#onChange(state, reason);
    for (const look of [...this.#waiting]) look();
  }

  /** Resolves when connected; rejects when that makes no sense any more, with the last reason after the time, or on abort. */
  async reached({ signal, timeoutMs = defaultTimeoutMs }: ConnectOptions): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = deferred<void>();
    const look = () => {
      if (this.#state === "connected") resolve();
      else if (this.#state === "disconnected") reject(this.#reason ?? clientErrors.closed());
    };
    const abort = () => reject(signal?.reason);
    const late = () => reject(this.#reason ?? clientErrors.deadline());
    const cancel = timeoutMs === Number.POSITIVE_INFINITY ? () => undefined : this.#clock.after(timeoutMs, late);
    this.#waiting.add(look);
    signal?.addEventListener("abort", abort);
    look();
    try {
      await promise;
    } finally {
      cancel();
      this.#waiting.delete(look);
      signal?.removeEventListener("abort", abort);
    }
  }
}
