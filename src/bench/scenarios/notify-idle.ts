// Scenario: how long until somebody who is not there is told, when nothing else is going on.
import { setTimeout as sleep } from "node:timers/promises";
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { type Pace, paced } from "../load/pace.ts";
import { signInGuests } from "../load/people.ts";
import { dueOf, stampedText } from "../load/stamped-text.ts";
import { Latency } from "../meters/latency.ts";
import { findRepeated } from "../meters/repeats.ts";
import { makeChannels, seatAbsentPeople } from "../notify/absent-people.ts";
import { WebhookSink } from "../notify/webhook-sink.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";

const channels = 20;
const full = { rounds: 3, seconds: 15, warmUpSeconds: 5 };
const quick = { rounds: 1, seconds: 3, warmUpSeconds: 1 };
const perSecond = 10;
const takenMs = 5_000;
const lookMs = 20;
/** After a start nothing is sent to devices for so long, since nobody has come back yet. */
const startMs = 11_000;

/** Due → the receiver has the request. */
export const notifyIdle: Scenario = {
  name: "notify-idle",
  method:
    `${perSecond} durable messages of 200 bytes a second by SendMessage, each due at a fixed time, in ${channels} channels in turn; in ` +
    "each there is one member who is not there and has a webhook: until its program has the request with this message.",
  longestMs: 2 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const scene = await openScene(run);
    await scene.round({ perSecond, seconds: size.warmUpSeconds });
    const rounds: Latency[] = [];
    for (let i = 0; i < size.rounds; i++) {
      const latency = await scene.round({ perSecond, seconds: size.seconds });
      rounds.push(latency);
      run.say(`p50 ${latency.percentile(50)} ms, p99 ${latency.percentile(99)} ms`);
    }
    return toFindings(rounds);
  },
};

async function openScene(run: Run) {
  let latency = new Latency();
  const sink = await WebhookSink.open((body, atMs) => {
    const { body: text } = JSON.parse(body) as { readonly body: string };
    latency.record(dueOf(text), atMs);
  });
  run.after(async () => sink.close());
  const server = await startMadangServer(run, [], ["--notify-private"]);
  const connection = await GrpcConnection.open(server.address);
  run.after(async () => connection.close());
  const [sender = ""] = await signInGuests(connection, "bench", 1);
  const channelIds = await makeChannels(connection, sender, "told", channels);
  await seatAbsentPeople(connection, { channelIds, inEach: 1, url: sink.url });
  let sent = 0;
  await sleep(startMs);

  async function round(pace: Pace): Promise<Latency> {
    latency = new Latency();
    const answers: Promise<unknown>[] = [];
    const messages = await paced(pace, (_, dueMs) => {
      const channelId = channelIds[sent % channels] as string;
      const request = { channelId, clientMessageId: `m${sent++}`, text: stampedText(dueMs) };
      answers.push(connection.call(ChannelService.method.sendMessage, request, sender));
    });
    await Promise.all(answers);
    const giveUpAtMs = performance.now() + takenMs;
    while (latency.count < messages && performance.now() < giveUpAtMs) await sleep(lookMs);
    if (latency.count !== messages) throw new Error(`${latency.count} of ${messages} notifications came`);
    return latency;
  }
  return { round };
}

function toFindings(rounds: readonly Latency[]): Finding[] {
  const percentile = (percent: number) => findRepeated(rounds.map((latency) => latency.percentile(percent)));
  const target = { atMost: 250 };
  return [
    { what: "due → at the receiver, p50", unit: "ms", ...percentile(50), target },
    { what: "due → at the receiver, p99", unit: "ms", ...percentile(99), target },
  ];
}
