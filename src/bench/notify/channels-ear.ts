// One who listens to all their channels and times what they hear.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  ChannelService,
  SubscribeRequestSchema,
  type SubscribeResponse,
  SubscribeResponseSchema,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import type { GrpcConnection } from "../load/grpc-connection.ts";
import { toGrpcFrame } from "../load/grpc-frames.ts";
import { dueOf } from "../load/stamped-text.ts";
import type { Latency } from "../meters/latency.ts";
import { within } from "../within.ts";

const liveMs = 30_000;

/** A Subscribe stream; every range of a channel must begin where its last one ended. */
export class ChannelsEar {
  /** Messages heard so far. */
  heard = 0;
  /** Why it does not hear everything. */
  failure: Error | undefined;
  /** Takes the time of each stamped message; undefined: nothing is timed. */
  latency: Latency | undefined;
  readonly #through = new Map<string, bigint>();
  readonly #caughtUp = Promise.withResolvers<void>();

  private constructor() {
    this.#caughtUp.promise.catch(() => undefined);
  }

  /** Resolves when the stream is live. */
  static async open(connection: GrpcConnection, token: string): Promise<ChannelsEar> {
    const ear = new ChannelsEar();
    const stream = connection.stream(ChannelService.method.subscribe, token, {
      onMessage: (frame) => ear.#hear(fromBinary(SubscribeResponseSchema, frame)),
      onEnd: (failure) => ear.#fail(failure ?? new Error("the stream ended")),
    });
    stream.end(toGrpcFrame(toBinary(SubscribeRequestSchema, create(SubscribeRequestSchema))));
    await within(ear.#caughtUp.promise, liveMs, "catching up");
    return ear;
  }

  #hear({ heads, ranges, gaps, reset, closing, caughtUp }: SubscribeResponse): void {
    const nowMs = performance.now();
    for (const { channelId, cursor } of heads) this.#through.set(channelId, cursor);
    for (const { channelId, after, through, events } of ranges) {
      if (after !== this.#through.get(channelId)) this.#fail(new Error(`a range of ${channelId} is missing`));
      this.#through.set(channelId, through);
      for (const { body } of events) {
        if (body.case !== "messagePosted") continue;
        this.heard++;
        this.latency?.record(dueOf(body.value.text), nowMs);
      }
    }
    if (gaps.length > 0 || reset || closing) this.#fail(new Error(`cut off: ${closing?.reason ?? "gap or reset"}`));
    if (caughtUp) this.#caughtUp.resolve();
  }

  #fail(failure: Error): void {
    this.failure ??= failure;
    this.#caughtUp.reject(failure);
  }
}
