// Takes objects by gRPC, as grpc-js and protobuf-es are used.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Client, credentials, Metadata } from "@grpc/grpc-js";
import {
  ChannelService,
  ListMessagesRequestSchema,
  type ListMessagesResponse,
  ListMessagesResponseSchema,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import { bufferOf } from "./buffer-of.ts";
import type { Shelf, Taker } from "./taker.ts";

const { parent, name } = ChannelService.method.listMessages;
const path = `/${parent.typeName}/${name}`;
const deadlineMs = 20_000;

/** Opens one connection. */
export function openGrpcTaker(address: string, { channelId, token, seqs }: Shelf): Taker {
  const client = new Client(address, credentials.createInsecure());
  const metadata = new Metadata();
  metadata.set("authorization", `Bearer ${token}`);
  const read = (bytes: Buffer) => fromBinary(ListMessagesResponseSchema, bytes);
  return {
    async take(index, count) {
      const afterSeq = BigInt((seqs[index] as number) - 1);
      const request = create(ListMessagesRequestSchema, { channelId, afterSeq, pageSize: count });
      const { promise, resolve, reject } = Promise.withResolvers<ListMessagesResponse>();
      const options = { deadline: Date.now() + deadlineMs };
      client.makeUnaryRequest(path, write, read, request, metadata, options, (failure, answer) =>
        failure || !answer ? reject(failure) : resolve(answer),
      );
      return (await promise).messages.map(({ text }) => text);
    },
    close: () => client.close(),
  };
}

function write(request: Parameters<typeof toBinary<typeof ListMessagesRequestSchema>>[1]): Buffer {
  return bufferOf(toBinary(ListMessagesRequestSchema, request));
}
