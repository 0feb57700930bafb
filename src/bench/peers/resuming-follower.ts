// One who follows the lobby of Madang over gRPC and takes up again where it was cut.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  ChannelService,
  SubscribeRequestSchema,
  SubscribeResponseSchema,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import { Follower } from "../load/follower.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { toGrpcFrame } from "../load/grpc-frames.ts";
import { within } from "../within.ts";
import type { Ear } from "./ear.ts";

const answerMs = 60_000;

/** One Subscribe stream at a time, on a connection of its own. */
export class ResumingFollower implements Ear {
  readonly hasLost = false;
  readonly #token: string;
  #epoch = 0n;
  #heardBefore = 0;
  #follower = new Follower();
  #connection: GrpcConnection | undefined;

  constructor(token: string) {
    this.#token = token;
  }

  get received(): number {
    return this.#heardBefore + this.#follower.received;
  }

  get failure(): Error | undefined {
    return this.#follower.failure;
  }

  async open(address: string): Promise<void> {
    const cursors = this.#epoch > 0n ? [{ channelId: "lobby", seq: BigInt(this.#follower.through) }] : [];
    this.#heardBefore = this.received;
    const follower = new Follower();
    this.#follower = follower;
    const connection = await GrpcConnection.open(address);
    this.#connection = connection;
    const answered = Promise.withResolvers<void>();
    const stream = connection.stream(ChannelService.method.subscribe, this.#token, {
      onMessage: (frame) => {
        follower.hear(frame);
        // The first frame alone names the epoch.
        this.#epoch ||= fromBinary(SubscribeResponseSchema, frame).epoch;
        answered.resolve();
      },
      onEnd: (failure) => answered.reject(failure ?? new Error("the stream ended")),
    });
    const request = create(SubscribeRequestSchema, { epoch: this.#epoch, cursors });
    stream.end(toGrpcFrame(toBinary(SubscribeRequestSchema, request)));
    await within(answered.promise, answerMs, "subscribing");
  }

  close(): void {
    this.#connection?.close();
  }
}
