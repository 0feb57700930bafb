// Scenario: somebody in a thousand channels comes back and sees what is unread.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  ChannelService,
  SubscribeRequestSchema,
  SubscribeResponseSchema,
} from "../../gen/madang/channel/v1/channel_pb.ts";
import { LobbyService } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { atOnce } from "../load/at-once.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { toGrpcFrame } from "../load/grpc-frames.ts";
import { signInGuests } from "../load/people.ts";
import { PublishStream } from "../load/publish-stream.ts";
import { stampedText } from "../load/stamped-text.ts";
import { Latency } from "../meters/latency.ts";
import { findRepeated } from "../meters/repeats.ts";
import { makeChannels } from "../notify/absent-people.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { within } from "../within.ts";

const channels = 1_000;
const unreadInEach = 3;
const full = { rounds: 3, times: 100, warmUps: 100 };
const quick = { rounds: 1, times: 20, warmUps: 20 };
const headsMs = 10_000;
const callsAtOnce = 32;
const waitingAtMost = 500;

/** Subscribe → the unread count of every channel. */
export const unread: Scenario = {
  name: "unread",
  method:
    `A person in ${channels.toLocaleString("en")} channels, ${unreadInEach} messages unread in each, opens Subscribe: until the heads of all ` +
    "channels, which tell the unread counts, are there and decoded. One stream after the other, on a connection that is open.",
  longestMs: 2 * 60_000,
  async run(run) {
    const { rounds, times, warmUps } = run.quick ? quick : full;
    const comeBack = await openScene(run);
    for (let i = 0; i < warmUps; i++) await comeBack();
    const latencies: Latency[] = [];
    for (let i = 0; i < rounds; i++) {
      const latency = new Latency();
      for (let time = 0; time < times; time++) {
        const startedMs = performance.now();
        latency.record(startedMs, await comeBack());
      }
      latencies.push(latency);
      run.say(`p50 ${latency.percentile(50)} ms, p99 ${latency.percentile(99)} ms`);
    }
    return toFindings(latencies);
  },
};

/** Resolves to what subscribes once, and resolves to when all heads were there. */
async function openScene(run: Run): Promise<() => Promise<number>> {
  const server = await startMadangServer(run);
  const connection = await GrpcConnection.open(server.address);
  run.after(async () => connection.close());
  const [sender = "", reader = ""] = await signInGuests(connection, "bench", 2);
  run.say(`making ${channels} channels`);
  const channelIds = await makeChannels(connection, sender, "room", channels);
  await atOnce(channels, callsAtOnce, (index) =>
    connection.call(LobbyService.method.joinChannel, { channelId: channelIds[index] as string }, reader),
  );
  const publish = new PublishStream(connection, sender);
  for (let i = 0; i < channels * unreadInEach; i++) {
    publish.send({ channelId: channelIds[i % channels] as string, clientMessageId: `m${i}`, text: stampedText(i) });
    await publish.waiting(waitingAtMost);
  }
  await publish.waiting(0);
  return () => within(readHeads(connection, reader), headsMs, "the heads of a subscription");
}

function readHeads(connection: GrpcConnection, token: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let unreadChannels = 0;
  const stream = connection.stream(ChannelService.method.subscribe, token, {
    onMessage: (frame) => {
      for (const head of fromBinary(SubscribeResponseSchema, frame).heads)
        if (Number(head.unread) === unreadInEach) unreadChannels++;
      if (unreadChannels < channels) return;
      resolve(performance.now());
      stream.close();
    },
    onEnd: (failure) => reject(failure ?? new Error("the subscription ended")),
  });
  stream.end(toGrpcFrame(toBinary(SubscribeRequestSchema, create(SubscribeRequestSchema))));
  return promise;
}

function toFindings(latencies: readonly Latency[]): Finding[] {
  const percentile = (percent: number) => findRepeated(latencies.map((latency) => latency.percentile(percent)));
  const what = `unread counts of ${channels.toLocaleString("en")} channels`;
  return [
    { what: `${what}, p50`, unit: "ms", ...percentile(50), target: { atMost: 20 } },
    { what: `${what}, p99`, unit: "ms", ...percentile(99) },
  ];
}
