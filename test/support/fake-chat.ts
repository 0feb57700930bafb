// A server in memory for tests of the client: keeps channels and sessions, and fails when it is told to.
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { abortable } from "../../src/clients/sdk/abortable.ts";
import { foldedFromWire } from "../../src/clients/sdk/folded-from-wire.ts";
import type { ChatMessage } from "../../src/clients/sdk/message-from-wire.ts";
import type { StreamOptions, Transport } from "../../src/clients/sdk/transport.ts";
import { ViewRows } from "../../src/clients/sdk/view-rows.ts";
import { applyEvent } from "../../src/core/channel-state.ts";
import { type ChatError, errors } from "../../src/core/errors.ts";
import {
  type EventRangeSchema,
  type ListMessagesRequest,
  PublishRequestSchema,
  type PublishResponse,
  PublishResponseSchema,
  type SendMessageRequest,
  type SubscribeRequest,
  type SubscribeResponse,
  SubscribeResponseSchema,
} from "../../src/gen/madang/channel/v1/channel_pb.ts";
import { type Event, EventSchema } from "../../src/gen/madang/channel/v1/event_pb.ts";

type Frame = MessageInitShape<typeof SubscribeResponseSchema>;
type Body = MessageInitShape<typeof EventSchema>["body"];

/** How a call fails: before the server did anything, or after. */
export interface Fault {
  readonly error: ChatError;
  readonly afterwards?: boolean;
}

interface OpenStream {
  readonly userId: string;
  readonly options: StreamOptions<SubscribeResponse>;
}

/** One server. Every event reaches every open stream at once, unless `silent`. */
export class FakeChat {
  /** The events of each channel, seq 1 first. */
  readonly logs = new Map<string, Event[]>([["lobby", []]]);
  /** What was asked: method names in order. */
  readonly asked: string[] = [];
  readonly subscribed: SubscribeRequest[] = [];
  epoch = 1n;
  /** Whether what happens is kept from the streams. */
  silent = false;
  signIns = 0;
  #held: PromiseWithResolvers<void> | undefined;
  readonly #faults = new Map<string, Fault[]>();
  readonly #streams = new Set<OpenStream>();
  readonly #refused = new Map<string, ChatError>();
  readonly #publishing = new Set<StreamOptions<PublishResponse>>();

  constructor() {
    this.happen("lobby", "madang", { case: "channelCreated", value: { name: "lobby", kind: 4 } });
  }

  /** Lets the next calls of a method fail, one after the other. */
  fail(method: string, ...faults: Fault[]): void {
    this.#faults.set(method, [...(this.#faults.get(method) ?? []), ...faults]);
  }

  /** Refuses all tokens given out so far. */
  refuseTokens(error: ChatError): void {
    for (let number = 1; number <= this.signIns; number++) this.#refused.set(String(number), error);
  }

  /** How many streams of events are open. */
  get streams(): number {
    return this.#streams.size;
  }

  /** Lets answers wait until `release`. */
  hold(): void {
    this.#held ??= Promise.withResolvers<void>();
  }

  /** Lets the answers go that were held. */
  release(): void {
    this.#held?.resolve();
    this.#held = undefined;
  }

  /** Ends all streams. */
  cut(error: ChatError): void {
    for (const { options } of [...this.#streams]) options.onEnd(error);
    this.#streams.clear();
    for (const options of [...this.#publishing]) options.onEnd(error);
    this.#publishing.clear();
  }

  /** Sends a frame to all streams; resolves when the client would read on. */
  async push(frame: Frame): Promise<void> {
    for (const { options } of [...this.#streams]) await options.onMessage(create(SubscribeResponseSchema, frame));
  }

  /** The range (after, through] of a channel. */
  range(channelId: string, after: number, through: number): MessageInitShape<typeof EventRangeSchema> {
    const events = this.log(channelId).slice(after, through);
    return { channelId, after: BigInt(after), through: BigInt(through), events };
  }

  log(channelId: string): Event[] {
    const log = this.logs.get(channelId) ?? [];
    this.logs.set(channelId, log);
    return log;
  }

  /** Somebody says something. */
  say(channelId: string, userId: string, text: string): number {
    return this.happen(channelId, userId, { case: "messagePosted", value: { text } });
  }

  /** Something happens; returns its seq. */
  happen(channelId: string, userId: string, body: Body, clientMessageId = `${userId}:${Math.random()}`): number {
    const log = this.log(channelId);
    const seq = log.length + 1;
    const messages = (log.at(-1)?.messages ?? 0n) + (body?.case === "messagePosted" ? 1n : 0n);
    const place = { seq: BigInt(seq), atMs: BigInt(1_000 + seq), messages };
    log.push(create(EventSchema, { ...place, actorId: userId, actorName: userId, clientMessageId, body }));
    if (!this.silent) void this.push({ ranges: [this.range(channelId, seq - 1, seq)] });
    return seq;
  }

  /** The messages of a channel as they stand. */
  messages(channelId: string): readonly ChatMessage[] {
    const rows = new ViewRows(Number.POSITIVE_INFINITY);
    for (const event of this.log(channelId)) {
      const folded = foldedFromWire(channelId, event);
      if (folded) applyEvent(rows, folded);
    }
    return rows.all();
  }

  /** The way in for one client. */
  transport(): Transport {
    return {
      unary: async (method, request, { token, signal }) => {
        // As over a wire, the answer does not come in the same turn.
        await Promise.resolve();
        signal?.throwIfAborted();
        this.asked.push(method.localName);
        const fault = this.#faults.get(method.localName)?.shift();
        if (fault && !fault.afterwards) throw fault.error;
        const answer = this.#answer(method.localName, create(method.input, request), token);
        await abortable(Promise.resolve(this.#held?.promise), signal);
        if (fault) throw fault.error;
        return create(method.output, answer as MessageInitShape<typeof method.output>);
      },
      serverStream: (method, request, options) => {
        this.asked.push(method.localName);
        const refusal = this.#refusal(method.localName, options.token);
        if (refusal) return queueMicrotask(() => options.onEnd(refusal));
        this.#subscribe(create(method.input, request) as unknown as SubscribeRequest, options as never);
      },
      bidi: (method, options) => {
        this.asked.push(method.localName);
        return this.#publish(options as unknown as StreamOptions<PublishResponse>) as never;
      },
      close: () => undefined,
    };
  }

  #refusal(method: string, token: string | undefined): ChatError | undefined {
    return this.#refused.get(token?.split(":")[1] ?? "") ?? this.#faults.get(method)?.shift()?.error;
  }

  #answer(method: string, request: unknown, token: string | undefined): object {
    if (method.startsWith("signIn") || method === "refreshSession") return this.#session(method, request);
    const refusal = this.#refused.get(token?.split(":")[1] ?? "");
    if (refusal) throw refusal;
    const userId = token?.split(":")[0] ?? "";
    if (method === "sendMessage") return this.#send(request as SendMessageRequest, userId);
    if (method === "listMessages") return this.#list(request as ListMessagesRequest);
    return {};
  }

  #session(method: string, request: unknown): object {
    this.signIns++;
    const { name, refreshToken } = request as { name?: string; refreshToken?: string };
    const userId = method === "refreshSession" ? (refreshToken?.split(":")[0] ?? "") : (name ?? "hosted");
    const tokens = { accessToken: `${userId}:${this.signIns}`, refreshToken: `${userId}:r${this.signIns}` };
    return { session: { ...tokens, sessionId: "s", profile: { userId, name: userId, kind: 1 } } };
  }

  #send({ channelId, clientMessageId, text, replyToSeq }: SendMessageRequest, userId: string): object {
    const log = this.log(channelId);
    const said = log.find((event) => event.clientMessageId === clientMessageId && event.actorId === userId);
    const body: Body = { case: "messagePosted", value: { text, replyToSeq } };
    const seq = said ? Number(said.seq) : this.happen(channelId, userId, body, clientMessageId);
    return { seq: BigInt(seq), atMs: log[seq - 1]?.atMs };
  }

  #list({ channelId, beforeSeq, afterSeq, pageSize }: ListMessagesRequest): object {
    const head = this.log(channelId).length;
    const all = this.messages(channelId);
    const size = pageSize || 50;
    const isAfter = afterSeq > 0n && beforeSeq === 0n;
    const end = beforeSeq > 0n ? Number(beforeSeq) - 1 : head;
    const fitting = all.filter(({ seq }) => (isAfter ? seq > Number(afterSeq) : seq <= end));
    const page = isAfter ? fitting.slice(0, size) : fitting.slice(-size);
    const isLast = page.length === fitting.length;
    const after = isAfter ? Number(afterSeq) : isLast ? 0 : (page[0]?.seq ?? 1) - 1;
    const through = isAfter && !isLast ? (page.at(-1)?.seq ?? head) : isAfter ? head : end;
    const range = { after: BigInt(after), through: BigInt(through), head: BigInt(head), firstSeq: 1n };
    return { messages: page.map(toWire), ...range };
  }

  #subscribe(request: SubscribeRequest, options: StreamOptions<SubscribeResponse>): void {
    this.subscribed.push(request);
    const stream = { userId: options.token?.split(":")[0] ?? "", options };
    this.#streams.add(stream);
    options.signal.addEventListener("abort", () => this.#streams.delete(stream));
    const cursors = new Map(request.cursors.map(({ channelId, seq }) => [channelId, Number(seq)]));
    const reset = request.epoch !== 0n && request.epoch !== this.epoch;
    const starts = [...this.logs.keys()].map((channelId) => {
      const head = this.log(channelId).length;
      return { channelId, head, cursor: reset ? head : (cursors.get(channelId) ?? head) };
    });
    const heads = starts.map(({ channelId, head, cursor }) => ({
      channelId,
      name: channelId,
      seq: BigInt(head),
      messages: this.log(channelId).at(-1)?.messages ?? 0n,
      cursor: BigInt(cursor),
      firstSeq: 1n,
    }));
    const ranges = starts
      .filter(({ head, cursor }) => cursor < head)
      .map(({ channelId, head, cursor }) => this.range(channelId, cursor, head));
    // As over a wire, the answer does not come in the same turn.
    queueMicrotask(() => {
      const tell = (frame: Frame) => {
        if (this.#streams.has(stream)) void options.onMessage(create(SubscribeResponseSchema, frame));
      };
      tell({ epoch: this.epoch, reset, heads });
      tell(this.silent ? {} : { ranges, caughtUp: true });
    });
  }

  #publish(options: StreamOptions<PublishResponse>) {
    const userId = options.token?.split(":")[0] ?? "";
    let count = 0;
    this.#publishing.add(options);
    options.signal.addEventListener("abort", () => this.#publishing.delete(options));
    const end = (error: ChatError | undefined) => {
      if (this.#publishing.delete(options)) options.onEnd(error);
    };
    return {
      send: (request: MessageInitShape<typeof PublishRequestSchema>) => {
        const { sends } = create(PublishRequestSchema, request);
        const seqs: bigint[] = [];
        for (const send of sends) {
          const refusal = send.text === "" ? errors.textEmpty() : this.#faults.get("publish")?.shift()?.error;
          if (refusal) return queueMicrotask(() => end(refusal.with("send", String(count))));
          seqs.push((this.#send(send, userId) as { seq: bigint }).seq);
          count++;
        }
        const firstSend = BigInt(count - seqs.length);
        queueMicrotask(() => void options.onMessage(create(PublishResponseSchema, { firstSend, seqs })));
      },
      finish: () => queueMicrotask(() => queueMicrotask(() => end(undefined))),
    };
  }
}

function toWire(message: ChatMessage): object {
  const { seq, at, from, replyTo, mentions, editedAt, reactions, messages, ...rest } = message;
  return {
    ...rest,
    seq: BigInt(seq),
    atMs: BigInt(at),
    authorId: from.id,
    authorName: from.name,
    replyToSeq: BigInt(replyTo ?? 0),
    mentionedUserIds: [...mentions],
    editedAtMs: BigInt(editedAt ?? 0),
    reactions: reactions.map(({ emoji, userIds }) => ({ emoji, userIds: [...userIds] })),
    messages: BigInt(messages),
  };
}

/** Lets everything happen that needs no time to pass. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
