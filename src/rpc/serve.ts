// Makes a gRPC service of any service object by looping over its descriptor: no RPC is named here.
import {
  create,
  type DescMethod,
  type DescService,
  fromBinary,
  type MessageInitShape,
  toBinary,
} from "@bufbuild/protobuf";
import type {
  handleUnaryCall,
  MethodDefinition,
  Server,
  ServerDuplexStream,
  ServerWritableStream,
  UntypedHandleCall,
} from "@grpc/grpc-js";
import { ServerDuplexStreamImpl, type ServerSurfaceCall } from "@grpc/grpc-js/build/src/server-call.js";
import type { ByteStream, Call } from "../core/service.ts";
import { type Authenticate, CallContext, findCaller } from "./call-context.ts";
import { type OnUnexpected, toChatError, toStatus } from "./status.ts";
import { attachStream } from "./stream.ts";

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
}

type Bytes = Uint8Array;

/** Adds the services to a gRPC server. */
export function addServices(server: Server, services: readonly Served[], options: ServeOptions): void {
  for (const { desc, service } of services) {
    const definitions: Record<string, MethodDefinition<unknown, Bytes>> = {};
    const handlers: Record<string, UntypedHandleCall> = {};
    for (const method of desc.methods) {
      definitions[method.localName] = toDefinition(method);
      handlers[method.localName] = toHandler(method, service, options);
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

function toHandler(method: DescMethod, service: object, options: ServeOptions): UntypedHandleCall {
  const found: unknown = Reflect.get(service, method.localName);
  const act = typeof found === "function" ? (found.bind(service) as (...args: unknown[]) => unknown) : undefined;
  if (!act) throw new Error(`${method.parent.typeName} has no method ${method.localName}`);
  switch (method.methodKind) {
    case "unary":
      return unary(method, act, options);
    case "server_streaming":
      return streaming(
        (call, context) => act((call as ServerWritableStream<unknown, Bytes>).request, context),
        options,
      );
    case "bidi_streaming":
      return streaming((_call, context) => act(context), options);
    case "client_streaming":
      throw new Error(`${method.name}: no service of ours takes a stream and answers once`);
  }
}

function unary(
  method: DescMethod,
  act: (...args: unknown[]) => unknown,
  options: ServeOptions,
): handleUnaryCall<unknown, Bytes> {
  return (call, callback) => {
    const run = async () => {
      const found = findCaller(call, options.authenticate);
      const caller = found instanceof Promise ? await found : found;
      const response = await act(call.request, new CallContext(call, caller));
      const message = create(method.output, response as MessageInitShape<typeof method.output>);
      callback(null, toBinary(method.output, message));
    };
    run().catch((failure: unknown) => callback(toStatus(toChatError(failure, options.onUnexpected))));
  };
}

type StreamCall = ServerWritableStream<unknown, Bytes> | ServerDuplexStream<unknown, Bytes>;
type OpenMethod = (call: StreamCall, context: Call) => unknown;

function streaming(open: OpenMethod, options: ServeOptions): UntypedHandleCall {
  return (call: StreamCall) => {
    const run = async () => {
      const found = findCaller(call as ServerSurfaceCall, options.authenticate);
      const caller = found instanceof Promise ? await found : found;
      const stream = (await open(call, new CallContext(call as ServerSurfaceCall, caller))) as ByteStream<unknown>;
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
