// What a service is: a class whose methods are the RPCs of its descriptor, with nothing of any transport in it.
import type { DescMessage, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { GenService, GenServiceMethods } from "@bufbuild/protobuf/codegenv2";
import { errors } from "./errors.ts";
import type { FrameSink } from "./outlet.ts";

/** Who calls: a signed-in session. */
export interface Caller {
  readonly sessionId: string;
  readonly userId: string;
  readonly name: string;
}

/** What a method knows of its call. */
export interface Call {
  /** Undefined if the call came without a token; a wrong or expired token never reaches a method. */
  readonly caller: Caller | undefined;
  /** Aborts when the client has gone or the deadline has passed. */
  readonly signal: AbortSignal;
  /** The client's address, without port; `inside` for a call from inside. */
  readonly address: string;
  /** The connection that the call came by, as text that no other open connection has; "" for a call from inside. */
  readonly connection: string;
  /** The port of ours that the client reached; 0 for a call from inside. */
  readonly port: number;
}

/** The address of calls from inside this process: nothing is limited by address there. */
export const inside = "in-process";

/** A call from inside, on behalf of a person whom a door or the gateway has let in. */
export function callInside(caller: Caller | undefined, address = inside): Call {
  return { caller, signal: neverAborts, address, connection: "", port: 0 };
}

const neverAborts = new AbortController().signal;

/** An open stream, as the transport sees it. */
export interface OpenStream<Request = never> {
  /** The client sent a message; while the promise is pending no more is read. */
  receive?(request: Request): void | Promise<void>;
  /** The client will send no more. */
  finish?(): void;
  /** The client has gone: let go of everything. */
  gone(): void;
}

/** The way out of a stream. */
export interface StreamSink extends FrameSink {
  /**
   * Writes messages that stand behind gRPC's five bytes each already, as many as were joined: what many get is made
   * once. A stream uses this or `write`, not both.
   */
  writeFramed(messages: Uint8Array, done: () => void): void;
}

/** A stream that hands over encoded responses: opened once with the sink that takes them. */
export type ByteStream<Request = never> = (sink: StreamSink) => OpenStream<Request>;

/** A stream of requests that is answered once. */
export interface Collecting<Request, Response> {
  /** The client sent a message; a throw ends the call. */
  receive(request: Request): void;
  /** The client will send no more: the answer. */
  finish(): Promise<Response>;
}

type UnaryMethod<I extends DescMessage, O extends DescMessage> = (
  request: MessageShape<I>,
  call: Call,
) => Promise<MessageInitShape<O>>;
type ServerStreamMethod<I extends DescMessage> = (
  request: MessageShape<I>,
  call: Call,
) => ByteStream | Promise<ByteStream>;
type BidiMethod<I extends DescMessage> = (call: Call) => ByteStream<MessageShape<I>>;
type ClientStreamMethod<I extends DescMessage, O extends DescMessage> = (
  call: Call,
) => Collecting<MessageShape<I>, MessageInitShape<O>>;

type Method<M extends GenServiceMethods[string]> = M extends { methodKind: "unary" }
  ? UnaryMethod<M["input"], M["output"]>
  : M extends { methodKind: "server_streaming" }
    ? ServerStreamMethod<M["input"]>
    : M extends { methodKind: "client_streaming" }
      ? ClientStreamMethod<M["input"], M["output"]>
      : BidiMethod<M["input"]>;

/** The methods that a service descriptor asks for. */
export type Service<Desc> =
  Desc extends GenService<infer Methods> ? { [Name in keyof Methods]: Method<Methods[Name]> } : never;

/** The signed-in caller; throws SIGN_IN_FIRST. */
export function requireCaller(call: Call): Caller {
  if (!call.caller) throw errors.signInFirst();
  return call.caller;
}
