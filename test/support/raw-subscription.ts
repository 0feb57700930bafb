// A Subscribe stream on a connection of its own that is read only when the test says so.
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from "node:http2";
import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import type { ChatError } from "../../src/clients/sdk/index.ts";
import {
  SubscribeRequestSchema,
  type SubscribeResponse,
  SubscribeResponseSchema,
} from "../../src/gen/madang/channel/v1/channel_pb.ts";
import { callHeaders, failureOf, toFrame } from "./wire-call.ts";

const path = "/madang.channel.v1.ChannelService/Subscribe";
/** Small: what the server cannot send stays with the server. */
const initialWindowSize = 16 * 1024;

/** Reads nothing until told to. */
export class RawSubscription {
  readonly frames: SubscribeResponse[] = [];
  /** The failure that the server's trailers told; undefined before they came. */
  failure: ChatError | undefined;
  /** Whether nothing can come any more. */
  isClosed = false;
  readonly #session: ClientHttp2Session;
  readonly #stream: ClientHttp2Stream;
  #rest: Buffer = Buffer.alloc(0);

  constructor(address: string, token: string, request: MessageInitShape<typeof SubscribeRequestSchema> = {}) {
    this.#session = connect(`http://${address}`, { settings: { initialWindowSize } });
    this.#session.on("error", () => undefined);
    this.#stream = this.#session.request(callHeaders({ path, token }));
    this.#stream.on("error", () => undefined);
    this.#stream.on("trailers", (trailers) => (this.failure = failureOf(trailers)));
    this.#stream.on("close", () => (this.isClosed = true));
    this.#stream.end(toFrame(toBinary(SubscribeRequestSchema, create(SubscribeRequestSchema, request))));
    this.#stream.on("data", (bytes: Buffer) => this.#take(bytes));
    this.#stream.pause();
  }

  /** With what HTTP/2 said that the stream was cut, if it was. */
  get resetCode(): number | undefined {
    return this.#stream.rstCode;
  }

  /** Reads what there is, from now on. */
  read(): void {
    this.#stream.resume();
  }

  /** Reads no more. */
  stall(): void {
    this.#stream.pause();
  }

  /** The seqs of a channel that came, in their order. */
  seqs(channelId: string): number[] {
    const ranges = this.frames.flatMap(({ ranges }) => ranges.filter((range) => range.channelId === channelId));
    return ranges.flatMap(({ events }) => events.map(({ seq }) => Number(seq)));
  }

  /** Cuts the connection. */
  close(): void {
    this.#session.destroy();
  }

  #take(bytes: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    while (this.#rest.length >= 5 && this.#rest.length >= 5 + this.#rest.readUInt32BE(1)) {
      const end = 5 + this.#rest.readUInt32BE(1);
      this.frames.push(fromBinary(SubscribeResponseSchema, this.#rest.subarray(5, end)));
      this.#rest = this.#rest.subarray(end);
    }
  }
}
