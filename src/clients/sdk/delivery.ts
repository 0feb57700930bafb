// Brings one message to the server: again and again, always with the same id, until there is an answer.
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { abortable } from "./abortable.ts";
import { Alarm } from "./alarm.ts";
import { Backoff } from "./backoff.ts";
import type { CallParts, Calls } from "./calls.ts";
import { clientErrors, toChatError } from "./client-errors.ts";
import { type QueuedMessage, requestToSend, type Sent } from "./outgoing-message.ts";
import { Slots } from "./slots.ts";
import { worthRetry } from "./worth-retry.ts";

/** What delivering needs. */
export interface DeliveryParts extends Pick<CallParts, "clock" | "random" | "session"> {
  readonly calls: Calls;
}

/** Sends under way at once, in all channels together. */
const maxAtOnce = 32;

/** Delivers messages; forgets nothing and gives nothing up by itself. */
export class Delivery {
  readonly #parts: DeliveryParts;
  readonly #slots = new Slots(maxAtOnce);
  /** Those who wait because the server could not be reached; who was told to wait does not hear this. */
  readonly #connected: Alarm;
  readonly #told: Alarm;

  constructor(parts: DeliveryParts) {
    this.#parts = parts;
    this.#connected = new Alarm(parts.clock);
    this.#told = new Alarm(parts.clock);
  }

  /** The server is there again: what waits for it goes now. */
  wake(): void {
    this.#connected.wake();
  }

  /** Resolves with the message's place; rejects when it is refused or the signal aborts. */
  async deliver(message: QueuedMessage, seenSeq: number, signal: AbortSignal): Promise<Sent> {
    const backoff = new Backoff(this.#parts.random);
    for (;;) {
      try {
        return await abortable(
          this.#slots.run(() => this.#send(message, seenSeq, signal)),
          signal,
        );
      } catch (error) {
        signal.throwIfAborted();
        const failure = toChatError(error);
        if (!worthRetry(failure))
          throw this.#parts.session.isRefusal(error) ? clientErrors.notSignedIn(failure) : error;
        const alarm = failure.retryAfterMs === undefined ? this.#connected : this.#told;
        await alarm.sleep(backoff.next(failure), signal);
      }
    }
  }

  async #send(message: QueuedMessage, seenSeq: number, signal: AbortSignal): Promise<Sent> {
    const { calls, session } = this.#parts;
    signal.throwIfAborted();
    await session.token();
    if (message.by !== undefined && message.by !== session.me?.id) throw clientErrors.otherSender();
    const answer = await calls.once(ChannelService.method.sendMessage, requestToSend(message, seenSeq), { signal });
    return { seq: Number(answer.seq), at: Number(answer.atMs), clientMessageId: message.clientMessageId };
  }
}
