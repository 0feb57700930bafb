// A bare lobby by plain TCP sockets: what bytes to many people cost at least. A connection says in its first frame what it is for.
import { type AddressInfo, createServer, type Socket } from "node:net";
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { GrpcFrames } from "../load/grpc-frames.ts";
import { BareLobby } from "./bare-lobby.ts";

const lobby = new BareLobby();

// Who follows has said all there is to say, and hears on.
const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
  socket.on("error", () => undefined);
  let hear = (method: Buffer) => {
    hear = earFor(socket, method.toString());
  };
  const frames = new GrpcFrames((message) => hear(message));
  socket.on("data", (chunk: Buffer) => frames.push(chunk));
});
server.listen(0, "127.0.0.1", () => {
  console.log(`plain TCP on 127.0.0.1:${(server.address() as AddressInfo).port}`);
  console.log("ready");
});
process.once("disconnect", () => process.exit());
process.channel?.unref();

function earFor(socket: Socket, method: string): (message: Uint8Array) => void {
  if (method === ChannelService.method.publish.name) return lobby.earFor(socket);
  lobby.follow(socket);
  return () => undefined;
}
