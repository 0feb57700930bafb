// The library's own object behind a call: what it knows of the connection, and the HTTP/2 stream itself.
import type { ServerHttp2Stream } from "node:http2";
import { status as codes, type Metadata } from "@grpc/grpc-js";
import { toFramed } from "./framed-bytes.ts";

/** What grpc-js keeps behind every call of a server, as of 1.14. */
export interface Wire {
  readonly stream: ServerHttp2Stream;
  readonly handler: { deserialize(bytes: Uint8Array): unknown };
  readonly incomingEncoding: string;
  readonly maxReceiveMessageSize: number;
  /** What was read and not handed on. */
  readonly readQueue: readonly unknown[];
  receivedHalfClose: boolean;
  handleDataFrame(data: Uint8Array): void;
  handleEndEvent(): void;
  getConnectionInfo(): { readonly localPort?: number; readonly remoteAddress?: string };
  checkCancelled(): boolean;
  maybeSendMetadata(): void;
  sendStatus(status: { readonly code: number; readonly details: string; readonly metadata: Metadata | null }): void;
}

/** The wire of a call. */
export function wireOf(call: object): Wire {
  return (call as { readonly call: Wire }).call;
}

/**
 * Writes messages that are framed already. The library would copy every message for every stream behind its five
 * bytes, one write each; so one buffer with many messages serves all who get them.
 */
export function writeFramed(call: object, messages: Uint8Array, done: () => void): void {
  const wire = wireOf(call);
  if (wire.checkCancelled()) return;
  wire.maybeSendMetadata();
  wire.stream.write(messages, (failure) => {
    // A stream that failed is closed, which its owner hears as "gone".
    if (!failure) done();
  });
}

/**
 * Answers a unary call: headers, message and status are handed over at once. The library would wait until the message
 * is written before it tells the status, which costs every call a turn.
 */
export function answerOnce(call: object, message: Uint8Array): void {
  const wire = wireOf(call);
  if (wire.checkCancelled()) return;
  wire.maybeSendMetadata();
  wire.stream.write(toFramed(message));
  wire.sendStatus(ok);
}

const ok = { code: codes.OK, details: "OK", metadata: null };
