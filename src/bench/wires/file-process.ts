// A server that sends a file from its memory, by TCP, by HTTP/2 or by gRPC, in chunks as large as it is asked for.
import { createServer as createHttp2Server } from "node:http2";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import type { Writable } from "node:stream";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { BytesValueSchema, UInt32ValueSchema } from "@bufbuild/protobuf/wkt";
import { Server, ServerCredentials, type ServerWritableStream } from "@grpc/grpc-js";
import { bufferOf } from "./buffer-of.ts";
import { fileContents } from "./file-contents.ts";

const host = "127.0.0.1";
const [wire = "", bytes = ""] = process.argv.slice(2);
const contents = fileContents(Number(bytes));

const openers: Record<string, () => Promise<number>> = { tcp: openTcp, http2: openHttp2, grpc: openGrpc };
const port = await openers[wire]?.();
process.on("message", () => process.send?.(process.cpuUsage()));
process.once("disconnect", () => process.exit());
process.channel?.unref();
console.log(`a file by ${wire} on ${host}:${port}`);
console.log("ready");

async function openTcp(): Promise<number> {
  const server = createTcpServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", (asked) => sendChunks(socket, Number(asked)));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

async function openHttp2(): Promise<number> {
  const server = createHttp2Server();
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    stream.respond({ ":status": 200 });
    sendChunks(stream, Number(headers[":path"]?.slice(1)));
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

function openGrpc(): Promise<number> {
  const server = new Server();
  const read = {
    path: "/bench.File/Read",
    requestStream: false,
    responseStream: true,
    requestSerialize: () => Buffer.alloc(0),
    requestDeserialize: (request: Buffer) => fromBinary(UInt32ValueSchema, request).value,
    responseSerialize: (value: Uint8Array) => bufferOf(toBinary(BytesValueSchema, create(BytesValueSchema, { value }))),
    responseDeserialize: (response: Buffer) => response,
  };
  server.addService(
    { read },
    { read: (call: ServerWritableStream<number, Uint8Array>) => sendChunks(call, call.request) },
  );
  return new Promise((resolve, reject) =>
    server.bindAsync(`${host}:0`, ServerCredentials.createInsecure(), (failure, bound) =>
      failure ? reject(failure) : resolve(bound),
    ),
  );
}

/** Writes as fast as the other side takes it, and ends. */
function sendChunks(to: Writable, chunkBytes: number): void {
  let at = 0;
  const send = () => {
    while (at < contents.length) {
      const chunk = contents.subarray(at, at + chunkBytes);
      at += chunk.length;
      if (!to.write(chunk)) return void to.once("drain", send);
    }
    to.end();
  };
  send();
}
