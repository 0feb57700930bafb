// A client of the gateway as one writes it without the SDK: words of docs/socketio.md, and what comes back.
import { io, type Socket } from "socket.io-client";
import { eventually } from "./running-command.ts";

const deadlineMs = 10_000;

/** What an acknowledgement holds. */
export interface RawAnswer {
  readonly response?: { readonly session?: { readonly accessToken: string } };
  readonly error?: RawError;
}

/** A failure as it comes. */
export interface RawError {
  readonly code: string;
  readonly reason: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** One socket, and all that it was told. */
export class RawSocket {
  readonly socket: Socket;
  readonly heard: { readonly event: string; readonly args: readonly unknown[] }[] = [];
  /** Why it was disconnected; undefined while it is not. */
  ended: string | undefined;
  token: string | undefined;

  private constructor(url: string) {
    this.socket = io(url, { transports: ["websocket"], reconnection: false, forceNew: true });
    this.socket.onAny((event: string, ...args: unknown[]) => this.heard.push({ event, args }));
    this.socket.on("disconnect", (reason) => {
      this.ended = reason;
    });
  }

  /** Connects; signs a guest in if a name is given. */
  static async open(url: string, name?: string): Promise<RawSocket> {
    const raw = new RawSocket(url);
    await raw.until(() => raw.socket.connected, "connection");
    if (name === undefined) return raw;
    const { response } = await raw.call("madang.agent.v1.AgentService/SignInGuest", {
      name,
      guestToken: `the-token-of-${name}`,
    });
    raw.token = response?.session?.accessToken;
    return raw;
  }

  /** Calls; rejects if no acknowledgement comes. */
  call(method: string, request: unknown, meta: object = { token: this.token }): Promise<RawAnswer> {
    return this.socket.timeout(deadlineMs).emitWithAck("call", method, request, meta);
  }

  /** Opens a stream. */
  open(id: unknown, method: string, request: unknown): void {
    this.socket.emit("open", id, method, request, { token: this.token });
  }

  /** The messages of a stream. */
  messages(id: number): readonly Record<string, unknown>[] {
    const own = this.heard.filter(({ event, args }) => event === "message" && args[0] === id);
    return own.map(({ args }) => args[1] as Record<string, unknown>);
  }

  /** How a stream ended: null for well; undefined if it has not. */
  endOf(id: number): RawError | null | undefined {
    return this.heard.find(({ event, args }) => event === "end" && args[0] === id)?.args[1] as RawError | null;
  }

  /** The server's last word. */
  get goodbye(): RawError | undefined {
    return this.heard.find(({ event }) => event === "goodbye")?.args[0] as RawError | undefined;
  }

  /** Resolves once this is true. */
  until(isTrue: () => boolean, what: string): Promise<void> {
    return eventually(isTrue, deadlineMs, () => `waited for ${what}; heard ${JSON.stringify(this.heard.slice(-3))}`);
  }

  close(): void {
    this.socket.disconnect();
  }
}
