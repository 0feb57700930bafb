// A gRPC call made by hand: any bytes at all, and exactly what came back.
import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from "node:http2";
import { errorFromStatus } from "../../src/clients/sdk/error-from-status.ts";
import type { ChatError } from "../../src/core/errors.ts";

const deadlineMs = 10_000;

/** What a call is made of. */
export interface WireRequest {
  /** E.g. "/madang.channel.v1.ChannelService/SendMessage". */
  readonly path: string;
  readonly token?: string | undefined;
  /** The bytes of the one message; not necessarily one. */
  readonly message: Uint8Array;
  /** Says that the message is compressed so. */
  readonly encoding?: "gzip" | undefined;
}

/** The bytes of a message with gRPC's five in front. */
export function toFrame(message: Uint8Array, compressed = false): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(compressed ? 1 : 0);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** The headers of a gRPC call. */
export function callHeaders({ path, token, encoding }: Omit<WireRequest, "message">): Record<string, string> {
  return {
    ":method": "POST",
    ":path": path,
    "content-type": "application/grpc",
    te: "trailers",
    ...(encoding && { "grpc-encoding": encoding }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
}

/** Resolves to what the call failed with, or undefined if it passed; rejects when the connection breaks or nothing comes. */
export async function wireCall(address: string, request: WireRequest): Promise<ChatError | undefined> {
  const session = connect(`http://${address}`);
  try {
    return await callOn(session, request);
  } finally {
    session.destroy();
  }
}

function callOn(session: ClientHttp2Session, request: WireRequest): Promise<ChatError | undefined> {
  const stream = session.request(callHeaders(request));
  let status: IncomingHttpHeaders = {};
  const { promise, resolve, reject } = Promise.withResolvers<ChatError | undefined>();
  const timer = setTimeout(() => reject(new Error(`No answer came within ${deadlineMs} ms.`)), deadlineMs);
  session.once("error", reject);
  stream.once("error", reject);
  for (const event of ["response", "trailers"] as const) {
    stream.on(event, (headers: IncomingHttpHeaders) => (status = { ...status, ...headers }));
  }
  stream.once("close", () => resolve(failureOf(status)));
  stream.resume();
  stream.end(toFrame(request.message, request.encoding !== undefined));
  return promise.finally(() => clearTimeout(timer));
}

/** The failure that trailers tell, if they tell one. */
export function failureOf(trailers: IncomingHttpHeaders): ChatError | undefined {
  const code = Number(trailers["grpc-status"] ?? 2);
  const message = decodeURIComponent(trailers["grpc-message"]?.toString() ?? "");
  const bytes = trailers["grpc-status-details-bin"];
  const details = typeof bytes === "string" ? Buffer.from(bytes, "base64") : undefined;
  return code === 0 ? undefined : errorFromStatus({ code, message, details });
}
