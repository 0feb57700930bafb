import assert from "node:assert/strict";
import { createServer, type ServerHttp2Stream } from "node:http2";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { toGrpcFrame } from "../load/grpc-frames.ts";
import { FrameConnection } from "./frame-connection.ts";

const method = ChannelService.method.sendMessage;

interface Asked {
  readonly path: string | undefined;
  readonly authorization: string | undefined;
  readonly body: Buffer;
}

/** A server that answers each call with what `answer` writes. */
async function serve(t: TestContext, answer: (stream: ServerHttp2Stream, asked: Asked) => void): Promise<string> {
  const server = createServer();
  server.on("stream", (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on("error", () => undefined);
    stream.on("end", () => {
      answer(stream, { path: headers[":path"], authorization: headers.authorization, body: Buffer.concat(chunks) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("a call brings path, token and message, however large, and comes back with the answer", async (t) => {
  const address = await serve(t, (stream, { path, authorization, body }) => {
    stream.respond({ ":status": 200 });
    stream.end(toGrpcFrame(Buffer.from([path, authorization, body.length].join(" "))));
  });
  const connection = await FrameConnection.open(address);
  t.after(() => connection.close());
  for (const [token, size] of [
    ["short", 10],
    ["x".repeat(300), 16_384],
    ["t", 40_000],
  ] as const) {
    const answer = await connection.call(method, token, Buffer.alloc(size));
    assert.equal(String(answer), `/madang.channel.v1.ChannelService/SendMessage Bearer ${token} ${size}`);
  }
});

test("a call without an answer, and one on a connection that ends, fail", async (t) => {
  const address = await serve(t, (stream) => stream.respond({ ":status": 200 }, { endStream: true }));
  const connection = await FrameConnection.open(address);
  await assert.rejects(connection.call(method, undefined, Buffer.alloc(5)), /SendMessage failed/);
  const cut = connection.call(method, undefined, Buffer.alloc(5));
  connection.close();
  await assert.rejects(cut, /SendMessage failed/);
  await assert.rejects(connection.call(method, undefined, Buffer.alloc(5)), /SendMessage failed/);
});
