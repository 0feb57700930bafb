// What the SDK needs of a wire: one call and two kinds of streams, described by the contract's own descriptors.
import type {
  DescMessage,
  DescMethodBiDiStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import type { ChatError } from "../../core/errors.ts";

/** How a call is made. */
export interface UnaryOptions {
  /** The access token; undefined for calls that need none. */
  readonly token: string | undefined;
  readonly timeoutMs: number;
  /** Gives the call up: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** How a stream is heard. */
export interface StreamOptions<Message> {
  readonly token: string | undefined;
  /** Gives the stream up: nothing is heard after it, not even its end. */
  readonly signal: AbortSignal;
  /** Hears a message; while the promise is pending no more is read. Neither throws nor rejects. */
  onMessage(message: Message): void | Promise<void>;
  /** Hears the end, once; without an error if the server ended it well. */
  onEnd(error: ChatError | undefined): void;
}

/** The way up of a stream in both directions. */
export interface Upstream<Request> {
  /** Sends one more; what the wire cannot take yet waits in memory, so that the caller has to bound it. */
  send(request: Request): void;
  /** Says that no more will come. */
  finish(): void;
}

/** A way to one server. Every failure is a ChatError; a lost connection is UNAVAILABLE with the reason CONNECTION. */
export interface Transport {
  unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    options: UnaryOptions,
  ): Promise<MessageShape<O>>;

  serverStream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageInitShape<I>,
    options: StreamOptions<MessageShape<O>>,
  ): void;

  bidi<I extends DescMessage, O extends DescMessage>(
    method: DescMethodBiDiStreaming<I, O>,
    options: StreamOptions<MessageShape<O>>,
  ): Upstream<MessageInitShape<I>>;

  /** Lets go of connections; calls that are open end. */
  close(): void;
}
