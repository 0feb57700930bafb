// A plain Socket.IO server with one room, as its documentation shows it: what people would otherwise have written.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http);
io.on("connection", (socket) => {
  void socket.join("lobby");
  socket.on("say", (text: string) => io.to("lobby").emit("said", text));
});
http.listen(0, "127.0.0.1", () => {
  console.log(`Socket.IO on 127.0.0.1:${(http.address() as AddressInfo).port}`);
  console.log("ready");
});
process.once("disconnect", () => process.exit());
process.channel?.unref();
