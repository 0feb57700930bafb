// A link to another node over one gRPC stream: what is asked in one turn goes in one frame, answers come as they are ready.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Client, type ClientDuplexStream, type ClientOptions, credentials } from "@grpc/grpc-js";
import type { Cancel, Clock } from "../../core/clock.ts";
import { type ChatError, errors } from "../../core/errors.ts";
import type { Draft } from "../../core/event.ts";
import type { NodeLink, NodeListener } from "../../core/nodes.ts";
import type { LaneAnswer } from "../../core/ports.ts";
import {
  AppendCallSchema,
  type LinkRequest,
  LinkRequestSchema,
  type LinkResponse,
  LinkResponseSchema,
  NodeService,
} from "../../gen/madang/cluster/v1/link_pb.ts";
import { fromAppendAnswer, fromLinkEvents, toLinkDraft } from "./link-words.ts";
import { pulseMs, silenceMs } from "./pulse.ts";

/** What a link is given. */
export interface AskingLinkOptions {
  /** The other node, as host:port. */
  readonly address: string;
  /** This node, as host:port. */
  readonly own: string;
  readonly listener: NodeListener;
  readonly clock: Clock;
}

/** Sends that wait for their answer, at most: more are refused at once. */
const maxWaiting = { drafts: 10_000, bytes: 16 * 1024 * 1024 } as const;
const path = `/${NodeService.typeName}/${NodeService.method.link.name}`;
const options: ClientOptions = {
  "grpc.use_local_subchannel_pool": 1,
  // When to come back is decided by who opens links: the library's waits must not add to it.
  "grpc.initial_reconnect_backoff_ms": 50,
  "grpc.max_reconnect_backoff_ms": 100,
  "grpc.service_config_disable_resolution": 1,
  "grpc.enable_retries": 0,
  // Nodes are named by their operator: no proxy of the environment stands between them.
  "grpc.enable_http_proxy": 0,
  "grpc.max_send_message_length": -1,
  "grpc.max_receive_message_length": 64 * 1024 * 1024,
};

interface Waiting {
  readonly drafts: number;
  readonly bytes: number;
  readonly resolve: (answer: LaneAnswer) => void;
}

/** Ends by itself when the other node says nothing for 3 s; what waits is then answered with NODE_GONE. */
export class AskingLink implements NodeLink {
  readonly address: string;
  readonly #listener: NodeListener;
  readonly #clock: Clock;
  readonly #client: Client;
  readonly #stream: ClientDuplexStream<Buffer, Buffer>;
  readonly #waiting = new Map<bigint, Waiting>();
  readonly #stopWatching: Cancel;
  #heardMs: number;
  #waitingDrafts = 0;
  #waitingBytes = 0;
  #calls = 0n;
  #next: LinkRequest;
  #scheduled = false;
  #ended = false;

  constructor({ address, own, listener, clock }: AskingLinkOptions) {
    this.address = address;
    this.#listener = listener;
    this.#clock = clock;
    this.#heardMs = clock.now();
    this.#client = new Client(address, credentials.createInsecure(), options);
    this.#stream = this.#client.makeBidiStreamRequest(path, asIs, asIs);
    this.#stream.on("data", (bytes: Buffer) => this.#hear(fromBinary(LinkResponseSchema, bytes)));
    this.#stream.on("end", () => this.#end(errors.nodeGone()));
    this.#stream.on("error", () => this.#end(errors.nodeGone()));
    this.#stopWatching = clock.every(pulseMs, () => this.#watch());
    this.#next = create(LinkRequestSchema, { address: own });
    this.#schedule();
  }

  append(drafts: readonly Draft[]): Promise<LaneAnswer> {
    if (this.#ended) return refused(errors.nodeGone());
    if (this.#waitingDrafts >= maxWaiting.drafts || this.#waitingBytes >= maxWaiting.bytes)
      return refused(errors.backlog());
    const call = ++this.#calls;
    const { promise, resolve } = Promise.withResolvers<LaneAnswer>();
    const bytes = drafts.reduce((sum, { body }) => sum + body.length, 0);
    this.#waiting.set(call, { drafts: drafts.length, bytes, resolve });
    this.#waitingDrafts += drafts.length;
    this.#waitingBytes += bytes;
    this.#next.appends.push(create(AppendCallSchema, { call, drafts: drafts.map(toLinkDraft) }));
    this.#schedule();
    return promise;
  }

  follow(channelIds: readonly string[]): void {
    this.#next.follow.push(...channelIds);
    this.#schedule();
  }

  unfollow(channelIds: readonly string[]): void {
    const leaving = new Set(channelIds);
    this.#next.follow = this.#next.follow.filter((channelId) => !leaving.has(channelId));
    this.#next.unfollow.push(...channelIds);
    this.#schedule();
  }

  signal(signal: Uint8Array): void {
    this.#next.signals.push(signal);
    this.#schedule();
  }

  close(): void {
    this.#end(errors.draining());
  }

  #schedule(): void {
    if (this.#scheduled || this.#ended) return;
    this.#scheduled = true;
    setImmediate(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    if (this.#ended) return;
    const frame = this.#next;
    this.#next = create(LinkRequestSchema);
    const bytes = toBinary(LinkRequestSchema, frame);
    this.#stream.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  }

  #hear({ answers, heads, events, left, signals }: LinkResponse): void {
    this.#heardMs = this.#clock.now();
    for (const answer of answers) this.#settle(answer.call, fromAppendAnswer(answer));
    for (const { channelId, seq } of heads) this.#listener.onHead(channelId, Number(seq));
    for (const batch of events) this.#listener.onEvents(batch.channelId, fromLinkEvents(batch));
    // Last: a channel that was lost in the same turn in which it was followed is lost.
    for (const { channelId, owner } of left) this.#listener.onLeft(channelId, owner === "" ? undefined : owner);
    for (const signal of signals) this.#listener.onSignal(signal);
  }

  #settle(call: bigint, answer: LaneAnswer): void {
    const waiting = this.#waiting.get(call);
    if (!waiting) return;
    this.#waiting.delete(call);
    this.#waitingDrafts -= waiting.drafts;
    this.#waitingBytes -= waiting.bytes;
    waiting.resolve(answer);
  }

  #watch(): void {
    if (this.#clock.now() - this.#heardMs > silenceMs) this.#end(errors.nodeGone());
  }

  #end(reason: ChatError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stopWatching();
    this.#stream.cancel();
    this.#client.close();
    for (const call of [...this.#waiting.keys()]) this.#settle(call, { appended: [], failure: errors.nodeGone() });
    this.#listener.onEnd(reason);
  }
}

function refused(failure: ChatError): Promise<LaneAnswer> {
  return Promise.resolve({ appended: [], failure });
}

function asIs(bytes: Buffer): Buffer {
  return bytes;
}
