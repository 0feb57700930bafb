// Say and hear: the RPCs of madang.channel.v1.ChannelService.
import type { MessageInitShape } from "@bufbuild/protobuf";
import { isMember } from "../../core/channel-state.ts";
import type { Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { Draft } from "../../core/event.ts";
import type { FrameSink } from "../../core/outlet.ts";
import type { ChannelOfUser } from "../../core/ports.ts";
import type { PresenceSink } from "../../core/presence.ts";
import {
  type ByteStream,
  type Call,
  type Caller,
  inside,
  type OpenStream,
  requireCaller,
  type Service,
} from "../../core/service.ts";
import { requireText } from "../../core/text.ts";
import { type Rate, TokenBuckets } from "../../core/token-bucket.ts";
import type {
  ChannelService as ChannelServiceDesc,
  DeleteMessageRequest,
  EditMessageRequest,
  ListMessagesRequest,
  ListMessagesResponseSchema,
  MarkReadRequest,
  PublishRequest,
  ReactRequest,
  SendMessageRequest,
  SendTypingRequest,
  SubscribeRequest,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import { ChannelKind } from "../../gen/madang/channel/v1/event_pb.ts";
import { actId, requirePostedText, toDeleted, toEdited, toPosted, toReaction } from "./draft.ts";
import { toReadCounts } from "./head.ts";
import { toMessage } from "./message.ts";
import { Publisher } from "./publish.ts";
import { type Plan, planSubscription, Subscription, type SubscriptionParts } from "./subscription.ts";
import { TypingBoard } from "./typing.ts";

/** What the service is made of. */
export interface ChannelServiceParts extends SubscriptionParts {
  readonly clock: Clock;
  readonly presence: PresenceSink;
  /** How fast one person may send. */
  readonly sendRate: Rate;
  /** Whom a text mentions, by id. */
  readonly mentions: (channelId: string, text: string) => readonly string[] | Promise<readonly string[]>;
}

const maxPageSize = 200;
const defaultPageSize = 50;
const maxStreamsPerSession = 10;

type Placed = { seq: bigint; atMs: bigint };

/** Checks form and rate; order and rights are the log's. */
export class ChannelService implements Service<typeof ChannelServiceDesc> {
  readonly #parts: ChannelServiceParts;
  readonly #rate: TokenBuckets;
  readonly #typing: TypingBoard;
  readonly #streams = new Map<string, number>();
  readonly #publishers = new Set<Publisher>();

  constructor(parts: ChannelServiceParts) {
    this.#parts = parts;
    this.#rate = new TokenBuckets(parts.sendRate, parts.clock);
    this.#typing = new TypingBoard(parts.clock, parts.topics);
  }

  /** Ends Publish streams: what they took is answered first. Subscribe streams are the hub's to end. */
  close(): void {
    for (const publisher of this.#publishers) publisher.end(errors.draining());
  }

  async sendMessage(request: SendMessageRequest, call: Call): Promise<Placed> {
    if (call.connection !== "") refuseOwnCustom(request);
    const caller = this.#writer(call);
    const placed = await this.#append(await this.#posted(request, caller));
    this.#typing.said(request.channelId, caller);
    return placed;
  }

  publish(call: Call): ByteStream<PublishRequest> {
    const caller = requireCaller(call);
    this.#countStream(caller, 1);
    return (sink) => this.#openPublisher(sink, caller);
  }

  async subscribe(request: SubscribeRequest, call: Call): Promise<ByteStream> {
    const caller = requireCaller(call);
    this.#countStream(caller, 1);
    let isOver = false;
    // Heard from the start: a session that ends while its channels are read must not get a stream.
    const off = this.#parts.topics.on("session", caller.sessionId, () => {
      isOver = true;
    });
    try {
      const plan = await planSubscription(request, caller, this.#parts);
      if (isOver) throw errors.sessionEnded();
      return (sink) => this.#open(sink, plan, caller);
    } catch (failure) {
      this.#countStream(caller, -1);
      throw failure;
    } finally {
      off();
    }
  }

  async listMessages(
    request: ListMessagesRequest,
    call: Call,
  ): Promise<MessageInitShape<typeof ListMessagesResponseSchema>> {
    await this.#requireReader(request.channelId, requireCaller(call));
    const page = await this.#parts.channels.history(request.channelId, {
      size: requirePageSize(request.pageSize),
      ...(request.beforeSeq > 0n && { before: Number(request.beforeSeq) }),
      ...(request.beforeSeq === 0n && request.afterSeq > 0n && { after: toSafe(request.afterSeq) }),
    });
    return {
      messages: page.messages.map(toMessage),
      after: BigInt(page.after),
      through: BigInt(page.through),
      head: BigInt(page.head.seq),
      firstSeq: BigInt(page.head.firstSeq),
    };
  }

  async editMessage(request: EditMessageRequest, call: Call): Promise<Placed> {
    const caller = this.#writer(call);
    const text = requireText(request.text);
    const mentions = await this.#parts.mentions(request.channelId, text);
    return this.#append(toEdited({ ...request, clientMessageId: this.#actId(request) }, text, mentions, caller));
  }

  async deleteMessage(request: DeleteMessageRequest, call: Call): Promise<Placed> {
    return this.#append(toDeleted({ ...request, clientMessageId: this.#actId(request) }, this.#writer(call)));
  }

  async react(request: ReactRequest, call: Call): Promise<Placed> {
    return this.#append(toReaction({ ...request, clientMessageId: this.#actId(request) }, this.#writer(call)));
  }

  async markRead(request: MarkReadRequest, call: Call) {
    const caller = requireCaller(call);
    const before = await this.#requireReader(request.channelId, caller);
    const seq = Number(request.seq);
    if (seq > before.head.seq) throw errors.beyondEnd();
    if (seq > before.readSeq) {
      await this.#parts.channels.markRead(caller.userId, request.channelId, seq);
      this.#parts.topics.emit("user", caller.userId, { kind: "read", channelId: request.channelId, seq });
    }
    return toReadCounts(await this.#requireReader(request.channelId, caller));
  }

  async sendTyping({ channelId }: SendTypingRequest, call: Call) {
    const caller = requireCaller(call);
    await this.#requireReader(channelId, caller);
    this.#typing.typed(channelId, caller);
    return {};
  }

  #openPublisher(sink: FrameSink, caller: Caller): OpenStream<PublishRequest> {
    const lane = this.#parts.log.lane();
    const toDraft = (send: SendMessageRequest) => {
      refuseOwnCustom(send);
      return this.#posted(send, this.#paced(caller));
    };
    const publisher = new Publisher(sink, { lane, toDraft });
    const off = this.#parts.topics.on("session", caller.sessionId, () => publisher.end(errors.sessionEnded()));
    this.#publishers.add(publisher);
    return {
      receive: (frame) => publisher.receive(frame),
      finish: () => publisher.finish(),
      gone: () => {
        publisher.gone();
        if (!this.#publishers.delete(publisher)) return;
        off();
        this.#countStream(caller, -1);
      },
    };
  }

  #open(sink: FrameSink, plan: Plan, caller: Caller): OpenStream {
    const offline = this.#parts.presence.streamOpened(caller);
    let subscription: Subscription | undefined;
    let isOpen = true;
    const gone = () => {
      if (!isOpen) return;
      isOpen = false;
      this.#countStream(caller, -1);
      offline();
      subscription?.gone();
    };
    try {
      subscription = new Subscription(sink, plan, caller, this.#parts);
    } catch (failure) {
      gone();
      throw failure;
    }
    return { gone };
  }

  async #append(draft: Draft): Promise<Placed> {
    const { seq, atMs } = await this.#parts.log.append(draft);
    return { seq: BigInt(seq), atMs: BigInt(atMs) };
  }

  // Not async: without mentions a bulk sender's draft is made in the same turn.
  #posted(request: SendMessageRequest, caller: Caller): Draft | Promise<Draft> {
    const text = requirePostedText(request);
    const mentions = this.#parts.mentions(request.channelId, text);
    if (mentions instanceof Promise) return mentions.then((found) => toPosted(request, text, found, caller));
    return toPosted(request, text, mentions, caller);
  }

  #writer(call: Call): Caller {
    const caller = requireCaller(call);
    // A door of older protocols has let them in from this machine: their clients know no limit.
    return call.address === inside ? caller : this.#paced(caller);
  }

  #paced(caller: Caller): Caller {
    const waitMs = this.#rate.take(caller.userId);
    if (waitMs > 0) throw errors.sendRate(waitMs);
    return caller;
  }

  #actId({ clientMessageId }: { clientMessageId: string }): string {
    return actId(clientMessageId, this.#parts.clock.now());
  }

  #countStream({ sessionId }: Caller, change: 1 | -1): void {
    const count = (this.#streams.get(sessionId) ?? 0) + change;
    if (count > maxStreamsPerSession) throw errors.tooManyStreams(maxStreamsPerSession);
    if (count > 0) this.#streams.set(sessionId, count);
    else this.#streams.delete(sessionId);
  }

  async #requireReader(channelId: string, caller: Caller): Promise<ChannelOfUser> {
    const own = await this.#parts.channels.channelOf(caller.userId, channelId);
    if (!own) throw errors.channelNotFound();
    if (isMember(own.channel, own.member)) return own;
    throw own.channel.kind === ChannelKind.PUBLIC ? errors.notAMember() : errors.channelNotFound();
  }
}

// What a door says of its lines is believed: nobody else may say it.
function refuseOwnCustom({ custom }: SendMessageRequest): void {
  if (custom?.type.startsWith("madang."))
    throw errors.customInvalid('types that begin with "madang." are Madang\'s own');
}

// A larger seq than any there can be stands for the end.
function toSafe(seq: bigint): number {
  return Math.min(Number(seq), Number.MAX_SAFE_INTEGER);
}

function requirePageSize(asked: number): number {
  if (asked < 0 || asked > maxPageSize) throw errors.pageSize(maxPageSize);
  return asked === 0 ? defaultPageSize : asked;
}
