// What a connection was told and has not taken: whoever asks on and on without reading is cut off before it costs anything.
import type { Server, Socket } from "socket.io";
import { type WebSocket, webSocketOf } from "./web-socket.ts";

type Connection = Socket["conn"];

/** So many packets wait only for those who read nothing: streams hold back theirs, and calls are bounded. */
export const maxUnread = 4_096;
/** Answers to a websocket's own pings wait as bytes, and nowhere else. */
const maxUnreadBytes = 16 * 1024 * 1024;

/** How many packets wait for a connection. */
export function unreadPackets(connection: Connection): number {
  return (connection as unknown as { readonly writeBuffer: readonly unknown[] }).writeBuffer.length;
}

/** Cuts every connection of which twice `maxUnread` packets wait when it says something: the library answers some by itself. */
export function cutUnread({ engine }: Server): void {
  engine.on("connection", (connection: Connection) => {
    // One pair of listeners for all connections.
    connection.on("packet", cutIfUnread);
    webSocketOf(connection)?.on("ping", cutIfUnreadBytes);
  });
}

/** Ends the connection: what waits is dropped, what still comes is not read, and after half a minute it is destroyed. */
export function cut(connection: Connection): void {
  const webSocket = webSocketOf(connection);
  connection.close(true);
  webSocket?.pause();
}

function cutIfUnread(this: Connection): void {
  if (unreadPackets(this) > 2 * maxUnread) cut(this);
}

function cutIfUnreadBytes(this: WebSocket): void {
  if (this.bufferedAmount > maxUnreadBytes) this.terminate();
}
