// The links that other nodes open to this one, as a gRPC service.
import { create } from "@bufbuild/protobuf";
import type { Cancel, Clock } from "../../core/clock.ts";
import { errors } from "../../core/errors.ts";
import type { AnsweringNode, AnswerNode, NodeAsker } from "../../core/nodes.ts";
import type { LaneAnswer } from "../../core/ports.ts";
import type { OpenStream, Service, StreamSink } from "../../core/service.ts";
import {
  AppendAnswerSchema,
  LinkHeadSchema,
  LinkLeftSchema,
  type LinkRequest,
  type NodeService as NodeDesc,
} from "../../gen/madang/cluster/v1/link_pb.ts";
import { LinkOutlet } from "./link-outlet.ts";
import { fromLinkDraft, toAppendAnswer } from "./link-words.ts";
import { pulseMs } from "./pulse.ts";

/** Answers links; whoever reaches this service is taken for a node, so only nodes may reach it. */
export class NodeService implements Service<typeof NodeDesc> {
  readonly #answer: AnswerNode;
  readonly #clock: Clock;
  readonly #open = new Set<Link>();

  constructor({ answer, clock }: { answer: AnswerNode; clock: Clock }) {
    this.#answer = answer;
    this.#clock = clock;
  }

  link(): (sink: StreamSink) => OpenStream<LinkRequest> {
    return (sink) => {
      const link = new Link(sink, this.#answer, this.#clock, () => this.#open.delete(link));
      this.#open.add(link);
      return link;
    };
  }

  /** How many nodes have a link to this one. */
  get links(): number {
    return this.#open.size;
  }

  /** Ends all links: the nodes ask elsewhere. */
  close(): void {
    for (const link of this.#open) link.end();
  }
}

class Link implements OpenStream<LinkRequest> {
  readonly #sink: StreamSink;
  readonly #answer: AnswerNode;
  readonly #outlet: LinkOutlet;
  readonly #onGone: () => void;
  readonly #stopPulse: Cancel;
  #node: AnsweringNode | undefined;
  #gone = false;

  constructor(sink: StreamSink, answer: AnswerNode, clock: Clock, onGone: () => void) {
    this.#sink = sink;
    this.#answer = answer;
    this.#onGone = onGone;
    this.#outlet = new LinkOutlet((frame, taken) => sink.write(frame, taken));
    // A frame without anything: who hears nothing for long takes this node for gone.
    this.#stopPulse = clock.every(pulseMs, () => this.#outlet.add(() => undefined));
  }

  receive({ address, appends, follow, unfollow, signals }: LinkRequest): void {
    this.#node ??= this.#answer({ address, asker: this.#asker() });
    for (const { call, drafts } of appends)
      void this.#node.append(drafts.map(fromLinkDraft)).then((answer) => this.#answered(call, answer));
    if (unfollow.length > 0) {
      for (const channelId of unfollow) this.#outlet.forget(channelId);
      this.#node.unfollow(unfollow);
    }
    if (follow.length > 0) this.#node.follow(follow);
    for (const signal of signals) this.#node.signal(signal);
  }

  finish(): void {
    this.#sink.end();
    this.gone();
  }

  gone(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#stopPulse();
    this.#outlet.close();
    this.#node?.gone();
    this.#onGone();
  }

  end(): void {
    this.#sink.end(errors.draining());
    this.gone();
  }

  #answered(call: bigint, answer: LaneAnswer): void {
    if (this.#gone) return;
    this.#outlet.add(({ answers }) => void answers.push(create(AppendAnswerSchema, toAppendAnswer(call, answer))));
  }

  #asker(): NodeAsker {
    const outlet = this.#outlet;
    return {
      onHead(channelId, head) {
        // What waits is accounted for by the head.
        outlet.forget(channelId);
        outlet.add(({ heads }) => void heads.push(create(LinkHeadSchema, { channelId, seq: BigInt(head) })));
      },
      onEvents: (channelId, events) => outlet.events(channelId, events),
      onLeft(channelId, owner = "") {
        outlet.forget(channelId);
        outlet.add(({ left }) => void left.push(create(LinkLeftSchema, { channelId, owner })));
      },
      onSignal: (signal) => outlet.signal(signal),
    };
  }
}
