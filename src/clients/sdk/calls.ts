// Every call but the sends: with a token, a deadline, and tries until it passes.
import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { Clock } from "../../core/clock.ts";
import { ChatError } from "../../core/errors.ts";
import { abortable } from "./abortable.ts";
import { Alarm } from "./alarm.ts";
import { Backoff } from "./backoff.ts";
import { toChatError } from "./client-errors.ts";
import type { Session } from "./session.ts";
import type { Transport } from "./transport.ts";
import { worthReopening, worthRetry } from "./worth-retry.ts";

/** What every call takes. */
export interface CallOptions {
  /** Gives the call up; it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** For all tries together; 10 s if left out. */
  readonly timeoutMs?: number | undefined;
}

/** What calls are made with. */
export interface CallParts {
  readonly transport: Transport;
  readonly session: Session;
  readonly clock: Clock;
  readonly random: () => number;
  readonly timeoutMs: number;
  /** Aborts when the client closes. */
  readonly lifetime: AbortSignal;
}

/** Makes calls as the person who is signed in. */
export class Calls {
  readonly #parts: CallParts;
  readonly #alarm: Alarm;

  constructor(parts: CallParts) {
    this.#parts = parts;
    this.#alarm = new Alarm(parts.clock);
  }

  /** Resolves when somebody is signed in, however long that takes; rejects when it is impossible. */
  async signedIn(onFailure: (error: ChatError) => void): Promise<void> {
    const { session, random, lifetime } = this.#parts;
    const backoff = new Backoff(random);
    for (;;) {
      try {
        await session.token();
        return;
      } catch (error) {
        const failure = toChatError(error);
        if (!worthReopening(failure) || lifetime.aborted) throw failure;
        onFailure(failure);
        await this.#alarm.sleep(backoff.next(failure), lifetime);
      }
    }
  }

  /** Calls until an answer comes that is no passing failure, within the deadline. */
  async repeat<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    options: CallOptions = {},
  ): Promise<MessageShape<O>> {
    const { clock, random } = this.#parts;
    const signal = this.#signal(options.signal);
    const backoff = new Backoff(random);
    const endMs = clock.now() + (options.timeoutMs ?? this.#parts.timeoutMs);
    for (;;) {
      try {
        return await this.#attempt(method, request, { signal, timeoutMs: endMs - clock.now() });
      } catch (error) {
        if (!(error instanceof ChatError && worthRetry(error))) throw error;
        const waitMs = backoff.next(error);
        if (clock.now() + waitMs >= endMs) throw error;
        await this.#alarm.sleep(waitMs, signal);
        // A busy process wakes late.
        if (clock.now() >= endMs) throw error;
      }
    }
  }

  /** Calls once; only a refused token is renewed and the call made again, because the first one did nothing. */
  once<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    options: CallOptions = {},
  ): Promise<MessageShape<O>> {
    const { timeoutMs = this.#parts.timeoutMs } = options;
    return this.#attempt(method, request, { signal: this.#signal(options.signal), timeoutMs });
  }

  async #attempt<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    { signal, timeoutMs }: { readonly signal: AbortSignal; readonly timeoutMs: number },
  ): Promise<MessageShape<O>> {
    const { transport, session } = this.#parts;
    const ask = (token: string) => transport.unary(method, request, { token, timeoutMs, signal });
    const token = await abortable(session.token(), signal);
    try {
      return await ask(token);
    } catch (error) {
      if (!(error instanceof ChatError && error.code === "UNAUTHENTICATED")) throw error;
      await abortable(session.renew(error, token), signal);
      return ask(await abortable(session.token(), signal));
    }
  }

  // One signal a call: Node 20 warns of a leak when many listen to the same one.
  #signal(signal: AbortSignal | undefined): AbortSignal {
    const { lifetime } = this.#parts;
    return AbortSignal.any(signal ? [signal, lifetime] : [lifetime]);
  }
}
