// Many messages over one stream: pipelined, in order, sent again from the first that is not acknowledged.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { ChatError } from "../../core/errors.ts";
import {
  ChannelService,
  type PublishRequestSchema,
  type PublishResponse,
  type SendMessageRequestSchema,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import { Alarm } from "./alarm.ts";
import { Backoff } from "./backoff.ts";
import type { CallParts } from "./calls.ts";
import { clientErrors, toChatError } from "./client-errors.ts";
import { deferred } from "./deferred.ts";
import { sendFrames } from "./send-frames.ts";
import type { Upstream } from "./transport.ts";
import { worthRetry } from "./worth-retry.ts";

type Send = MessageInitShape<typeof SendMessageRequestSchema>;

/** What publishing needs. */
export interface PublishParts<Item> extends CallParts {
  /** Makes the request of an item: once, so that its id stays the same when it is sent again. */
  readonly toSend: (item: Item) => Send;
}

/** How to publish. */
export interface PublishOptions {
  readonly signal?: AbortSignal | undefined;
  /** Sends that leave together, 1 to 1,000; 100 if left out. Those of an async source leave one by one. */
  readonly sendsInFrame?: number | undefined;
  /** Hears each acknowledgement, in order: the number of the send, from 0, and its seq. */
  readonly onAcknowledged?: ((send: number, seq: number) => void) | undefined;
}

/** Sends that are not acknowledged, at most. */
const maxWindow = 4_096;
const maxFrame = 1_000;
const silenceMs = 30_000;

/** One run of publishing. */
export class Publisher<Item> {
  readonly #parts: PublishParts<Item>;
  readonly #options: PublishOptions;
  readonly #signal: AbortSignal;
  /** What is not acknowledged, in order. */
  readonly #window: Send[] = [];
  #acknowledged = 0;
  #fed = false;
  #up: Upstream<MessageInitShape<typeof PublishRequestSchema>> | undefined;
  #onRoom: (() => void) | undefined;
  #heardMs = 0;
  /** The send that was refused; those before it are stored, and are asked for their seqs. */
  #refused: { readonly send: number; readonly error: ChatError } | undefined;

  constructor(parts: PublishParts<Item>, options: PublishOptions) {
    this.#parts = parts;
    this.#options = options;
    this.#signal = AbortSignal.any(options.signal ? [options.signal, parts.lifetime] : [parts.lifetime]);
  }

  /** Resolves to how many were acknowledged when all are; rejects at the first refusal, whose metadata "send" is its number. */
  async run(source: Iterable<Item> | AsyncIterable<Item>): Promise<number> {
    const stop = new AbortController();
    const fed = this.#feed(source, stop.signal);
    fed.catch((error: unknown) => stop.abort(error));
    const abort = () => stop.abort(this.#signal.reason);
    this.#signal.addEventListener("abort", abort);
    try {
      this.#signal.throwIfAborted();
      await this.#deliver(stop.signal);
      return this.#acknowledged;
    } finally {
      this.#signal.removeEventListener("abort", abort);
      stop.abort();
      this.#onRoom?.();
    }
  }

  async #feed(source: Iterable<Item> | AsyncIterable<Item>, stopped: AbortSignal): Promise<void> {
    const sendsInFrame = Symbol.asyncIterator in source ? 1 : Math.min(this.#options.sendsInFrame ?? 100, maxFrame);
    let frame: Send[] = [];
    for await (const item of source) {
      if (stopped.aborted) return;
      frame.push(this.#parts.toSend(item));
      if (frame.length < sendsInFrame) continue;
      this.#take(frame);
      frame = [];
      if (this.#window.length >= maxWindow) await this.#room();
    }
    if (frame.length > 0) this.#take(frame);
    this.#fed = true;
    this.#up?.finish();
  }

  #take(frame: Send[]): void {
    if (this.#window.length === 0) this.#heardMs = this.#parts.clock.now();
    for (const send of frame) this.#window.push(send);
    for (const sends of sendFrames(frame)) this.#up?.send({ sends });
  }

  #room(): Promise<void> {
    return new Promise((resolve) => {
      this.#onRoom = () => {
        this.#onRoom = undefined;
        resolve();
      };
    });
  }

  async #deliver(stopped: AbortSignal): Promise<void> {
    const backoff = new Backoff(this.#parts.random);
    const alarm = new Alarm(this.#parts.clock);
    for (;;) {
      const before = this.#acknowledged;
      const error = await this.#streamOnce(stopped);
      stopped.throwIfAborted();
      if (this.#refused?.send === this.#acknowledged) throw this.#refused.error;
      if (!error && this.#fed && this.#window.length === 0) return;
      if (error && !worthRetry(error) && !this.#refused) throw error;
      if (this.#acknowledged > before) backoff.reset();
      await alarm.sleep(backoff.next(error), stopped);
    }
  }

  /** Resolves when the stream has ended: with what ended it, unless it ended well. */
  async #streamOnce(stopped: AbortSignal): Promise<ChatError | undefined> {
    const { session } = this.#parts;
    try {
      const token = await session.token();
      stopped.throwIfAborted();
      const base = this.#acknowledged;
      const error = await this.#stream(token, base, stopped);
      this.#up = undefined;
      if (error?.code === "UNAUTHENTICATED") {
        await session.renew(error, token);
        return clientErrors.connection("the access token was renewed");
      }
      if (error) this.#noteRefusal(error, base);
      return error;
    } catch (error) {
      return toChatError(error);
    }
  }

  #stream(token: string, base: number, stopped: AbortSignal): Promise<ChatError | undefined> {
    const { promise, resolve } = deferred<ChatError | undefined>();
    const ended = new AbortController();
    const end = (error: ChatError | undefined) => {
      stopWatching();
      stopped.removeEventListener("abort", abort);
      ended.abort();
      resolve(error);
    };
    const abort = () => end(undefined);
    stopped.addEventListener("abort", abort);
    const stopWatching = this.#watch(end);
    const up = this.#parts.transport.bidi(ChannelService.method.publish, {
      token,
      signal: ended.signal,
      onMessage: (response) => this.#acknowledge(response, base),
      onEnd: end,
    });
    this.#resend(up);
    return promise;
  }

  #resend(up: Upstream<MessageInitShape<typeof PublishRequestSchema>>): void {
    const count = this.#refused ? this.#refused.send - this.#acknowledged : this.#window.length;
    for (const sends of sendFrames(this.#window.slice(0, count))) up.send({ sends });
    if (this.#fed || this.#refused) up.finish();
    if (!this.#refused) this.#up = up;
  }

  #watch(end: (error: ChatError) => void) {
    const { clock } = this.#parts;
    this.#heardMs = clock.now();
    return clock.every(silenceMs / 3, () => {
      const silentMs = clock.now() - this.#heardMs;
      if (this.#window.length > 0 && silentMs >= silenceMs) end(clientErrors.silent(silenceMs));
    });
  }

  #acknowledge({ firstSend, seqs }: PublishResponse, base: number): void {
    this.#heardMs = this.#parts.clock.now();
    if (base + Number(firstSend) !== this.#acknowledged) return;
    this.#window.splice(0, seqs.length);
    for (const seq of seqs) {
      this.#options.onAcknowledged?.(this.#acknowledged, Number(seq));
      this.#acknowledged++;
    }
    if (this.#window.length <= maxWindow / 2) this.#onRoom?.();
  }

  #noteRefusal(error: ChatError, base: number): void {
    const { send } = error.metadata;
    if (worthRetry(error) || send === undefined || this.#refused) return;
    const number = base + Number(send);
    this.#refused = { send: number, error: error.with("send", String(number)) };
  }
}
