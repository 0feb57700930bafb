import assert from "node:assert/strict";
import { test } from "node:test";
import { create, createFileRegistry, fromBinary, type MessageInitShape } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import type { ByteStream, OpenStream } from "../core/service.ts";
import {
  ServerReflectionRequestSchema as V1Request,
  ServerReflectionResponseSchema as V1Response,
} from "../gen/grpc/reflection/v1/reflection_pb.ts";
import {
  ServerReflectionRequestSchema as V1AlphaRequest,
  ServerReflectionResponseSchema as V1AlphaResponse,
} from "../gen/grpc/reflection/v1alpha/reflection_pb.ts";
import { ChannelService } from "../gen/madang/channel/v1/channel_pb.ts";
import { LobbyService } from "../gen/madang/lobby/v1/lobby_pb.ts";
import { reflectionServices } from "./reflection.ts";

type Question = NonNullable<MessageInitShape<typeof V1Request>["messageRequest"]>;

const [v1, v1alpha] = reflectionServices([LobbyService, ChannelService]).map(({ service }) => {
  return service as unknown as { serverReflectionInfo(): ByteStream<unknown> };
});

/** Opens a stream that takes each frame at once. */
function open(service: typeof v1, frames: Uint8Array[]): OpenStream<unknown> {
  assert.ok(service);
  return service.serverReflectionInfo()({
    write(frame, done) {
      frames.push(frame);
      done();
    },
    writeFramed: () => assert.fail("framed already"),
    end: () => frames.push(new Uint8Array()),
  });
}

async function ask(messageRequest: Question) {
  const frames: Uint8Array[] = [];
  await open(v1, frames).receive?.(create(V1Request, { host: "h", messageRequest }));
  const response = fromBinary(V1Response, frames[0] as Uint8Array);
  assert.equal(response.validHost, "h");
  assert.equal(response.originalRequest?.messageRequest.case, messageRequest.case);
  return response.messageResponse;
}

async function filesFor(question: Question): Promise<string[]> {
  const answer = await ask(question);
  assert.equal(answer.case, "fileDescriptorResponse", JSON.stringify(answer.value));
  const { fileDescriptorProto } = answer.value as { fileDescriptorProto: Uint8Array[] };
  return fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name);
}

test("the list names every service that is served, reflection too", async () => {
  const answer = await ask({ case: "listServices", value: "" });
  const names = (answer.value as { service: { name: string }[] }).service.map(({ name }) => name);
  assert.deepEqual(names, [
    "madang.lobby.v1.LobbyService",
    "madang.channel.v1.ChannelService",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
  ]);
});

test("a file is found by its name and by everything that it defines, with what it imports after it", async () => {
  const lobby = ["madang/lobby/v1/lobby.proto", "madang/channel/v1/event.proto"];
  assert.deepEqual(await filesFor({ case: "fileByFilename", value: "madang/lobby/v1/lobby.proto" }), lobby);
  const symbols = ["LobbyService", "LobbyService.JoinChannel", "Channel", "Channel.topic", "GetChannelRequest.which"];
  for (const symbol of symbols)
    assert.deepEqual(await filesFor({ case: "fileContainingSymbol", value: `madang.lobby.v1.${symbol}` }), lobby);
  for (const symbol of ["Role", "ROLE_OWNER", "Event.message_posted"]) {
    const files = await filesFor({ case: "fileContainingSymbol", value: `madang.channel.v1.${symbol}` });
    assert.deepEqual(files, ["madang/channel/v1/event.proto"]);
  }
});

test("what errors carry can be looked up, too", async () => {
  const [file] = await filesFor({ case: "fileContainingSymbol", value: "google.rpc.ErrorInfo" });
  assert.equal(file, "google/rpc/error_details.proto");
});

test("the files of one answer are enough to build every message of a service", async () => {
  const answer = await ask({ case: "fileContainingSymbol", value: "madang.channel.v1.ChannelService" });
  const { fileDescriptorProto } = answer.value as { fileDescriptorProto: Uint8Array[] };
  const file = fileDescriptorProto.map((bytes) => fromBinary(FileDescriptorProtoSchema, bytes)).toReversed();
  const registry = createFileRegistry(create(FileDescriptorSetSchema, { file }));
  const service = registry.getService("madang.channel.v1.ChannelService");
  assert.deepEqual(
    service?.methods.map(({ name, input }) => [name, input.typeName]),
    ChannelService.methods.map(({ name, input }) => [name, input.typeName]),
  );
});

test("what is not there is an answer on the stream, which goes on", async () => {
  const frames: Uint8Array[] = [];
  const stream = open(v1, frames);
  const questions: Question[] = [
    { case: "fileByFilename", value: "none.proto" },
    { case: "fileContainingSymbol", value: "madang.lobby.v1.Nothing" },
    { case: "fileContainingExtension", value: { containingType: "madang.lobby.v1.Channel", extensionNumber: 7 } },
    { case: "allExtensionNumbersOfType", value: "madang.lobby.v1.Channel" },
    { case: undefined },
  ];
  for (const messageRequest of questions) await stream.receive?.(create(V1Request, { messageRequest }));
  const codes = frames.map((frame) => fromBinary(V1Response, frame).messageResponse.value as { errorCode: number });
  assert.deepEqual(
    codes.map(({ errorCode }) => errorCode),
    [5, 5, 5, 5, 3],
  );
  stream.finish?.();
  assert.equal(frames.length, 6, "the stream ends when the client has no more questions");
});

test("a client of v1alpha gets the same answers", async () => {
  const frames: Uint8Array[] = [];
  const stream = open(v1alpha, frames);
  const extension = { containingType: "madang.lobby.v1.Channel", extensionNumber: 7 };
  await stream.receive?.(
    create(V1AlphaRequest, { messageRequest: { case: "fileContainingSymbol", value: "madang.lobby.v1.Member" } }),
  );
  await stream.receive?.(
    create(V1AlphaRequest, { messageRequest: { case: "fileContainingExtension", value: extension } }),
  );
  const [found, missing] = frames.map((frame) => fromBinary(V1AlphaResponse, frame));
  assert.equal(found?.messageResponse.case, "fileDescriptorResponse");
  assert.equal(found?.originalRequest?.messageRequest.value, "madang.lobby.v1.Member");
  assert.equal(missing?.messageResponse.case, "errorResponse");
  assert.equal(missing?.originalRequest?.messageRequest.case, "fileContainingExtension");
});

test("the next question waits until the client has taken the answer", async () => {
  let take = () => {};
  const stream = v1?.serverReflectionInfo()({
    write: (_frame, done) => (take = done),
    writeFramed: () => assert.fail("framed already"),
    end: () => undefined,
  });
  let isTaken = false;
  const waiting = Promise.resolve(stream?.receive?.(create(V1Request, {}))).then(() => (isTaken = true));
  await Promise.resolve();
  assert.equal(isTaken, false);
  take();
  await waiting;
});
