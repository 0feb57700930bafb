// Makes a gRPC service of any service object by looping over its descriptor: no RPC is named here.
import { type DescMethod, type DescService, fromBinary } from "@bufbuild/protobuf";
import type {
  handleClientStreamingCall,
  handleUnaryCall,
  MethodDefinition,
  Server,
  ServerDuplexStream,
  ServerWritableStream,
  UntypedHandleCall,
} from "@grpc/grpc-js";
import { ServerDuplexStreamImpl, type ServerSurfaceCall } from "@grpc/grpc-js/build/src/server-call.js";
import { errors } from "../core/errors.ts";
import type { ByteStream, Call, Collecting } from "../core/service.ts";
import { type Authenticate, CallContext, findCaller, findToken } from "./call-context.ts";
import { encoderOf } from "./encoder.ts";
import { type OnUnexpected, toChatError, toStatus } from "./status.ts";
import { attachStream } from "./stream.ts";
import { answerOnce } from "./wire.ts";

/** What serving needs besides the services. */
export interface ServeOptions {
  readonly authenticate: Authenticate;
  readonly onUnexpected: OnUnexpected;
}

/** A service with its descriptor. */
export interface Served {
  readonly desc: DescService;
  /** An object with a method for each RPC: a Service of the descriptor. */
  readonly service: object;
  /**
   * For the service of an older protocol, which knows no sign-in: whom it answers, by their address. To all others it
   * is not there.
   */
  readonly opensTo?: ((address: string) => boolean) | undefined;
  /** For a service with a key of its own in place of people's sessions: throws what refuses this token. */
  readonly requireKey?: ((token: string | undefined, address: string) => void) | undefined;
}

type Bytes = Uint8Array;

/** Adds the services to a gRPC server. */
export function addServices(server: Server, services: readonly Served[], options: ServeOptions): void {
  for (const served of services) {
    const { desc } = served;
    const definitions: Record<string, MethodDefinition<unknown, Bytes>> = {};
    const handlers: Record<string, UntypedHandleCall> = {};
    for (const method of desc.methods) {
      definitions[method.localName] = toDefinition(method);
      handlers[method.localName] = toHandler(method, served, options);
    }
    server.addService(definitions, handlers);
  }
}

function toDefinition(method: DescMethod): MethodDefinition<unknown, Bytes> {
  return {
    path: `/${method.parent.typeName}/${method.name}`,
    requestStream: method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming",
    responseStream: method.methodKind === "server_streaming" || method.methodKind === "bidi_streaming",
    requestDeserialize: (bytes) => fromBinary(method.input, bytes),
    requestSerialize: () => Buffer.alloc(0),
    // Responses are encoded before they come here, streams' frames once for all who get them.
    responseSerialize: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    responseDeserialize: (bytes) => bytes,
  };
}

function toHandler(method: DescMethod, served: Served, options: ServeOptions): UntypedHandleCall {
  const { service } = served;
  const meet = toMeet(served, options);
  const found: unknown = Reflect.get(service, method.localName);
  const act = typeof found === "function" ? (found.bind(service) as (...args: unknown[]) => unknown) : undefined;
  if (!act) throw new Error(`${method.parent.typeName} has no method ${method.localName}`);
  switch (method.methodKind) {
    case "unary":
      return unary(method, act, meet, options);
    case "client_streaming":
      return collecting(method, act, meet, options);
    case "server_streaming":
      return streaming(
        (call, context) => act((call as ServerWritableStream<unknown, Bytes>).request, context),
        meet,
        options,
      );
    case "bidi_streaming":
      return streaming((_call, context) => act(context), meet, options);
  }
}

/** Who calls, as the method will know it; throws what refuses them. */
type Meet = (call: ServerSurfaceCall) => Call | Promise<Call>;

function toMeet({ opensTo, requireKey }: Served, { authenticate }: ServeOptions): Meet {
  if (requireKey) {
    return (call) => {
      const context = new CallContext(call, undefined);
      requireKey(findToken(call), context.address);
      return context;
    };
  }
  if (!opensTo) {
    return (call) => {
      const found = findCaller(call, authenticate);
      if (!(found instanceof Promise)) return new CallContext(call, found);
      return found.then((caller) => new CallContext(call, caller));
    };
  }
  return (call) => {
    const context = new CallContext(call, undefined);
    if (!opensTo(context.address)) throw errors.doorClosed();
    return context;
  };
}

type Act = (...args: unknown[]) => unknown;

function unary(method: DescMethod, act: Act, meet: Meet, options: ServeOptions): handleUnaryCall<unknown, Bytes> {
  const encode = encoderOf(method.output);
  return (call, callback) => {
    const refuse = (failure: unknown) => callback(toStatus(toChatError(failure, options.onUnexpected)));
    const answer = (response: unknown) => {
      try {
        answerOnce(call, encode(response));
      } catch (failure) {
        refuse(failure);
      }
    };
    // The most frequent kind of call: no promise more than the method's own.
    try {
      const met = meet(call);
      const asked = met instanceof Promise ? met.then((context) => act(call.request, context)) : act(call.request, met);
      (asked as Promise<unknown>).then(answer, refuse);
    } catch (failure) {
      refuse(failure);
    }
  };
}

function collecting(
  method: DescMethod,
  act: Act,
  meet: Meet,
  options: ServeOptions,
): handleClientStreamingCall<unknown, Bytes> {
  const encode = encoderOf(method.output);
  return (call, callback) => {
    const fail = (failure: unknown) => {
      callback(toStatus(toChatError(failure, options.onUnexpected)));
      // What still comes is let go.
      call.removeAllListeners("data").resume();
    };
    const run = async () => {
      const collected = act(await meet(call)) as Collecting<unknown, unknown>;
      call.on("data", (message: unknown) => {
        try {
          collected.receive(message);
        } catch (failure) {
          call.removeAllListeners("end");
          fail(failure);
        }
      });
      call.on("end", () => {
        collected.finish().then((response) => callback(null, encode(response)), fail);
      });
      call.on("error", () => undefined);
    };
    run().catch(fail);
  };
}

type StreamCall = ServerWritableStream<unknown, Bytes> | ServerDuplexStream<unknown, Bytes>;
type OpenMethod = (call: StreamCall, context: Call) => unknown;

function streaming(open: OpenMethod, meet: Meet, options: ServeOptions): UntypedHandleCall {
  return (call: StreamCall) => {
    const run = async () => {
      const stream = (await open(call, await meet(call as ServerSurfaceCall))) as ByteStream<unknown>;
      attachStream(call, stream, call instanceof ServerDuplexStreamImpl, options.onUnexpected);
    };
    // As the library wants it: its own listener ends the call with this status. A destroyed call would end without a word.
    run().catch((failure: unknown) => call.emit("error", statusError(failure, options)));
  };
}

function statusError(failure: unknown, { onUnexpected }: ServeOptions): Error {
  const chatError = toChatError(failure, onUnexpected);
  return Object.assign(new Error(chatError.message), toStatus(chatError));
}
