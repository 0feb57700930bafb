// The websocket below a connection of engine.io, which its types do not show.

/** What we use of a websocket of the library `ws`. */
export interface WebSocket {
  /** Bytes that were written and that the system has not taken. */
  readonly bufferedAmount: number;
  on(event: "ping", listener: (this: WebSocket) => void): void;
  /** Reads no more: what was read already still comes. */
  pause(): void;
  resume(): void;
  /** Ends the connection now, without a word. */
  terminate(): void;
}

/** The websocket; undefined for a connection by polling. */
export function webSocketOf(conn: { readonly transport: object }): WebSocket | undefined {
  return (conn.transport as { readonly socket?: WebSocket }).socket;
}
