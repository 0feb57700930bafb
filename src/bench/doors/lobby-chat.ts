// Scenario: lobby chat of the older four-service chat: how soon one hears a line, and what it costs when a hundred do.
import { fromBinary } from "@bufbuild/protobuf";
import { Agent, ChatSchema, Heartbeat, Lobby } from "../../gen/compat/chatting/chatting_pb.ts";
import { atOnce } from "../load/at-once.ts";
import { Audience } from "../load/audience.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { OlderConsole } from "../load/older-console.ts";
import { type Pace, paced } from "../load/pace.ts";
import { dueOf, stampedText } from "../load/stamped-text.ts";
import { StreamEar } from "../load/stream-ear.ts";
import { toRequest } from "../load/to-request.ts";
import { UnaryCalls } from "../load/unary-calls.ts";
import { Latency } from "../meters/latency.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { Speakers, type Spoken } from "./speakers.ts";

const receivers = 99;
const senders = 8;
const perSecond = 40;
/** Code that ran seldom is slow in V8: a server that has been up for a day is not. */
const warmUpPerSecond = 400;
const heardMs = 10_000;
const full = { rounds: 3, seconds: 2, warmUpSeconds: 1.5 };
const quick = { rounds: 1, seconds: 1, warmUpSeconds: 0.5 };
type Size = typeof full;

const say = Lobby.method.tryChatSend;

/** Lines to one, one at a time, and to many from many. */
export const lobbyChat: Scenario = {
  name: "lobby-chat",
  method:
    `Consoles of the older four-service chat, each on a connection of their own, logged in, with a heartbeat. ${perSecond} ` +
    "lobby lines of 200 bytes a second, each due at a fixed time, until the only receiver has it (the original looked for " +
    `lines once a second); then ${senders} senders, each as soon as the last line was answered, which is when it is on disk, ` +
    `to ${receivers} receivers. Every receiver must have received every line, all in one order.`,
  longestMs: 90_000,
  async run(run) {
    const size = run.quick ? quick : full;
    return [...(await measureLatency(run, size)), await measureDeliveries(run, size)];
  },
};

async function measureLatency(run: Run, { rounds, seconds, warmUpSeconds }: Size): Promise<Finding[]> {
  const play = await openPair(run);
  await play({ perSecond: warmUpPerSecond, seconds: warmUpSeconds });
  const latencies: Latency[] = [];
  for (let i = 0; i < rounds; i++) {
    const latency = await play({ perSecond, seconds });
    latencies.push(latency);
    run.say(`1 receiver: p50 ${latency.percentile(50)} ms, p99 ${latency.percentile(99)} ms`);
  }
  const percentile = (percent: number) => findRepeated(latencies.map((latency) => latency.percentile(percent)));
  const what = "1 receiver, due → delivery";
  return [
    { what: `${what}, p50`, unit: "ms", ...percentile(50), target: { atMost: 5 }, original: "499 ms" },
    { what: `${what}, p99`, unit: "ms", ...percentile(99), original: "982 ms" },
  ];
}

async function openPair(run: Run): Promise<(pace: Pace) => Promise<Latency>> {
  const server = await startMadangServer(run);
  const [sender, receiver] = [await GrpcConnection.open(server.address), await GrpcConnection.open(server.address)];
  const calls = await UnaryCalls.open(server.address, say);
  for (const connection of [sender, receiver, calls]) run.after(async () => connection.close());
  let latency = new Latency();
  const console = await OlderConsole.open(receiver, (message) => {
    const { text = "" } = fromBinary(ChatSchema, message);
    latency.record(dueOf(text), performance.now());
  });
  const index = await logIn(sender);
  let said = 0;
  return async (pace) => {
    latency = new Latency();
    const answers: Promise<unknown>[] = [];
    said += await paced(pace, (_, dueMs) => {
      answers.push(calls.call(toRequest(say, { index, text: stampedText(dueMs) })));
    });
    await Promise.all(answers);
    await console.hears(said, heardMs);
    return latency;
  };
}

async function measureDeliveries(run: Run, { rounds, seconds, warmUpSeconds }: Size): Promise<Finding> {
  const speakers = await openSpeakers(run);
  await speakers.speak(senders, warmUpSeconds);
  const spoken: Spoken[] = [];
  for (let i = 0; i < rounds; i++) {
    const round = await speakers.speak(senders, seconds);
    spoken.push(round);
    run.say(
      `${receivers} receivers: ${Math.round(round.deliveriesPerCpuSecond)} deliveries per CPU-second at ` +
        `${Math.round(round.perSecond)} lines/s`,
    );
  }
  return {
    what: `${receivers} receivers, ${senders} senders: deliveries per server CPU-second`,
    unit: "",
    ...findRepeated(spoken.map(({ deliveriesPerCpuSecond }) => deliveriesPerCpuSecond)),
    target: { atLeast: 80_000 },
    original: "9,400/s end to end",
  };
}

async function openSpeakers(run: Run): Promise<Speakers> {
  const server = await startMadangServer(run);
  const audience = await Audience.open(server.address, { consoles: receivers });
  run.after(async () => audience.close());
  const hearts = await GrpcConnection.open(server.address);
  run.after(async () => hearts.close());
  const indexes = await atOnce(senders, 1, () => logIn(hearts));
  const line = (speaker: number, number: number) =>
    toRequest(say, { index: indexes[speaker] as number, text: stampedText(number) });
  const speakers = await Speakers.open({ server, audience, method: say, line }, senders);
  run.after(async () => speakers.close());
  return speakers;
}

/** Somebody who is there and speaks, and hears nothing of the others. */
async function logIn(connection: GrpcConnection): Promise<number> {
  const { index } = await connection.call(Agent.method.tryLogin, { ip: "bench" });
  void new StreamEar(connection, Heartbeat.method.tryHeartbeat, { index });
  return index;
}
