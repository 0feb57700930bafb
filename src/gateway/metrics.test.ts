// What Prometheus is told: calls, streams and frames as they were, and numbers that are read when it asks.
import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { test } from "node:test";
import { errors } from "../core/errors.ts";
import { type ByteStream, callInside, type StreamSink } from "../core/service.ts";
import { ChannelService } from "../gen/madang/channel/v1/channel_pb.ts";
import { Metrics } from "./metrics.ts";

type Act = (...args: unknown[]) => Promise<unknown>;

/** The methods of a channel service in which these are ours, counted. */
function watch(metrics: Metrics, ours: Record<string, Act>): Record<string, Act> {
  const idle = Object.fromEntries(ChannelService.methods.map(({ localName }) => [localName, async () => ({})]));
  const [served] = metrics.watch([{ desc: ChannelService, service: { ...idle, ...ours } }]);
  return served?.service as Record<string, Act>;
}

async function read(metrics: Metrics): Promise<string[]> {
  let text = "";
  const response = { writeHead: () => response, end: (body: string) => (text = body) };
  const request = { method: "GET", url: "/metrics" } as IncomingMessage;
  assert.equal(await metrics.route(request, response as unknown as ServerResponse), true);
  return text.split("\n");
}

const sink = (): StreamSink & { ended: string | undefined } => ({
  ended: undefined,
  write: (_frame, done) => done(),
  writeFramed: (_messages, done) => done(),
  end(reason) {
    this.ended = reason?.reason ?? "OK";
  },
});

test("calls are counted by what they were answered with, and answered as before", async () => {
  const metrics = new Metrics();
  const { sendMessage, markRead } = watch(metrics, {
    sendMessage: async (request) => request,
    markRead: async () => {
      throw errors.notAMember();
    },
  });
  assert.equal(await sendMessage?.("the answer", callInside(undefined)), "the answer");
  await assert.rejects(markRead?.({}, callInside(undefined)) as Promise<unknown>, { reason: "NOT_A_MEMBER" });
  const lines = await read(metrics);
  assert.ok(lines.includes('madang_calls_total{method="ChannelService/SendMessage",code="OK"} 1'));
  assert.ok(lines.includes('madang_calls_total{method="ChannelService/MarkRead",code="PERMISSION_DENIED"} 1'));
  assert.ok(lines.includes('madang_call_seconds_count{method="ChannelService/SendMessage"} 1'));
});

test("streams are counted while they are open, with their frames and how they ended", async () => {
  const metrics = new Metrics();
  const held: StreamSink[] = [];
  const inner: ByteStream = (out) => {
    held.push(out);
    return { gone: () => undefined };
  };
  const subscribe = watch(metrics, { subscribe: async () => inner })["subscribe"] as Act;
  const [one, other] = [sink(), sink()];
  const opened = [one, other].map(async (out) => ((await subscribe({}, callInside(undefined))) as ByteStream)(out));
  const [first, second] = await Promise.all(opened);
  held[0]?.write(new Uint8Array(5), () => undefined);
  held[0]?.write(new Uint8Array(2), () => undefined);
  assert.ok((await read(metrics)).includes('madang_streams{method="ChannelService/Subscribe"} 2'));
  held[0]?.end(errors.slowConsumer());
  first?.gone();
  first?.gone();
  assert.equal(one.ended, "SLOW_CONSUMER");
  const lines = await read(metrics);
  assert.ok(lines.includes('madang_streams{method="ChannelService/Subscribe"} 1'));
  assert.ok(lines.includes('madang_streams_ended_total{method="ChannelService/Subscribe",reason="SLOW_CONSUMER"} 1'));
  assert.ok(lines.includes("madang_frames_total 2"));
  assert.ok(lines.includes("madang_frame_bytes_total 7"));
  second?.gone();
});

test("a number is read when somebody asks, and one that is several is told by kind", async () => {
  const metrics = new Metrics();
  let sessions = 3;
  metrics.add({ name: "madang_sessions", help: "Sessions.", read: () => sessions });
  metrics.add({ name: "madang_connections", help: "Connections.", read: () => ({ grpc: 2, "socket.io": 1 }) });
  assert.ok((await read(metrics)).includes("madang_sessions 3"));
  sessions = 1;
  const lines = await read(metrics);
  assert.ok(lines.includes("madang_sessions 1"));
  assert.ok(lines.includes('madang_connections{kind="grpc"} 2'));
  assert.ok(lines.includes('madang_connections{kind="socket.io"} 1'));
  assert.ok(lines.some((line) => line.startsWith("nodejs_eventloop_lag_p99_seconds ")));
});
