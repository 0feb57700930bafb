// A server that holds objects in memory and answers for one at a time: by gRPC, or REST on HTTP/1.1, or REST on HTTP/2 with TLS.
import { readFileSync } from "node:fs";
import { createServer, type OutgoingHttpHeaders } from "node:http";
import { createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from "@grpc/grpc-js";
import {
  ChannelService,
  type ListMessagesRequest,
  ListMessagesRequestSchema,
  type ListMessagesResponse,
  ListMessagesResponseSchema,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import { bufferOf } from "./buffer-of.ts";
import { objectCount, objectText } from "./object-text.ts";

const host = "127.0.0.1";
const [wire = "", keyFile = "", certFile = ""] = process.argv.slice(2);

const about = { authorId: "szZC5A8fuc3Mdat0", authorName: "ann", clientMessageId: "01K9M2V8XJ4C7R5TQZ6W3Y1BNE" };
const objects = Array.from({ length: objectCount }, (_, index) => ({
  ...about,
  seq: index + 1,
  atMs: 1_795_188_768_835 + index,
  text: objectText(index),
}));

const openers: Record<string, () => Promise<number>> = { grpc: openGrpc, http1: openHttp1, h2: openHttp2 };
const port = await openers[wire]?.();
process.once("disconnect", () => process.exit());
process.channel?.unref();
console.log(`objects by ${wire} on ${host}:${port}`);
console.log("ready");

function openGrpc(): Promise<number> {
  const { parent, name } = ChannelService.method.listMessages;
  const listMessages = {
    path: `/${parent.typeName}/${name}`,
    requestStream: false,
    responseStream: false,
    requestSerialize: () => Buffer.alloc(0),
    requestDeserialize: (bytes: Buffer) => fromBinary(ListMessagesRequestSchema, bytes),
    responseSerialize: (response: ListMessagesResponse) => bufferOf(toBinary(ListMessagesResponseSchema, response)),
    responseDeserialize: (bytes: Buffer) => bytes,
  };
  const server = new Server();
  server.addService({ listMessages }, { listMessages: answerGrpc });
  return new Promise((resolve, reject) =>
    server.bindAsync(`${host}:0`, ServerCredentials.createInsecure(), (failure, bound) =>
      failure ? reject(failure) : resolve(bound),
    ),
  );
}

function answerGrpc(
  { request }: ServerUnaryCall<ListMessagesRequest, ListMessagesResponse>,
  answer: sendUnaryData<ListMessagesResponse>,
): void {
  const found = objects.slice(Number(request.afterSeq), Number(request.afterSeq) + request.pageSize);
  const messages = found.map(({ seq, atMs, ...rest }) => ({ ...rest, seq: BigInt(seq), atMs: BigInt(atMs) }));
  answer(null, create(ListMessagesResponseSchema, { messages }));
}

async function openHttp1(): Promise<number> {
  const server = createServer((request, response) => answerRest(request.url, response));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

async function openHttp2(): Promise<number> {
  const tls = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  const server = createSecureServer(tls, (request, response) => answerRest(request.url, response));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

/** What Node's HTTP/1.1 and its HTTP/2 have in common. */
interface Answering {
  writeHead(status: number, headers: OutgoingHttpHeaders): unknown;
  end(body: string): unknown;
}

/** GET /objects/17 */
function answerRest(path: string | undefined, response: Answering): void {
  const object = objects[Number(path?.slice("/objects/".length))];
  const body = JSON.stringify(object ?? {});
  const headers = { "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  response.writeHead(object ? 200 : 404, headers);
  response.end(body);
}
