// A bare lobby by node:http2, which speaks the same wire as Madang: what HTTP/2 in Node costs at least.
import { createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { GrpcFrames } from "../load/grpc-frames.ts";
import { BareLobby } from "./bare-lobby.ts";

const lobby = new BareLobby();

const server = createServer();
server.on("stream", (stream, headers) => {
  stream.respond({ ":status": 200, "content-type": "application/grpc" });
  stream.on("error", () => undefined);
  if (!headers[":path"]?.endsWith(ChannelService.method.publish.name)) return lobby.follow(stream);
  const frames = new GrpcFrames(lobby.earFor(stream));
  stream.on("data", (chunk: Buffer) => frames.push(chunk));
});
server.listen(0, "127.0.0.1", () => {
  console.log(`bare node:http2 on 127.0.0.1:${(server.address() as AddressInfo).port}`);
  console.log("ready");
});
process.once("disconnect", () => process.exit());
process.channel?.unref();
