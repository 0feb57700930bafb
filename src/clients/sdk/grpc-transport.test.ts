import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { anyPack } from "@bufbuild/protobuf/wkt";
import {
  type handleBidiStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Metadata,
  Server,
  ServerCredentials,
} from "@grpc/grpc-js";
import { ErrorInfoSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { StatusSchema } from "../../gen/google/rpc/status_pb.ts";
import {
  ChannelService,
  PublishRequestSchema,
  PublishResponseSchema,
  SendMessageRequestSchema,
  SendMessageResponseSchema,
  type SubscribeResponse,
  SubscribeResponseSchema,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import { grpcTransport } from "./grpc-transport.ts";

const { sendMessage, subscribe, publish } = ChannelService.method;
const calling = { token: "secret", timeoutMs: 5_000 };

interface Handlers {
  readonly SendMessage?: handleUnaryCall<Buffer, Uint8Array>;
  readonly Subscribe?: handleServerStreamingCall<Buffer, Uint8Array>;
  readonly Publish?: handleBidiStreamingCall<Buffer, Uint8Array>;
}

async function transportTo(t: TestContext, handlers: Handlers) {
  const server = new Server();
  for (const [name, handler] of Object.entries(handlers)) {
    const method = Object.values(ChannelService.method).find((one) => one.name === name);
    const definition = {
      path: `/${ChannelService.typeName}/${name}`,
      requestStream: method?.methodKind === "bidi_streaming",
      responseStream: method?.methodKind !== "unary",
      requestSerialize: (bytes: Buffer) => bytes,
      requestDeserialize: (bytes: Buffer) => bytes,
      responseSerialize: (bytes: Uint8Array) => Buffer.from(bytes),
      responseDeserialize: (bytes: Buffer) => bytes,
    };
    server.addService({ [name]: definition }, { [name]: handler });
  }
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const transport = grpcTransport(`127.0.0.1:${port}`);
  t.after(() => {
    transport.close();
    server.forceShutdown();
  });
  return transport;
}

function refusal(): { code: number; details: string; metadata: Metadata } {
  const info = create(ErrorInfoSchema, { domain: "madang", reason: "NOT_A_MEMBER" });
  const status = create(StatusSchema, { code: 7, message: "no", details: [anyPack(ErrorInfoSchema, info)] });
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(toBinary(StatusSchema, status)));
  return { code: 7, details: "no", metadata };
}

function frame(seq: number): Uint8Array {
  const ranges = [{ channelId: "lobby", after: BigInt(seq - 1), through: BigInt(seq) }];
  return toBinary(SubscribeResponseSchema, create(SubscribeResponseSchema, { ranges }));
}

function throughOf(message: SubscribeResponse): number {
  return Number(message.ranges[0]?.through);
}

test("a call carries its token, and the answer comes back decoded", async (t) => {
  const transport = await transportTo(t, {
    SendMessage({ request, metadata }, callback) {
      const { text } = fromBinary(SendMessageRequestSchema, request);
      assert.deepEqual([text, metadata.get("authorization")], ["hello", ["Bearer secret"]]);
      callback(null, toBinary(SendMessageResponseSchema, create(SendMessageResponseSchema, { seq: 7n })));
    },
  });
  const { seq } = await transport.unary(sendMessage, { channelId: "lobby", text: "hello" }, calling);
  assert.equal(seq, 7n);
});

test("a refusal arrives with its reason", async (t) => {
  const transport = await transportTo(t, { SendMessage: (_call, callback) => callback(refusal()) });
  const failure = { code: "PERMISSION_DENIED", reason: "NOT_A_MEMBER", message: "no" };
  await assert.rejects(transport.unary(sendMessage, {}, calling), failure);
});

test("an answer that is none is said to be the server's mistake", async (t) => {
  const transport = await transportTo(t, { SendMessage: (_call, callback) => callback(null, Buffer.from([255])) });
  await assert.rejects(transport.unary(sendMessage, {}, calling), { code: "INTERNAL", reason: "BAD_ANSWER" });
});

test("a call that nobody answers ends with its deadline, or with its signal", async (t) => {
  const transport = await transportTo(t, { SendMessage: () => undefined });
  await assert.rejects(transport.unary(sendMessage, {}, { ...calling, timeoutMs: 50 }), { reason: "DEADLINE" });
  const stop = new AbortController();
  const call = transport.unary(sendMessage, {}, { ...calling, signal: stop.signal });
  stop.abort(new Error("enough"));
  await assert.rejects(call, { message: "enough" });
});

test("where nobody listens the connection is what failed", async () => {
  const transport = grpcTransport("127.0.0.1:1");
  await assert.rejects(transport.unary(sendMessage, {}, calling), {
    code: "UNAVAILABLE",
    reason: "CONNECTION",
    message: "The server cannot be reached: connect ECONNREFUSED 127.0.0.1:1.",
  });
  transport.close();
});

test("a stream is heard in order, and not read while a message is being taken", async (t) => {
  const transport = await transportTo(t, {
    Subscribe(call) {
      for (let seq = 1; seq <= 3; seq++) call.write(frame(seq));
      call.end();
    },
  });
  const heard: (number | string)[] = [];
  const taken = Promise.withResolvers<void>();
  const ended = new Promise<void>((resolve) =>
    transport.serverStream(
      subscribe,
      {},
      {
        token: "secret",
        signal: new AbortController().signal,
        onMessage(message) {
          heard.push(throughOf(message));
          if (heard.length === 1) return taken.promise;
        },
        onEnd(error) {
          heard.push(error?.reason ?? "end");
          resolve();
        },
      },
    ),
  );
  while (heard.length === 0) await sleep(5);
  await sleep(50);
  assert.deepEqual(heard, [1]);
  taken.resolve();
  await ended;
  assert.deepEqual(heard, [1, 2, 3, "end"]);
});

test("a stream tells why it ended, and nothing after it was given up", async (t) => {
  const transport = await transportTo(t, {
    Subscribe(call) {
      call.write(frame(1));
      setTimeout(() => call.emit("error", refusal()), 20);
    },
  });
  const listen = (signal: AbortSignal, onEnd: (error: unknown) => void) =>
    transport.serverStream(subscribe, {}, { token: "secret", signal, onMessage: () => undefined, onEnd });
  const reason = await new Promise((resolve) => listen(new AbortController().signal, resolve));
  assert.equal((reason as { reason: string }).reason, "NOT_A_MEMBER");
  const stop = new AbortController();
  listen(stop.signal, () => assert.fail("heard after it was given up"));
  stop.abort();
  await sleep(60);
});

test("both ways of a stream work at once", async (t) => {
  const transport = await transportTo(t, {
    Publish(call) {
      let count = 0;
      call.on("data", (bytes: Buffer) => {
        const seqs = fromBinary(PublishRequestSchema, bytes).sends.map(() => 1n);
        const answer = create(PublishResponseSchema, { firstSend: BigInt(count), seqs });
        count += seqs.length;
        call.write(toBinary(PublishResponseSchema, answer));
      });
      call.on("end", () => call.end());
    },
  });
  const acknowledged: number[] = [];
  await new Promise<void>((resolve) => {
    const up = transport.bidi(publish, {
      token: "secret",
      signal: new AbortController().signal,
      onMessage: ({ firstSend, seqs }) => void acknowledged.push(Number(firstSend), seqs.length),
      onEnd: () => resolve(),
    });
    up.send({ sends: [{ text: "a" }, { text: "b" }] });
    up.send({ sends: [{ text: "c" }] });
    up.finish();
  });
  assert.deepEqual(acknowledged, [0, 2, 2, 1]);
});
