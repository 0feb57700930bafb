// One who hears all their channels, knows their place in each, and comes back to it after a cut.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  ChannelService,
  SubscribeRequestSchema,
  SubscribeResponseSchema,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import type { Event } from "../../gen/madang/channel/v1/event_pb.ts";
import { toGrpcFrame } from "../load/grpc-frames.ts";
import { within } from "../within.ts";
import type { Line, OpenLine } from "./lines.ts";
import { readAccount } from "./read-account.ts";

const liveMs = 60_000;

/** Who a person is, and by what they are connected. */
export interface PersonStart {
  readonly address: string;
  readonly token: string;
  readonly open: OpenLine;
  /** Hears each event; without it none is decoded. */
  readonly onEvent?: (event: Event) => void;
}

/** Every range of a channel must begin where the last one ended, over cuts too, and hold all of its events. */
export class Person {
  /** Events and frames so far. */
  received = 0;
  frames = 0;
  /** Why this one does not hear everything. */
  failure: Error | undefined;
  /** The reason that the server gave when it ended the stream, or what the connection said; undefined while it is open. */
  ended: string | undefined;
  readonly #start: PersonStart;
  readonly #cursors = new Map<string, number>();
  #epoch = 0n;
  #line: Line | undefined;
  #caughtUp = Promise.withResolvers<void>();

  constructor(start: PersonStart) {
    this.#start = start;
  }

  /** The line as it is open now. */
  get line(): Line | undefined {
    return this.#line;
  }

  /** Subscribes where they stand, at first at the heads, and resolves when the server says that all was sent. */
  async connect(): Promise<void> {
    const { address, token, open } = this.#start;
    const caughtUp = Promise.withResolvers<void>();
    // Who asked for it may not wait yet when it fails.
    caughtUp.promise.catch(() => undefined);
    this.#caughtUp = caughtUp;
    this.ended = undefined;
    const line = await open(address, token, ChannelService.method.subscribe, this.#request(), {
      onMessage: (frame) => this.#hear(frame),
      onEnd: (why) => {
        if (this.#line !== line) return;
        this.ended ??= why;
        caughtUp.reject(new Error(this.ended));
      },
    });
    this.#line = line;
    await within(caughtUp.promise, liveMs, "catching up");
  }

  /** Cuts the connection without a word. */
  cut(): void {
    const line = this.#line;
    this.#line = undefined;
    line?.cut();
  }

  #request(): Buffer {
    const cursors = [...this.#cursors].map(([channelId, seq]) => ({ channelId, seq: BigInt(seq) }));
    const request = create(SubscribeRequestSchema, { epoch: this.#epoch, cursors });
    return toGrpcFrame(toBinary(SubscribeRequestSchema, request));
  }

  #hear(frame: Buffer): void {
    this.frames++;
    if (readAccount(frame, (...range) => this.#advance(...range))) this.#hearRest(frame);
    const { onEvent } = this.#start;
    if (!onEvent) return;
    for (const { events } of fromBinary(SubscribeResponseSchema, frame).ranges) events.forEach(onEvent);
  }

  #advance(channelId: string, after: number, through: number, events: number): void {
    const cursor = this.#cursors.get(channelId);
    if (after !== cursor) this.#fail(`a range of ${channelId} begins after ${after}, not after ${cursor}`);
    if (events !== through - after) this.#fail(`a range of ${through - after} holds ${events} events`);
    this.#cursors.set(channelId, through);
    this.received += events;
  }

  #hearRest(frame: Buffer): void {
    const { epoch, heads, gaps, reset, closing, caughtUp } = fromBinary(SubscribeResponseSchema, frame);
    if (epoch > 0n) this.#epoch = epoch;
    for (const { channelId, cursor } of heads) this.#place(channelId, Number(cursor));
    if (gaps.length > 0 || reset) this.#fail("the server left a gap");
    if (closing) this.ended = closing.reason;
    if (caughtUp) this.#caughtUp.resolve();
  }

  #place(channelId: string, cursor: number): void {
    const known = this.#cursors.get(channelId) ?? cursor;
    if (cursor !== known) this.#fail(`${channelId} begins again after ${cursor}, not after ${known}`);
    this.#cursors.set(channelId, cursor);
  }

  #fail(why: string): void {
    this.failure ??= new Error(why);
  }
}
