// A gRPC stream on one side, a ByteStream on the other: frames out as the transport takes them, messages in one by one.
import { constants } from "node:http2";
import { Metadata, type ServerDuplexStream, type ServerWritableStream } from "@grpc/grpc-js";
import type { ChatError } from "../core/errors.ts";
import type { FrameSink } from "../core/outlet.ts";
import type { ByteStream, OpenStream, StreamSink } from "../core/service.ts";
import { framedOnce, joinFramed, toFramed } from "./framed-bytes.ts";
import { canReceive, type Receiver, receiveMessages } from "./receive.ts";
import { type OnUnexpected, toChatError, toStatus } from "./status.ts";
import { wireOf, writeFramed } from "./wire.ts";

type StreamCall = ServerWritableStream<unknown, Uint8Array> | ServerDuplexStream<unknown, Uint8Array>;

/** A client that does not read its status either is cut off after so long. */
const lastWordMs = 2_000;

/** Opens the stream and ties it to the call until one of them ends. */
export function attachStream(
  call: StreamCall,
  stream: ByteStream<unknown>,
  isDuplex: boolean,
  onUnexpected: OnUnexpected,
): void {
  let isOpen = true;
  const sink: StreamSink = {
    // All goes past the library's own stream, which would copy each frame for each who gets it and queue it twice. The
    // HTTP/2 stream calls back when flow control has let the frame go: that is what "taken" means.
    write(frame, done) {
      if (isOpen) writeFramed(call, toFramed(frame), done);
    },
    writeParts(parts, done) {
      if (isOpen) writeAll(call, parts, done);
    },
    writeFramed(messages, done) {
      if (isOpen) writeFramed(call, messages, done);
    },
    end(reason) {
      if (!isOpen) return;
      isOpen = false;
      endCall(call, reason);
    },
  };
  const open = stream(sink);
  // Who waits for the first message hears meanwhile that the call was taken.
  if (isOpen) call.sendMetadata(new Metadata());
  const gone = () => {
    isOpen = false;
    open.gone();
  };
  call.on("cancelled", gone);
  call.on("close", gone);
  // The stream's end is told by its status; an error event without a listener would end the process.
  call.on("error", gone);
  if (call.cancelled) gone();
  else if (isDuplex) receiveAll(call as ServerDuplexStream<unknown, Uint8Array>, open, sink, onUnexpected);
}

/** Parts of this size on average are written one by one, since nobody needs a copy then; smaller ones are joined. */
const aloneBytes = 4 * 1024;

function writeAll(call: StreamCall, parts: readonly Uint8Array[], done: () => void): void {
  let length = 0;
  for (const part of parts) length += part.length;
  if (parts.length > 1 && length < parts.length * aloneBytes) return writeFramed(call, joinFramed(parts, length), done);
  const last = parts.length - 1;
  for (let i = 0; i < last; i++) writeFramed(call, framedOnce(parts[i] as Uint8Array), ignore);
  writeFramed(call, framedOnce(parts[last] as Uint8Array), done);
}

const ignore = () => undefined;

function endCall(call: StreamCall, reason: ChatError | undefined): void {
  if (!reason) {
    call.end();
    return;
  }
  call.emit("error", Object.assign(new Error(reason.message), toStatus(reason)));
  setTimeout(() => cut(call, reason), lastWordMs).unref();
}

// Destroying the library's call would leave its HTTP/2 stream open for ever, with all that waits in it.
function cut(call: StreamCall, { code }: ChatError): void {
  // Clients take this code for RESOURCE_EXHAUSTED, the other for CANCELLED: both come back.
  const isLimit = code === "RESOURCE_EXHAUSTED";
  wireOf(call).stream.close(isLimit ? constants.NGHTTP2_ENHANCE_YOUR_CALM : constants.NGHTTP2_CANCEL);
}

function receiveAll(
  call: ServerDuplexStream<unknown, Uint8Array>,
  open: OpenStream<unknown>,
  sink: FrameSink,
  onUnexpected: OnUnexpected,
): void {
  const receiver = {
    receive: (message: unknown) => open.receive?.(message),
    finish: () => open.finish?.(),
    fail: (failure: unknown) => sink.end(toChatError(failure, onUnexpected)),
  };
  const wire = wireOf(call);
  if (canReceive(wire)) receiveMessages(wire, receiver);
  else receiveByLibrary(call, receiver);
}

function receiveByLibrary(call: ServerDuplexStream<unknown, Uint8Array>, { receive, finish, fail }: Receiver): void {
  call.on("data", (message: unknown) => {
    try {
      const wait = receive(message);
      if (!wait) return;
      call.pause();
      wait.then(() => call.resume(), fail);
    } catch (failure) {
      fail(failure);
    }
  });
  call.on("end", finish);
}
