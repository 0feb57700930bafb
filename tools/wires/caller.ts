// The ways to ask for messages: one object each, so that a comparison treats all alike.
import { Agent, request as httpRequest } from "node:http";
import { connect } from "node:http2";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import {
  ListMessagesRequestSchema,
  type ListMessagesResponse,
  ListMessagesResponseSchema,
} from "../../src/gen/madang/channel/v1/channel_pb.ts";

/** What is asked for: ListMessagesRequest, with numbers that JSON and protobuf both take. */
export interface Asked {
  readonly channelId: string;
  readonly afterSeq: number;
  readonly pageSize: number;
}

/** What an answer has to hold to be believed. */
export interface Answer {
  readonly messages: readonly { readonly text: string }[];
}

/** An open way to the server. */
export interface Caller {
  list(asked: Asked): Promise<Answer>;
  close(): void;
}

/** Where a way leads, and as whom. */
export interface Way {
  readonly port: number;
  readonly token: string;
  /** The certificate to trust; undefined without TLS. */
  readonly cert?: string | undefined;
}

const path = "/madang.channel.v1.ChannelService/ListMessages";
const deadlineMs = 20_000;

/** gRPC on one connection. */
export function openGrpc({ port, token, cert }: Way): Caller {
  const secret = cert === undefined ? credentials.createInsecure() : credentials.createSsl(Buffer.from(cert));
  const client = new Client(`localhost:${port}`, secret, { "grpc.max_receive_message_length": -1 });
  const metadata = new Metadata();
  metadata.set("authorization", `Bearer ${token}`);
  const write = ({ afterSeq, ...asked }: Asked) =>
    Buffer.from(
      toBinary(ListMessagesRequestSchema, create(ListMessagesRequestSchema, { ...asked, afterSeq: BigInt(afterSeq) })),
    );
  const read = (bytes: Buffer) => fromBinary(ListMessagesResponseSchema, bytes);
  return {
    list(asked) {
      const { promise, resolve, reject } = Promise.withResolvers<ListMessagesResponse>();
      const options = { deadline: Date.now() + deadlineMs };
      client.makeUnaryRequest(path, write, read, asked, metadata, options, (failure, answer) =>
        failure || !answer ? reject(failure) : resolve(answer),
      );
      return promise;
    },
    close: () => client.close(),
  };
}

/** JSON over HTTP/1.1, on at most so many connections that are kept open. */
export function openHttp1({ port, token }: Way, connections: number): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  return {
    list(asked) {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      const request = httpRequest({
        host: "localhost",
        family: 4,
        port,
        path,
        agent,
        method: "POST",
        headers: headersFor(token),
      });
      request.setTimeout(deadlineMs, () => request.destroy(new Error("no answer in time")));
      request.once("error", reject).once("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject).once("end", () => resolve(readAnswer(chunks)));
      });
      request.end(JSON.stringify(asked));
      return promise;
    },
    close: () => agent.destroy(),
  };
}

/** JSON over HTTP/2 with TLS, on one connection. */
export function openHttp2({ port, token, cert }: Way): Caller {
  const session = connect(`https://localhost:${port}`, { ...(cert !== undefined && { ca: cert }) });
  session.on("error", () => undefined);
  return {
    list(asked) {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      const stream = session.request({ ":method": "POST", ":path": path, ...headersFor(token) });
      stream.setTimeout(deadlineMs, () => stream.destroy(new Error("no answer in time")));
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("error", reject).once("end", () => resolve(readAnswer(chunks)));
      stream.end(JSON.stringify(asked));
      return promise;
    },
    close: () => session.close(),
  };
}

function headersFor(token: string): Record<string, string> {
  return { "content-type": "application/json", authorization: `Bearer ${token}` };
}

function readAnswer(chunks: readonly Buffer[]): Answer {
  return JSON.parse(Buffer.concat(chunks).toString()) as Answer;
}
