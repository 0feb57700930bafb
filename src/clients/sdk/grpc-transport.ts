// The gRPC wire: the only file of the SDK that knows the gRPC library.
import { isIP } from "node:net";
import { checkServerIdentity } from "node:tls";
import {
  create,
  type DescMessage,
  type DescMethod,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import {
  type ChannelCredentials,
  Client,
  type ClientOptions,
  type ClientReadableStream,
  connectivityState,
  credentials,
  Metadata,
  type StatusObject,
} from "@grpc/grpc-js";
import type { ChatError } from "../../core/errors.ts";
import { clientErrors, toChatError } from "./client-errors.ts";
import { deferred } from "./deferred.ts";
import { errorFromStatus } from "./error-from-status.ts";
import { type Connectivity, LiveClient } from "./live-client.ts";
import type { StreamOptions, Transport, UnaryOptions } from "./transport.ts";

/** How to trust the server, and how to be trusted: PEM. Left out, the connection is not encrypted. */
export interface Tls {
  /** The authority that signed the server's certificate; left out: those of the machine. */
  readonly ca?: Uint8Array;
  /** The client's own certificate and key, where the server asks for one. */
  readonly cert?: Uint8Array;
  readonly key?: Uint8Array;
}

const channelOptions: ClientOptions = {
  // Many clients in one process are many connections, as they are from many machines.
  "grpc.use_local_subchannel_pool": 1,
  // When to come back is decided by our own backoff: the library's must not add to it.
  "grpc.initial_reconnect_backoff_ms": 50,
  "grpc.max_reconnect_backoff_ms": 100,
  "grpc.dns_min_time_between_resolutions_ms": 1_000,
  "grpc.service_config_disable_resolution": 1,
  "grpc.enable_retries": 0,
  "grpc.keepalive_time_ms": 30_000,
  "grpc.keepalive_timeout_ms": 10_000,
  "grpc.max_send_message_length": 4 * 1024 * 1024,
  // A page of 200 of the longest messages is larger than what we may send.
  "grpc.max_receive_message_length": 16 * 1024 * 1024,
};

const loopback = /^(localhost|127\.[\d.]+|\[::1\])(:\d+)?$/;

/** Connects to "host:port" with the first call; a lost connection is opened again by the next one. */
export function grpcTransport(address: string, tls?: Tls): Transport {
  const host = address.replace(/:\d+$/, "").replaceAll(/[[\]]/g, "");
  const trust = tls ? trusting(tls, host) : credentials.createInsecure();
  const options = {
    ...channelOptions,
    // A proxy of the environment is for the world outside.
    ...(loopback.test(address) && { "grpc.enable_http_proxy": 0 }),
    // TLS knows no name that is an IP address: the certificate is held against the address below.
    ...(tls && isIP(host) !== 0 && { "grpc.ssl_target_name_override": "localhost" }),
  };
  const live = new LiveClient({ make: () => new Client(address, trust, options), connectivity });
  return {
    unary: (method, request, options) => callOnce(live.client(), method, encode(method.input, request), options),
    serverStream(method, request, options) {
      if (options.signal.aborted) return;
      const bytes = encode(method.input, request);
      hear(
        live.client().makeServerStreamRequest(pathOf(method), same, same, bytes, metadata(options.token)),
        method.output,
        options,
      );
    },
    bidi(method, options) {
      const stream = live.client().makeBidiStreamRequest(pathOf(method), same, same, metadata(options.token));
      hear(stream, method.output, options);
      return {
        send: (request) => void stream.write(encode(method.input, request)),
        finish: () => void stream.end(),
      };
    },
    close: () => live.close(),
  };
}

function connectivity(client: Client): Connectivity {
  const state = client.getChannel().getConnectivityState(false);
  if (state === connectivityState.READY) return "ready";
  return state === connectivityState.CONNECTING ? "connecting" : "other";
}

function trusting(tls: Tls, host: string): ChannelCredentials {
  const pem = (bytes: Uint8Array | undefined) => (bytes ? Buffer.from(bytes) : null);
  return credentials.createSsl(pem(tls.ca), pem(tls.key), pem(tls.cert), {
    checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate),
  });
}

const same = (bytes: Buffer) => bytes;

function pathOf(method: DescMethod): string {
  return `/${method.parent.typeName}/${method.name}`;
}

function encode<I extends DescMessage>(input: I, request: MessageInitShape<I>): Buffer {
  const bytes = toBinary(input, create(input, request));
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function decode<O extends DescMessage>(output: O, bytes: Buffer): MessageShape<O> {
  try {
    return fromBinary(output, bytes);
  } catch (error) {
    throw clientErrors.badAnswer(error);
  }
}

function metadata(token: string | undefined): Metadata {
  const held = new Metadata();
  if (token !== undefined) held.set("authorization", `Bearer ${token}`);
  return held;
}

function callOnce<I extends DescMessage, O extends DescMessage>(
  client: Client,
  method: DescMethodUnary<I, O>,
  bytes: Buffer,
  { token, timeoutMs, signal }: UnaryOptions,
): Promise<MessageShape<O>> {
  if (signal?.aborted) return Promise.reject(signal.reason);
  const { promise, resolve, reject } = deferred<Buffer>();
  const answered = (error: StatusObject | null, answer?: Buffer) => {
    signal?.removeEventListener("abort", abort);
    if (signal?.aborted) reject(signal.reason);
    else if (error) reject(fromStatus(error));
    else resolve(answer as Buffer);
  };
  const options = { deadline: Date.now() + timeoutMs };
  const call = client.makeUnaryRequest(pathOf(method), same, same, bytes, metadata(token), options, answered);
  const abort = () => call.cancel();
  signal?.addEventListener("abort", abort);
  return promise.then((answer) => decode(method.output, answer));
}

function fromStatus({ code, details, metadata: trailers }: StatusObject): ChatError {
  const [bytes] = trailers.get("grpc-status-details-bin");
  return errorFromStatus({ code, message: tidy(details), details: Buffer.isBuffer(bytes) ? bytes : undefined });
}

// The library wraps what a person wants to know.
function tidy(details: string): string {
  return details
    .replace(/^No connection established\. Last error: (Error: )?/, "")
    .replace(/\.? Resolution note: \.?$/, "");
}

function hear<O extends DescMessage>(
  stream: ClientReadableStream<Buffer>,
  output: O,
  { signal, onMessage, onEnd }: StreamOptions<MessageShape<O>>,
): void {
  let ended = false;
  const end = (error: ChatError | undefined) => {
    if (ended) return;
    ended = true;
    signal.removeEventListener("abort", abort);
    if (!signal.aborted) onEnd(error);
  };
  const abort = () => {
    end(undefined);
    stream.cancel();
  };
  signal.addEventListener("abort", abort);
  stream.on("data", (bytes: Buffer) => {
    if (ended) return;
    let message: MessageShape<O>;
    try {
      message = decode(output, bytes);
    } catch (error) {
      end(toChatError(error));
      return stream.cancel();
    }
    const taken = onMessage(message);
    if (taken) pauseFor(stream, taken);
  });
  // The status says the same, and more.
  stream.on("error", () => undefined);
  stream.on("status", (status: StatusObject) => {
    if (status.code !== 0) end(fromStatus(status));
  });
  stream.on("end", () => end(undefined));
}

function pauseFor(stream: ClientReadableStream<Buffer>, taken: Promise<void>): void {
  stream.pause();
  void taken.finally(() => stream.resume());
}
