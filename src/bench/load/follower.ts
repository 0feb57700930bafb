// One who listens to the lobby and knows whether they heard everything.
import { setTimeout as sleep } from "node:timers/promises";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  ChannelService,
  SubscribeRequestSchema,
  SubscribeResponseSchema,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import type { Event } from "../../gen/madang/channel/v1/event_pb.ts";
import { within } from "../within.ts";
import { readRanges } from "./frame-ranges.ts";
import { toGrpcFrame } from "./grpc-frames.ts";
import type { WireConnection } from "./wire.ts";

const liveMs = 30_000;
const lookMs = 5;

/** What a follower may be asked to tell; without `onEvent` no event is decoded. */
export interface FollowerEars {
  readonly onEvent?: (event: Event) => void;
  readonly onRange?: (after: number, through: number) => void;
}

/** One Subscribe stream of a person who is in the lobby alone. Every range must begin where the last one ended. */
export class Follower {
  /** How many events were heard, by the ranges. */
  received = 0;
  /** Why this one does not hear everything. */
  failure: Error | undefined;
  /** The last seq heard. */
  through = 0;
  readonly #ears: FollowerEars;
  readonly #caughtUp = Promise.withResolvers<void>();

  /** One who has heard nothing yet; `open` connects it. */
  constructor(ears: FollowerEars = {}) {
    this.#ears = ears;
    // Who opened it hears of a failure; later it is told by `failure`.
    this.#caughtUp.promise.catch(() => undefined);
  }

  /** Subscribes at the lobby's head and resolves when the stream is live. */
  static async open(connection: WireConnection, token: string, ears: FollowerEars = {}): Promise<Follower> {
    const follower = new Follower(ears);
    const stream = connection.stream(ChannelService.method.subscribe, token, {
      onMessage: (frame) => follower.hear(frame),
      onEnd: (failure) => follower.#fail(failure ?? new Error("the stream ended")),
    });
    stream.end(toGrpcFrame(toBinary(SubscribeRequestSchema, create(SubscribeRequestSchema))));
    await within(follower.#caughtUp.promise, liveMs, "catching up");
    return follower;
  }

  /** Resolves when so many events were heard; rejects if the stream fails, or they do not come in time. */
  async hears(events: number, withinMs: number): Promise<void> {
    const giveUpAtMs = performance.now() + withinMs;
    while (this.received < events && !this.failure && performance.now() < giveUpAtMs) await sleep(lookMs);
    if (this.failure) throw this.failure;
    if (this.received !== events) throw new Error(`${this.received} events were heard, not ${events}`);
  }

  /** Takes the next frame of the stream. */
  hear(frame: Uint8Array): void {
    if (readRanges(frame, (after, through) => this.#advance(after, through))) this.#hearRest(frame);
    else if (this.#ears.onEvent) this.#hearEvents(frame, this.#ears.onEvent);
  }

  #advance(after: number, through: number): void {
    if (after !== this.through) this.#fail(new Error(`a range begins after ${after}, not after ${this.through}`));
    this.received += through - after;
    this.through = through;
    this.#ears.onRange?.(after, through);
  }

  #hearEvents(frame: Uint8Array, onEvent: (event: Event) => void): void {
    for (const { after, through, events } of fromBinary(SubscribeResponseSchema, frame).ranges) {
      if (BigInt(events.length) !== through - after) this.#fail(new Error("a range lacks an event"));
      for (const event of events) onEvent(event);
    }
  }

  // Heads and what comes once: frames of their own, so that no event is in them.
  #hearRest(frame: Uint8Array): void {
    const { heads, gaps, reset, closing, caughtUp } = fromBinary(SubscribeResponseSchema, frame);
    for (const head of heads) this.through = Number(head.cursor);
    if (gaps.length > 0 || reset || closing) this.#fail(new Error(`cut off: ${closing?.reason ?? "gap or reset"}`));
    if (caughtUp) this.#caughtUp.resolve();
  }

  #fail(failure: Error): void {
    this.failure ??= failure;
    this.#caughtUp.reject(failure);
  }
}
