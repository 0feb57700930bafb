// A session without the SDK's care: nothing is repeated, renewed or healed, and failures are what the server said.
import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { ChatError, grpcTransport, type Transport } from "../../src/clients/sdk/index.ts";
import { AgentService, type Session } from "../../src/gen/madang/agent/v1/agent_pb.ts";
import { ChannelService, type SubscribeResponse } from "../../src/gen/madang/channel/v1/channel_pb.ts";
import { eventually } from "./running-command.ts";

const timeoutMs = 10_000;

type Send = MessageInitShape<typeof ChannelService.method.sendMessage.input>;

/** One signed-in person on one connection. */
export class WireSession {
  readonly transport: Transport;
  readonly session: Session;

  constructor(transport: Transport, session: Session | undefined) {
    if (!session) throw new Error("The sign-in answered without a session.");
    this.transport = transport;
    this.session = session;
  }

  /** Signs a new guest in. */
  static async guest(address: string, name: string): Promise<WireSession> {
    const transport = grpcTransport(address);
    const method = AgentService.method.signInGuest;
    const { session } = await transport.unary(method, { name }, { token: undefined, timeoutMs });
    return new WireSession(transport, session);
  }

  get token(): string {
    return this.session.accessToken;
  }

  get userId(): string {
    return this.session.profile?.userId ?? "";
  }

  /** Calls once, as this session or with the token given. */
  call<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    request: MessageInitShape<I>,
    token: string | undefined = this.token,
  ): Promise<MessageShape<O>> {
    return this.transport.unary(method, request, { token, timeoutMs });
  }

  /** Says something; resolves to its seq. */
  async send(channelId: string, clientMessageId: string, text: string): Promise<number> {
    const { seq } = await this.call(ChannelService.method.sendMessage, { channelId, clientMessageId, text });
    return Number(seq);
  }

  /** Opens a Subscribe stream and notes its frames. */
  subscribe(request: MessageInitShape<typeof ChannelService.method.subscribe.input> = {}): WireStream {
    return new WireStream((stream, signal) =>
      this.transport.serverStream(ChannelService.method.subscribe, request, {
        token: this.token,
        signal,
        onMessage: (frame) => void stream.frames.push(frame),
        onEnd: stream.onEnd,
      }),
    );
  }

  /** Publishes frames of sends on one stream; resolves when that has ended. */
  async publish(frames: readonly (readonly Send[])[]): Promise<{ seqs: number[]; failure: ChatError | undefined }> {
    const seqs: number[] = [];
    const { promise, resolve } = Promise.withResolvers<ChatError | undefined>();
    const up = this.transport.bidi(ChannelService.method.publish, {
      token: this.token,
      signal: AbortSignal.timeout(timeoutMs),
      onMessage: (answer) => void seqs.push(...answer.seqs.map(Number)),
      onEnd: resolve,
    });
    for (const sends of frames) up.send({ sends: [...sends] });
    up.finish();
    return { failure: await promise, seqs };
  }

  /** Lets go of the connection. */
  close(): void {
    this.transport.close();
  }
}

/** A Subscribe stream, as it comes. */
export class WireStream {
  readonly frames: SubscribeResponse[] = [];
  /** Resolves when the server has ended the stream, to the reason. */
  readonly ended: Promise<ChatError | undefined>;
  readonly onEnd: (error: ChatError | undefined) => void;
  /** Whether the stream is still open. */
  isOpen = true;
  readonly #stop = new AbortController();

  constructor(open: (stream: WireStream, signal: AbortSignal) => void) {
    const { promise, resolve } = Promise.withResolvers<ChatError | undefined>();
    this.ended = promise;
    this.onEnd = (error) => {
      this.isOpen = false;
      resolve(error);
    };
    open(this, this.#stop.signal);
  }

  /** Resolves once the first frame is there: what is said from now on is heard. */
  opened(): Promise<void> {
    return eventually(
      () => this.frames.length > 0,
      timeoutMs,
      () => `no frame came; open: ${this.isOpen}`,
    );
  }

  /** Resolves once this text has come. */
  hears(text: string): Promise<void> {
    return eventually(
      () => this.texts().includes(text),
      timeoutMs,
      () => `heard: ${this.texts().slice(-5).join(" | ")}; open: ${this.isOpen}`,
    );
  }

  /** The text messages that came, in their order. */
  texts(): string[] {
    const events = this.frames.flatMap(({ ranges }) => ranges.flatMap(({ events }) => events));
    return events.flatMap(({ body }) => (body.case === "messagePosted" ? [body.value.text] : []));
  }

  /** Leaves it. */
  close(): void {
    this.#stop.abort();
  }
}

/** Resolves to the failure of a call that must fail. */
export async function refusalOf(asked: Promise<unknown>): Promise<ChatError> {
  const outcome = await asked.then(
    () => "it passed",
    (failure: unknown) => failure,
  );
  if (outcome instanceof ChatError) return outcome;
  throw new Error(`A refusal was expected, and not: ${outcome}`);
}
