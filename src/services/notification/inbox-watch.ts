// One open WatchInbox: gets new items and counts as far as its client takes them, and nothing that grows.
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { type ChatError, errors } from "../../core/errors.ts";
import { type FrameSink, Outlet } from "../../core/outlet.ts";
import type { Caller } from "../../core/service.ts";
import { WatchInboxResponseSchema } from "../../gen/madang/notification/v1/notification_pb.ts";
import type { ShownNotice } from "./inbox-view.ts";

/** New items that wait for a client, at most; with more it lists the inbox again. */
const maxPending = 100;
/** A client that takes nothing for so long is ended. */
const stallMs = 30_000;
/** Proxies cut streams on which nothing comes. */
const idleMs = 15_000;

type Frame = MessageInitShape<typeof WatchInboxResponseSchema>;

/** What is to be told next. */
export interface InboxNews {
  readonly added: readonly ShownNotice[];
  readonly listAgain: boolean;
}

/** A watch that is behind keeps what is new, as far as that is bounded. */
export class InboxWatch {
  readonly caller: Caller;
  readonly #sink: FrameSink;
  readonly #outlet: Outlet;
  #added: ShownNotice[] = [];
  #listAgain = false;
  #isDue = true;
  #isAsking = false;
  #ended = false;

  /** `onFree` is called when the client has taken what was sent. */
  constructor(caller: Caller, sink: FrameSink, { now, onFree }: { now: () => number; onFree: () => void }) {
    this.caller = caller;
    this.#sink = sink;
    this.#outlet = new Outlet(sink, now, onFree);
  }

  /** Something is new, or the counts may be others. */
  note(notice?: ShownNotice): void {
    this.#isDue = true;
    if (!notice || this.#listAgain) return;
    this.#added.push(notice);
    if (this.#added.length <= maxPending) return;
    this.#added = [];
    this.#listAgain = true;
  }

  /** What there is to tell, if the client takes more; the next one comes after `tell` or `putBack`. */
  takeNews(): InboxNews | undefined {
    if (this.#ended || !this.#isDue || this.#isAsking || !this.#outlet.idle) return undefined;
    const news = { added: this.#added, listAgain: this.#listAgain };
    this.#added = [];
    this.#listAgain = false;
    this.#isDue = false;
    this.#isAsking = true;
    return news;
  }

  /** Sends what was taken. */
  tell(frame: Frame): void {
    this.#isAsking = false;
    this.#send(frame);
  }

  /** What was taken could not be told yet. */
  putBack({ added, listAgain }: InboxNews): void {
    const later = this.#added;
    this.#isAsking = false;
    this.#isDue = true;
    this.#listAgain ||= listAgain;
    this.#added = [];
    for (const notice of [...added, ...later]) this.note(notice);
  }

  /** Ends a client that takes nothing, and keeps a stream warm on which nothing comes. */
  tick(nowMs: number): void {
    if (!this.#outlet.idle) {
      if (nowMs - this.#outlet.drainedMs >= stallMs) this.end(errors.slowConsumer());
    } else if (nowMs - this.#outlet.wroteMs >= idleMs) this.#send({});
  }

  /** Ends the stream; ending twice is fine. */
  end(reason: ChatError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#sink.end(reason);
  }

  /** The client has gone: nothing is written any more. */
  abandon(): void {
    this.#ended = true;
  }

  get ended(): boolean {
    return this.#ended;
  }

  #send(frame: Frame): void {
    if (this.#ended) return;
    this.#outlet.add(toBinary(WatchInboxResponseSchema, create(WatchInboxResponseSchema, frame)));
    this.#outlet.flush();
  }
}
