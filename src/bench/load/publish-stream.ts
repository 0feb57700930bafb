// One Publish stream: counts what is acknowledged and says when there is room for more.
import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import {
  ChannelService,
  PublishRequestSchema,
  PublishResponseSchema,
  type SendMessageRequestSchema,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import { within } from "../within.ts";
import { toGrpcFrame } from "./grpc-frames.ts";
import type { WireConnection } from "./wire.ts";

const ackMs = 30_000;

/** What is sent. */
export type Send = MessageInitShape<typeof SendMessageRequestSchema>;

/** Sends in order; acknowledgements must come in order and without a hole. */
export class PublishStream {
  sent = 0;
  acknowledged = 0;
  /** The seq of the last acknowledged send. */
  lastSeq = 0;
  readonly #stream: ReturnType<WireConnection["stream"]>;
  readonly #ended = Promise.withResolvers<void>();
  #failure: Error | undefined;
  #onAcks: (() => void) | undefined;

  constructor(connection: WireConnection, token: string) {
    // A failure is told to whoever waits; without anybody it is told by the next who does.
    this.#ended.promise.catch(() => undefined);
    this.#stream = connection.stream(ChannelService.method.publish, token, {
      onMessage: (message) => this.#acknowledge(message),
      onEnd: (failure) => {
        if (failure) this.#ended.reject(failure);
        else this.#ended.resolve();
        this.#fail(failure ?? new Error("Publish ended"));
      },
    });
  }

  /** Writes one frame of sends. */
  send(...sends: Send[]): void {
    this.sent += sends.length;
    this.#stream.write(toGrpcFrame(toBinary(PublishRequestSchema, create(PublishRequestSchema, { sends }))));
  }

  /** Resolves when at most so many sends wait for their acknowledgement; rejects if the stream failed. */
  async waiting(atMost: number): Promise<void> {
    while (this.sent - this.acknowledged > atMost) {
      if (this.#failure) throw this.#failure;
      await within(this.#nextAcks(), ackMs, "an acknowledgement");
    }
    if (this.#failure) throw this.#failure;
  }

  /** Ends the stream well. */
  async finish(): Promise<void> {
    this.#stream.end();
    await within(this.#ended.promise, ackMs, "the end of Publish");
  }

  #nextAcks(): Promise<void> {
    return new Promise((resolve) => {
      this.#onAcks = resolve;
    });
  }

  #acknowledge(message: Buffer): void {
    const { firstSend, seqs } = fromBinary(PublishResponseSchema, message);
    if (Number(firstSend) !== this.acknowledged)
      this.#fail(new Error(`send ${this.acknowledged} was not acknowledged`));
    this.acknowledged += seqs.length;
    this.lastSeq = Number(seqs.at(-1) ?? this.lastSeq);
    this.#wake();
  }

  #fail(failure: Error): void {
    this.#failure ??= failure;
    this.#wake();
  }

  #wake(): void {
    this.#onAcks?.();
    this.#onAcks = undefined;
  }
}
