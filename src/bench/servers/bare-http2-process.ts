// A bare node:http2 server that fans out as Madang does and nothing else: no store, no people, no bounds. Speaks the same wire.
import { createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { encodePart, encodeRange } from "../../core/frame.ts";
import {
  ChannelService,
  PublishRequestSchema,
  PublishResponseSchema,
  type SendMessageRequest,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import { EventSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import { GrpcFrames, toGrpcFrame } from "../load/grpc-frames.ts";
import { createPacedTurns } from "./paced-turns.ts";

const streams = new Set<ServerHttp2Stream>();
const takeTurn = createPacedTurns();
let head = 0;
let events: { bytes: Uint8Array }[] = [];

const server = createServer();
server.on("stream", (stream, headers) => {
  stream.respond({ ":status": 200, "content-type": "application/grpc" });
  stream.on("error", () => undefined);
  if (headers[":path"]?.endsWith(ChannelService.method.publish.name)) hear(stream);
  else follow(stream);
});
server.listen(0, "127.0.0.1", () => {
  console.log(`bare node:http2 on 127.0.0.1:${(server.address() as AddressInfo).port}`);
  console.log("ready");
});
process.once("disconnect", () => process.exit());
process.channel?.unref();

function follow(stream: ServerHttp2Stream): void {
  stream.write(toGrpcFrame(encodePart({ heads: [{ channelId: "lobby", cursor: BigInt(head) }], caughtUp: true })));
  streams.add(stream);
  stream.once("close", () => streams.delete(stream));
}

function hear(stream: ServerHttp2Stream): void {
  let sends = 0;
  const frames = new GrpcFrames((message) => {
    const seqs = fromBinary(PublishRequestSchema, message).sends.map(say);
    const acks = create(PublishResponseSchema, { firstSend: BigInt(sends), seqs });
    sends += seqs.length;
    stream.write(toGrpcFrame(toBinary(PublishResponseSchema, acks)));
  });
  stream.on("data", (chunk: Buffer) => frames.push(chunk));
}

function say({ text, clientMessageId }: SendMessageRequest): bigint {
  head++;
  const seq = BigInt(head);
  const messagePosted = { case: "messagePosted" as const, value: { text } };
  // The same bytes for each delivery as Madang's.
  const actor = { actorId: "0123456789012345678901", actorName: "bench-sender-0", clientMessageId };
  const event = create(EventSchema, { seq, atMs: BigInt(Date.now()), messages: seq, ...actor, body: messagePosted });
  events.push({ bytes: toBinary(EventSchema, event) });
  if (events.length === 1) takeTurn(flush);
  return seq;
}

function flush(): void {
  const frame = toGrpcFrame(encodeRange("lobby", head - events.length, head, events));
  events = [];
  for (const stream of streams) stream.write(frame);
}
