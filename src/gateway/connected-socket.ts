// One socket: what its client asks becomes calls and streams of the services; what is no such thing ends it with a word.
import type { DescMethod, JsonValue } from "@bufbuild/protobuf";
import type { Socket } from "socket.io";
import type { Clock } from "../core/clock.ts";
import { type ChatError, errors } from "../core/errors.ts";
import type { ByteStream, Caller } from "../core/service.ts";
import type { Authenticate } from "../rpc/call-context.ts";
import { type OnUnexpected, toChatError } from "../rpc/status.ts";
import { toErrorJson } from "./error-json.ts";
import { messageFromJson } from "./json/message-from-json.ts";
import { messageText } from "./json-message.ts";
import type { ServedMethod } from "./methods.ts";
import type { SharedFrames } from "./shared-frames.ts";
import { SocketCall, type SocketPlace } from "./socket-call.ts";
import { SocketStream } from "./socket-stream.ts";
import { SocketWire } from "./socket-wire.ts";
import { maxUnread } from "./unread-packets.ts";

/** What all sockets share. */
export interface SocketParts {
  readonly methods: ReadonlyMap<string, ServedMethod>;
  readonly authenticate: Authenticate;
  readonly onUnexpected: OnUnexpected;
  readonly frames: SharedFrames;
  readonly clock: Clock;
}

const maxCalls = 100;
const maxStreams = 20;
/** Refusals that were not taken: whoever goes on asking reads nothing. */
const maxWaiting = 1_000;
/** A client that does not read the last word either is cut off after so long. */
const lastWordMs = 2_000;
const maxWaitingBytes = 4 * 1024 * 1024;
const defaultTimeoutMs = 30_000;
const maxTimeoutMs = 600_000;

/** From the handshake to the end of the connection. */
export class ConnectedSocket {
  readonly #wire: SocketWire;
  readonly #parts: SocketParts;
  readonly #place: SocketPlace;
  readonly #calls = new Set<SocketCall>();
  readonly #streams = new Map<number, SocketStream>();
  #isOver = false;

  constructor(socket: Socket, parts: SocketParts) {
    this.#wire = new SocketWire(socket);
    this.#parts = parts;
    const { localPort = 0 } = socket.request.socket;
    this.#place = { address: socket.handshake.address, connection: `socket.io ${socket.id}`, port: localPort };
    // The library's own acknowledgement cannot tell when it was taken.
    Object.assign(socket, { ack: (id: number): Answer => this.#answer.bind(this, id) });
    socket.onAny((event: unknown, ...args: unknown[]) => this.#heard(event, args));
    socket.on("error", () => this.leave(errors.argumentInvalid("This is no packet of Socket.IO.")));
    socket.on("disconnect", () => this.#gone());
  }

  /** How many calls are not answered, or their answers not taken. */
  get calls(): number {
    return this.#calls.size + this.#wire.waiting;
  }

  /** Ends every stream and the connection, and says why. */
  leave(reason: ChatError): void {
    if (this.#isOver) return;
    for (const stream of [...this.#streams.values()]) stream.end(reason);
    this.#isOver = true;
    this.#wire.goodbye(reason);
    this.#parts.clock.after(lastWordMs, () => this.#wire.cut());
  }

  // The library also lets events through whose name is a number, and such that have none.
  #heard(event: unknown, args: readonly unknown[]): void {
    if (this.#isOver) return;
    try {
      if (typeof event !== "string") throw errors.argumentInvalid("An event is called by a name.");
      if (this.#wire.waiting > maxWaiting || this.#wire.unread > maxUnread) throw errors.slowConsumer();
      if (event === "call") this.#call(args);
      else if (event === "open") this.#open(args);
      else this.#tellStream(event, args);
    } catch (failure) {
      this.leave(toChatError(failure, this.#parts.onUnexpected));
    }
  }

  #answer(id: number, json: string): void {
    if (!this.#isOver) this.#wire.answer(id, json);
  }

  #call([path, request, meta, answer]: readonly unknown[]): void {
    if (typeof answer !== "function")
      throw errors.argumentInvalid("A call is call(method, request, meta, ack): the acknowledgement is missing.");
    const tell = answer as Answer;
    const refuse = (failure: unknown) => {
      const error = toErrorJson(toChatError(failure, this.#parts.onUnexpected));
      tell(JSON.stringify({ error }));
    };
    if (this.calls >= maxCalls || this.#wire.waitingBytes > maxWaitingBytes)
      return refuse(errors.tooManyCalls(maxCalls));
    const call = new SocketCall(this.#place);
    this.#calls.add(call);
    const stopTimer = this.#parts.clock.after(timeoutOf(meta), () => {
      call.giveUp(errors.deadline());
      done(() => refuse(errors.deadline()));
    });
    const done = (act: () => void) => {
      if (!this.#calls.delete(call)) return;
      stopTimer();
      act();
    };
    this.#ask(path, request, meta, call).then(
      (response) => done(() => tell(`{"response":${response}}`)),
      (failure: unknown) => done(() => refuse(failure)),
    );
  }

  /** Resolves to the response as JSON. */
  async #ask(path: unknown, request: unknown, meta: unknown, call: SocketCall): Promise<string> {
    const { desc, act } = this.#method(path);
    if (desc.methodKind !== "unary") throw errors.argumentInvalid("This call is a stream: open it.");
    const message = messageFromJson(desc.input, toJsonValue(request));
    call.caller = await this.#caller(meta);
    return messageText(desc.output, await act(message, call));
  }

  #open([id, path, request, meta]: readonly unknown[]): void {
    if (!isId(id) || this.#streams.has(id))
      throw errors.argumentInvalid("A stream needs a whole number from 1 on that no open stream has.");
    if (this.#streams.size >= maxStreams) return this.#wire.end(id, errors.tooManyStreams(maxStreams));
    const method = this.#find(path);
    if (!method) return this.#wire.end(id, errors.methodUnknown());
    const { frames, onUnexpected } = this.#parts;
    const call = new SocketCall(this.#place);
    const onOver = () => {
      this.#streams.delete(id);
      call.giveUp(errors.deadline());
    };
    const stream = new SocketStream({ id, method: method.desc, wire: this.#wire, frames, onUnexpected, onOver });
    this.#streams.set(id, stream);
    this.#begin(method, request, meta, call).then(
      (made) => stream.attach(made),
      (failure: unknown) => stream.refuse(failure),
    );
  }

  async #begin({ desc, act }: ServedMethod, request: unknown, meta: unknown, call: SocketCall) {
    if (!isStream(desc)) throw errors.argumentInvalid("This call is no stream: it is answered once.");
    const args = desc.methodKind === "server_streaming" ? [messageFromJson(desc.input, toJsonValue(request))] : [];
    call.caller = await this.#caller(meta);
    return (await act(...args, call)) as ByteStream<unknown>;
  }

  // What comes for a stream that has ended meanwhile is let go.
  #tellStream(event: string, [id, request]: readonly unknown[]): void {
    if (!isId(id)) throw errors.argumentInvalid(`Nothing here is called "${event.slice(0, 50)}".`);
    const stream = this.#streams.get(id);
    if (event === "send") {
      if (stream) this.#send(stream, request);
    } else if (event === "finish") stream?.finish();
    else if (event === "cancel") stream?.gone();
    else throw errors.argumentInvalid(`Nothing here is called "${event.slice(0, 50)}".`);
  }

  #send(stream: SocketStream, request: unknown): void {
    try {
      stream.receive(messageFromJson(stream.parts.method.input, toJsonValue(request)));
    } catch (failure) {
      stream.refuse(failure);
    }
  }

  #method(path: unknown): ServedMethod {
    const method = this.#find(path);
    if (!method) throw errors.methodUnknown();
    return method;
  }

  #find(path: unknown): ServedMethod | undefined {
    return typeof path === "string" ? this.#parts.methods.get(path) : undefined;
  }

  #caller(meta: unknown): Caller | undefined | Promise<Caller> {
    const token = fieldOf(meta, "token");
    if (token === undefined || token === null) return undefined;
    if (typeof token !== "string" || !/^[\x21-\x7e]{1,512}$/.test(token)) throw errors.signInFirst();
    return this.#parts.authenticate(token);
  }

  #gone(): void {
    this.#isOver = true;
    for (const stream of [...this.#streams.values()]) stream.gone();
    for (const call of this.#calls) call.giveUp(errors.deadline());
  }
}

type Answer = (json: string) => void;

function isId(id: unknown): id is number {
  return Number.isSafeInteger(id) && (id as number) > 0;
}

// What came over the wire is JSON; a request that was left out is one without fields.
function toJsonValue(request: unknown): JsonValue {
  return (request ?? {}) as JsonValue;
}

function isStream({ methodKind }: DescMethod): boolean {
  return methodKind === "server_streaming" || methodKind === "bidi_streaming";
}

function fieldOf(meta: unknown, name: string): unknown {
  return typeof meta === "object" && meta !== null ? (meta as Readonly<Record<string, unknown>>)[name] : undefined;
}

function timeoutOf(meta: unknown): number {
  const asked = fieldOf(meta, "timeoutMs");
  return typeof asked === "number" && asked > 0 ? Math.min(asked, maxTimeoutMs) : defaultTimeoutMs;
}
