// Scenario: somebody pages back through a million messages while others talk.
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { type Pace, paced } from "../load/pace.ts";
import { signInGuests } from "../load/people.ts";
import { PublishStream, type Send } from "../load/publish-stream.ts";
import { stampedText } from "../load/stamped-text.ts";
import { Latency } from "../meters/latency.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import type { ObservedCall } from "../servers/call-observer.ts";
import { startMadangServer } from "../servers/madang-server.ts";

const full = { messages: 1_000_000, rounds: 3, seconds: 10, warmUpSeconds: 3 };
const quick = { messages: 50_000, rounds: 1, seconds: 3, warmUpSeconds: 1 };
const observer = `--import=${new URL("../servers/call-observer.ts", import.meta.url).href}`;
const pageSize = 50;
const sendsPerSecond = 2_000;
const pagesPerSecond = 50;
/** Code that ran seldom is slow in V8: a server that has been up for a day is not. */
const warmUpPagesPerSecond = 400;
const fillFrame = 100;
const fillWaiting = 2_000;

/** Pages of history under load. */
export const history: Scenario = {
  name: "history",
  method:
    "1,000,000 messages of 200 bytes in one channel, filled through Publish. While 2,000 more a second come (one a frame), a " +
    "reader asks 50 times a second, at fixed times, for 50 messages anywhere. What a page takes at the server is measured " +
    "there by Node's own HTTP/2 layer: from the call's headers to the first byte of the answer.",
  longestMs: 4 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const scene = await openScene(run, size.messages);
    await scene.round({ perSecond: warmUpPagesPerSecond, seconds: size.warmUpSeconds });
    const rounds: Timed[] = [];
    for (let i = 0; i < size.rounds; i++) {
      const timed = await scene.round({ perSecond: pagesPerSecond, seconds: size.seconds });
      rounds.push(timed);
      run.say(
        `page p99 ${timed.atServer.percentile(99)} ms at the server, ${timed.atClient.percentile(99)} ms at the client`,
      );
    }
    return toFindings(rounds);
  },
};

interface Timed {
  readonly atServer: Latency;
  readonly atClient: Latency;
}

async function openScene(run: Run, messages: number) {
  const server = await startMadangServer(run, [observer]);
  const connections = [await GrpcConnection.open(server.address), await GrpcConnection.open(server.address)] as const;
  run.after(async () => connections.forEach((connection) => connection.close()));
  const [reader, sender] = connections;
  const [token = ""] = await signInGuests(reader, "bench", 1);
  const publish = new PublishStream(sender, token);
  run.say(`filling the channel with ${messages} messages`);
  while (publish.sent < messages) {
    publish.send(...Array.from({ length: fillFrame }, (_, index) => toSend(publish.sent + index)));
    await publish.waiting(fillWaiting);
  }
  await publish.waiting(0);

  async function readPage(beforeSeq: number): Promise<number> {
    const request = { channelId: "lobby", beforeSeq: BigInt(beforeSeq), pageSize };
    const page = await reader.call(ChannelService.method.listMessages, request, token);
    if (page.messages.length !== pageSize) throw new Error(`a page held ${page.messages.length} messages`);
    return performance.now();
  }

  async function round(pages: Pace): Promise<Timed> {
    const atClient = new Latency();
    const calls: Promise<void>[] = [];
    await server.ask();
    const read = paced(pages, (_, dueMs) => {
      const anywhere = pageSize + 2 + Math.floor(Math.random() * (messages - pageSize));
      calls.push(readPage(anywhere).then((atMs) => atClient.record(dueMs, atMs)));
    });
    const write = paced({ ...pages, perSecond: sendsPerSecond }, () => publish.send(toSend(publish.sent)));
    await Promise.all([read, write]);
    await Promise.all([...calls, publish.waiting(0)]);
    return { atServer: toLatency((await server.ask()) as ObservedCall[], calls.length), atClient };
  }
  return { round };
}

function toLatency(calls: readonly ObservedCall[], pages: number): Latency {
  if (calls.length !== pages) throw new Error(`the server observed ${calls.length} calls, not ${pages}`);
  const latency = new Latency();
  for (const { tookMs } of calls) latency.record(0, tookMs);
  return latency;
}

function toSend(number: number): Send {
  return { channelId: "lobby", clientMessageId: `m${number}`, text: stampedText(number) };
}

function toFindings(rounds: readonly Timed[]): Finding[] {
  const of = (value: (timed: Timed) => number) => findRepeated(rounds.map(value));
  return [
    { what: "page of 50 at the server, p50", unit: "ms", ...of(({ atServer }) => atServer.percentile(50)) },
    {
      what: "page of 50 at the server, p99",
      unit: "ms",
      ...of(({ atServer }) => atServer.percentile(99)),
      target: { atMost: 2 },
    },
    {
      what: "page of 50 at the client, due → there, p50",
      unit: "ms",
      ...of(({ atClient }) => atClient.percentile(50)),
    },
    {
      what: "page of 50 at the client, due → there, p99",
      unit: "ms",
      ...of(({ atClient }) => atClient.percentile(99)),
    },
  ];
}
