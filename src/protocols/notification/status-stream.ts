// One open StreamNotifications: what it says of people goes in, and what is pushed to it goes out as the client takes it.
import type { ChatError } from "../../core/errors.ts";
import type { OpenStream, StreamSink } from "../../core/service.ts";
import type { NotificationRequest } from "../../gen/compat/notification/chat_service_pb.ts";
import type { Speaker } from "./connected-people.ts";

/** Pushes that wait for a client that does not read: beyond it the oldest go, which the store has. */
const maxWaiting = 100;
const maxWaitingBytes = 1024 * 1024;

/** Who hears of a stream. */
export interface StatusStreamOwner {
  said(stream: StatusStream, request: NotificationRequest): void;
  gone(stream: StatusStream): void;
  now(): number;
}

/** Stays open until the client has half-closed it, and is silent unless something is pushed. */
export class StatusStream implements OpenStream<NotificationRequest> {
  /** What is remembered of the stream after it went: nothing that would hold its connection. */
  readonly speaker: Speaker = { goneAtMs: undefined };
  readonly #sink: StreamSink;
  readonly #owner: StatusStreamOwner;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #isWriting = false;
  #isFinished = false;

  constructor(sink: StreamSink, owner: StatusStreamOwner) {
    this.#sink = sink;
    this.#owner = owner;
  }

  receive(request: NotificationRequest): void {
    this.#owner.said(this, request);
  }

  /** The client says no more: the stream ends well, once it has what was pushed. */
  finish(): void {
    this.#isFinished = true;
    this.#flush();
  }

  gone(): void {
    if (this.speaker.goneAtMs !== undefined) return;
    this.speaker.goneAtMs = this.#owner.now();
    this.#owner.gone(this);
  }

  /** Ends the stream from our side. */
  end(reason: ChatError): void {
    this.#sink.end(reason);
  }

  /** Sends a framed message when the client takes it; never waits for it. */
  push(message: Uint8Array): void {
    if (this.#isFinished) return;
    this.#waiting.push(message);
    this.#waitingBytes += message.length;
    this.#flush();
    while (this.#waiting.length > maxWaiting || (this.#waitingBytes > maxWaitingBytes && this.#waiting.length > 1))
      this.#next();
  }

  #flush(): void {
    if (this.#isWriting) return;
    const message = this.#next();
    if (!message) {
      if (this.#isFinished) this.#sink.end();
      return;
    }
    this.#isWriting = true;
    this.#sink.writeFramed(message, () => {
      this.#isWriting = false;
      this.#flush();
    });
  }

  #next(): Uint8Array | undefined {
    const message = this.#waiting.shift();
    this.#waitingBytes -= message?.length ?? 0;
    return message;
  }
}
