// A session without the SDK's care: nothing is repeated, renewed or healed, and failures are what the server said.
import type {
  DescMessage,
  DescMethodServerStreaming,
  DescMethodUnary,
  MessageInitShape,
  MessageShape,
} from "@bufbuild/protobuf";
import {
  ChatError,
  grpcTransport,
  type StreamOptions,
  type Transport,
  type Upstream,
} from "../../src/clients/sdk/index.ts";
import { AgentService, type Session } from "../../src/gen/madang/agent/v1/agent_pb.ts";
import {
  ChannelService,
  type PublishResponse,
  type SubscribeResponse,
} from "../../src/gen/madang/channel/v1/channel_pb.ts";
import { HeartbeatService, type WatchPresenceResponse } from "../../src/gen/madang/heartbeat/v1/heartbeat_pb.ts";
import { eventually } from "./running-command.ts";

const timeoutMs = 10_000;

type Send = MessageInitShape<typeof ChannelService.method.sendMessage.input>;
type Sends = MessageInitShape<typeof ChannelService.method.publish.input>;

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

  /** Opens a Subscribe stream. */
  subscribe(
    request: MessageInitShape<typeof ChannelService.method.subscribe.input> = {},
  ): WireStream<SubscribeResponse> {
    return this.#hear(ChannelService.method.subscribe, request);
  }

  /** Opens a WatchPresence stream. */
  watchPresence(channelId: string): WireStream<WatchPresenceResponse> {
    return this.#hear(HeartbeatService.method.watchPresence, { channelId });
  }

  /** Opens a Publish stream. */
  openPublish(): { stream: WireStream<PublishResponse>; up: Upstream<Sends> } {
    const stream = new WireStream<PublishResponse>();
    const up = this.transport.bidi(ChannelService.method.publish, { token: this.token, ...stream.options });
    return { stream, up };
  }

  /** Publishes frames of sends on one stream; resolves when that has ended. */
  async publish(frames: readonly (readonly Send[])[]): Promise<{ seqs: number[]; failure: ChatError | undefined }> {
    const { stream, up } = this.openPublish();
    for (const sends of frames) up.send({ sends: [...sends] });
    up.finish();
    const failure = await stream.ended();
    return { failure, seqs: stream.frames.flatMap(({ seqs }) => seqs.map(Number)) };
  }

  /** Lets go of the connection. */
  close(): void {
    this.transport.close();
  }

  #hear<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    request: MessageInitShape<I>,
  ): WireStream<MessageShape<O>> {
    const stream = new WireStream<MessageShape<O>>();
    this.transport.serverStream(method, request, { token: this.token, ...stream.options });
    return stream;
  }
}

/** A stream from the server, as it comes. */
export class WireStream<Frame> {
  readonly frames: Frame[] = [];
  /** Whether the stream is still open. */
  isOpen = true;
  /** What the transport is told. */
  readonly options: Omit<StreamOptions<Frame>, "token">;
  readonly #stop = new AbortController();
  #failure: ChatError | undefined;

  constructor() {
    this.options = {
      signal: this.#stop.signal,
      onMessage: (frame) => void this.frames.push(frame),
      onEnd: (error) => {
        this.isOpen = false;
        this.#failure = error;
      },
    };
  }

  /** Resolves once the first frame is there: what happens from now on is heard. Rejects with what ended it before. */
  async opened(): Promise<void> {
    await eventually(
      () => this.frames.length > 0 || !this.isOpen,
      timeoutMs,
      () => "no frame came",
    );
    if (this.frames.length === 0) throw this.#failure ?? new Error("The stream ended without a frame.");
  }

  /** Resolves when the server has ended the stream, to the reason. */
  async ended(): Promise<ChatError | undefined> {
    await eventually(
      () => !this.isOpen,
      timeoutMs,
      () => `the stream is open; frames: ${this.frames.length}`,
    );
    return this.#failure;
  }

  /** Leaves it. */
  close(): void {
    this.#stop.abort();
  }
}

/** The text messages that came on a Subscribe stream, in their order. */
export function textsOf({ frames }: WireStream<SubscribeResponse>): string[] {
  const events = frames.flatMap(({ ranges }) => ranges.flatMap((range) => range.events));
  return events.flatMap(({ body }) => (body.case === "messagePosted" ? [body.value.text] : []));
}

/** Resolves once this text has come on a Subscribe stream. */
export function hears(stream: WireStream<SubscribeResponse>, text: string): Promise<void> {
  return eventually(
    () => textsOf(stream).includes(text),
    timeoutMs,
    () => `heard: ${textsOf(stream).slice(-5).join(" | ")}; open: ${stream.isOpen}`,
  );
}

/** Resolves to the failure of a call that must fail. */
export async function refusalOf(asked: Promise<unknown>): Promise<ChatError> {
  const outcome = await asked.then(
    () => new Error("It passed, and should have been refused."),
    (failure: unknown) => failure,
  );
  if (outcome instanceof ChatError) return outcome;
  throw outcome;
}
