// The wire of browsers: Socket.IO over a websocket, with sessions by HTTP where a cookie keeps them.
import type { DescMessage, DescMethodUnary, JsonValue, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { io, type Socket } from "socket.io-client";
import type { ChatError } from "../../core/errors.ts";
import { clientErrors, toChatError } from "./client-errors.ts";
import { cookieSession, isSessionCall } from "./cookie-session.ts";
import { deferred } from "./deferred.ts";
import { type ErrorJson, errorFromJson } from "./error-from-json.ts";
import { HeardStream } from "./heard-stream.ts";
import { pathOf, readAnswer, toJsonOf } from "./json-wire.ts";
import type { StreamOptions, Transport, UnaryOptions } from "./transport.ts";

/** How to reach the server. */
export interface SocketIoOptions {
  /** Keeps the refresh token in a cookie that scripts cannot read: for pages of the server itself. */
  readonly cookie?: boolean | undefined;
}

/** Connects to e.g. "http://127.0.0.1:8080" with the first call; a lost connection is opened again by the next one. */
export function socketIoTransport(url: string, { cookie = false }: SocketIoOptions = {}): Transport {
  let link: Link | undefined;
  const linked = () => {
    if (!link || link.isLost) link = new Link(url);
    return link;
  };
  return {
    unary(method, request, options) {
      if (options.signal?.aborted) return Promise.reject(options.signal.reason);
      if (cookie && isSessionCall(method)) return cookieSession(url, method, request, options);
      return callOnce(linked(), method, request, options);
    },
    serverStream(method, request, options) {
      if (options.signal.aborted) return;
      linked().open(pathOf(method), toJsonOf(method.input, request), heard(method.output, options), options.token);
    },
    bidi(method, options) {
      const on = linked();
      const id = on.open(pathOf(method), null, heard(method.output, options), options.token);
      return {
        send: (request) => on.send(id, () => toJsonOf(method.input, request)),
        finish: () => on.tell("finish", id),
      };
    },
    close() {
      link?.lose(clientErrors.closed());
    },
  };
}

async function callOnce<I extends DescMessage, O extends DescMessage>(
  link: Link,
  method: DescMethodUnary<I, O>,
  request: MessageInitShape<I>,
  { token, timeoutMs, signal }: UnaryOptions,
): Promise<MessageShape<O>> {
  const json = toJsonOf(method.input, request);
  return readAnswer(method.output, await link.call(pathOf(method), json, { token, timeoutMs }, signal));
}

function heard<O extends DescMessage>(output: O, options: StreamOptions<MessageShape<O>>) {
  return new HeardStream((json) => readAnswer(output, json), options);
}

const connectMs = 10_000;
/** The server says something every 20 s: after a longer silence the connection is taken for dead. */
const silenceMs = 30_000;

interface Waiting {
  fail(error: ChatError): void;
}

/** One connection, from its first call until it is lost: never opened again. */
class Link {
  isLost = false;
  readonly #socket: Socket;
  readonly #calls = new Set<Waiting>();
  readonly #streams = new Map<number, HeardStream>();
  #lastId = 0;
  #heardMs = performance.now();
  #goodbye: ChatError | undefined;

  constructor(url: string) {
    const socket = io(url, { transports: ["websocket"], reconnection: false, forceNew: true, timeout: connectMs });
    this.#socket = socket;
    const heardSome = () => {
      this.#heardMs = performance.now();
    };
    socket.io.on("ping", heardSome);
    socket.onAny(heardSome);
    socket.on("connect", heardSome);
    socket.on("connect_error", (error: Error & { data?: ErrorJson }) => {
      this.lose(error.data?.reason ? errorFromJson(error.data) : clientErrors.connection(error.message, error));
    });
    socket.on("disconnect", (reason) => this.lose(this.#goodbye ?? clientErrors.connection(reason)));
    socket.on("goodbye", (error: ErrorJson) => {
      this.#goodbye = errorFromJson(error);
    });
    socket.on("message", (id: number, json: JsonValue) => this.#streams.get(id)?.message(json));
    socket.on("end", (id: number, error: ErrorJson | null) => {
      const stream = this.#streams.get(id);
      this.#streams.delete(id);
      stream?.end(error ? errorFromJson(error) : undefined);
    });
  }

  /** Resolves to the JSON of the answer; rejects with what the server said, or when the connection is lost. */
  async call(
    path: string,
    request: JsonValue,
    meta: { readonly token: string | undefined; readonly timeoutMs: number },
    signal: AbortSignal | undefined,
  ): Promise<JsonValue> {
    const { promise, resolve, reject } = deferred<JsonValue>();
    const waiting = { fail: reject };
    const late = setTimeout(() => {
      reject(clientErrors.deadline());
      this.#loseIfSilent(meta.timeoutMs);
    }, meta.timeoutMs);
    const abort = () => reject(signal?.reason);
    this.#calls.add(waiting);
    signal?.addEventListener("abort", abort);
    try {
      this.#socket.emit("call", path, request, meta, ({ response, error }: Answer) => {
        if (error) reject(errorFromJson(error));
        else resolve(response ?? {});
      });
      return await promise;
    } finally {
      clearTimeout(late);
      this.#calls.delete(waiting);
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Opens a stream and gives its number. */
  open(path: string, request: JsonValue | null, stream: HeardStream, token: string | undefined): number {
    const id = ++this.#lastId;
    this.#streams.set(id, stream);
    stream.onGivenUp = () => {
      if (!this.#streams.delete(id)) return;
      this.tell("cancel", id);
      this.#loseIfSilent(silenceMs);
    };
    this.#socket.emit("open", id, path, request, { token });
    return id;
  }

  /** Sends a request of a stream; one that cannot be sent ends it. */
  send(id: number, request: () => JsonValue): void {
    try {
      this.tell("send", id, request());
    } catch (error) {
      const stream = this.#streams.get(id);
      this.#streams.delete(id);
      this.tell("cancel", id);
      stream?.end(toChatError(error));
    }
  }

  /** Says something of a stream that is open. */
  tell(event: "send" | "finish" | "cancel", id: number, ...request: JsonValue[]): void {
    if (!this.isLost) this.#socket.emit(event, id, ...request);
  }

  /** Ends everything that is open, and the connection. */
  lose(error: ChatError): void {
    if (this.isLost) return;
    this.isLost = true;
    for (const waiting of this.#calls) waiting.fail(error);
    for (const stream of this.#streams.values()) stream.end(error);
    this.#streams.clear();
    this.#socket.disconnect();
  }

  #loseIfSilent(limitMs: number): void {
    const silentMs = performance.now() - this.#heardMs;
    if (silentMs >= Math.min(limitMs, silenceMs)) this.lose(clientErrors.silent(silentMs));
  }
}

interface Answer {
  readonly response?: JsonValue;
  readonly error?: ErrorJson;
}
