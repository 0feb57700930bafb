// A server stream that is kept open: opened again with backoff, given up when it makes no sense or falls silent too long.
import type { DescMessage, DescMethodServerStreaming, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { ChatError } from "../../core/errors.ts";
import type { Off } from "../../core/topics.ts";
import { Alarm } from "./alarm.ts";
import { Backoff } from "./backoff.ts";
import type { CallParts } from "./calls.ts";
import { clientErrors, toChatError } from "./client-errors.ts";
import { deferred } from "./deferred.ts";
import { worthReopening } from "./worth-retry.ts";

/** What is asked and who listens. */
export interface StreamListener<I extends DescMessage, O extends DescMessage> {
  readonly method: DescMethodServerStreaming<I, O>;
  /** How long nothing may come; undefined: for ever. */
  readonly silenceMs: number | undefined;
  /** What to ask for, each time the stream is opened. */
  request(): MessageInitShape<I>;
  /** Hears a message; while the promise is pending no more is read. */
  message(message: MessageShape<O>): void | Promise<void>;
  /** The stream is lost; it is opened again unless this was the last time. */
  lost(error: ChatError, last: boolean): void;
}

/** How long the first message may take. */
const firstMessageMs = 10_000;
/** A stream that held so long was good: the next loss starts with a short wait. */
const stableMs = 1_000;

/** Keeps one stream open from `open` to `close`. */
export class KeptStream<I extends DescMessage, O extends DescMessage> {
  readonly #parts: CallParts;
  readonly #listener: StreamListener<I, O>;
  readonly #alarm: Alarm;
  readonly #backoff: Backoff;
  #closing: AbortController | undefined;
  #heardFirstMs: number | undefined;

  constructor(parts: CallParts, listener: StreamListener<I, O>) {
    this.#parts = parts;
    this.#listener = listener;
    this.#alarm = new Alarm(parts.clock);
    this.#backoff = new Backoff(parts.random);
  }

  /** Opens the stream and keeps it open; does nothing if it is kept already. */
  open(): void {
    if (this.#closing) return;
    this.#closing = new AbortController();
    void this.#keep(this.#closing.signal);
  }

  /** Opens it until the signal aborts or what this returns is called. */
  openUntil(ended: AbortSignal): Off {
    this.open();
    const close = () => {
      ended.removeEventListener("abort", close);
      this.close();
    };
    ended.addEventListener("abort", close);
    return close;
  }

  /** Closes the stream for good: nothing is heard after it. */
  close(): void {
    this.#closing?.abort();
    this.#closing = undefined;
  }

  async #keep(closed: AbortSignal): Promise<void> {
    while (!closed.aborted) {
      this.#heardFirstMs = undefined;
      const error = await this.#openOnce(closed);
      if (closed.aborted) return;
      this.#weigh();
      const last = !worthReopening(error);
      if (last) this.#closing = undefined;
      this.#listener.lost(error, last);
      if (last) return;
      await this.#alarm.sleep(this.#backoff.next(error), closed).catch(() => undefined);
    }
  }

  #weigh(): void {
    if (this.#heardFirstMs === undefined) return;
    if (this.#parts.clock.now() - this.#heardFirstMs >= stableMs) this.#backoff.reset();
    else this.#backoff.flicker();
  }

  /** Resolves with what ended the stream. */
  async #openOnce(closed: AbortSignal): Promise<ChatError> {
    const { session } = this.#parts;
    try {
      const token = await session.token();
      if (closed.aborted) return clientErrors.closed();
      const error = await this.#listen(token, closed);
      if (error.code !== "UNAUTHENTICATED") return error;
      await session.renew(error, token);
      return clientErrors.connection("the access token was renewed");
    } catch (error) {
      return toChatError(error);
    }
  }

  #listen(token: string, closed: AbortSignal): Promise<ChatError> {
    const { promise, resolve } = deferred<ChatError>();
    const ended = new AbortController();
    const end = (error: ChatError) => {
      watch.stop();
      closed.removeEventListener("abort", close);
      ended.abort();
      resolve(error);
    };
    const close = () => end(clientErrors.closed());
    const watch = this.#watch(end);
    closed.addEventListener("abort", close);
    this.#parts.transport.serverStream(this.#listener.method, this.#listener.request(), {
      token,
      signal: ended.signal,
      onMessage: (message) => watch.during(this.#listener.message(message)),
      onEnd: (error) => end(error ?? clientErrors.connection("the server ended the stream")),
    });
    return promise;
  }

  // One timer a stream, however many messages come.
  #watch(end: (error: ChatError) => void) {
    const { clock } = this.#parts;
    let limitMs: number | undefined = firstMessageMs;
    let heardMs = clock.now();
    let busy = false;
    const check = () => {
      if (limitMs === undefined) return;
      const silentMs = busy ? 0 : clock.now() - heardMs;
      if (silentMs >= limitMs) end(clientErrors.silent(limitMs));
      else cancel = clock.after(limitMs - silentMs, check);
    };
    let cancel = clock.after(limitMs, check);
    return {
      stop: () => cancel(),
      during: (taken: void | Promise<void>) => {
        heardMs = clock.now();
        this.#heardFirstMs ??= heardMs;
        limitMs = this.#listener.silenceMs;
        if (!taken) return;
        busy = true;
        return taken.finally(() => {
          busy = false;
          heardMs = clock.now();
        });
      },
    };
  }
}
