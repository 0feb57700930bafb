// Those who receive a file: they ask for it in chunks and put them one after the other into a buffer.
import { connect as connectHttp2 } from "node:http2";
import { connect as connectTcp } from "node:net";
import type { Readable } from "node:stream";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { BytesValueSchema, UInt32ValueSchema } from "@bufbuild/protobuf/wkt";
import { Client, credentials } from "@grpc/grpc-js";
import { within } from "../within.ts";
import { bufferOf } from "./buffer-of.ts";

const fileMs = 60_000;

/** An open way to the file. */
export interface FileReceiver {
  /** Resolves when `into` is full and the file has ended; rejects if there is less or more of it. */
  receive(chunkBytes: number, into: Buffer): Promise<void>;
  close(): void;
}

/** A plain TCP socket; it carries one file and is opened anew for the next. */
export function openTcpReceiver(address: string): FileReceiver {
  const [host = "", port = ""] = address.split(":");
  return {
    async receive(chunkBytes, into) {
      const socket = connectTcp(Number(port), host);
      socket.write(String(chunkBytes));
      await fill(into, socket).finally(() => socket.destroy());
    },
    close: () => undefined,
  };
}

/** HTTP/2 as node:http2 has it. */
export function openHttp2Receiver(address: string): FileReceiver {
  const session = connectHttp2(`http://${address}`);
  session.on("error", () => undefined);
  return {
    receive: (chunkBytes, into) => fill(into, session.request({ ":path": `/${chunkBytes}` })),
    close: () => session.destroy(),
  };
}

/** gRPC by grpc-js: a server stream of chunks. */
export function openGrpcReceiver(address: string): FileReceiver {
  const client = new Client(address, credentials.createInsecure());
  const write = (value: number) => bufferOf(toBinary(UInt32ValueSchema, create(UInt32ValueSchema, { value })));
  const read = (message: Buffer) => fromBinary(BytesValueSchema, message).value;
  return {
    receive: (chunkBytes, into) =>
      fill(into, client.makeServerStreamRequest("/bench.File/Read", write, read, chunkBytes)),
    close: () => client.close(),
  };
}

async function fill(into: Buffer, from: Readable): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  let at = 0;
  from.on("data", (chunk: Uint8Array) => {
    if (at + chunk.length > into.length) return reject(new Error("more came than the file has"));
    into.set(chunk, at);
    at += chunk.length;
  });
  from.once("error", reject).once("end", resolve);
  await within(promise, fileMs, "a file");
  if (at !== into.length) throw new Error(`${at} bytes came, not ${into.length}`);
}
