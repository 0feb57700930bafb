// Scenario: one message at a time, and how long until the last of those who listen has it.
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { Follower } from "../load/follower.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { type Pace, paced } from "../load/pace.ts";
import { signInGuests } from "../load/people.ts";
import { stampedText } from "../load/stamped-text.ts";
import { Latency } from "../meters/latency.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";

const full = { rounds: 3, seconds: 10, warmUpSeconds: 5 };
const quick = { rounds: 1, seconds: 3, warmUpSeconds: 1 };
const perSecond = 40;
/** Code that ran seldom is slow in V8: a server that has been up for a day is not. */
const warmUpPerSecond = 400;
const heardMs = 10_000;

/** Due → last delivery, with 100 listeners and with one. */
export const oneAtATime: Scenario = {
  name: "one-at-a-time",
  method:
    `${perSecond} durable messages of 200 bytes a second by SendMessage, each due at a fixed time: until the last of 100 ` +
    "listeners on 100 connections has it, and until the only one of 1 has it.",
  longestMs: 2 * 60_000,
  async run(run) {
    const crowd = await measure(run, 100);
    const one = await measure(run, 1);
    return [
      ...toFindings("100 listeners, due → last delivery", crowd, 6, 15),
      ...toFindings("1 listener, due → delivery", one, 3, undefined),
    ];
  },
};

async function measure(run: Run, listeners: number): Promise<Latency[]> {
  const size = run.quick ? quick : full;
  const scene = await openScene(run, listeners);
  await scene.round({ perSecond: warmUpPerSecond, seconds: size.warmUpSeconds });
  const latencies: Latency[] = [];
  for (let i = 0; i < size.rounds; i++) {
    const latency = await scene.round({ perSecond, seconds: size.seconds });
    latencies.push(latency);
    run.say(`${listeners} listeners: p50 ${latency.percentile(50)} ms, p99 ${latency.percentile(99)} ms`);
  }
  return latencies;
}

async function openScene(run: Run, listeners: number) {
  const server = await startMadangServer(run);
  const sender = await GrpcConnection.open(server.address);
  run.after(async () => sender.close());
  const [token = "", ...others] = await signInGuests(sender, "bench", listeners + 1);
  const heard = new LastHeard(listeners);
  const followers: Follower[] = [];
  for (const other of others) {
    const connection = await GrpcConnection.open(server.address);
    run.after(async () => connection.close());
    followers.push(await Follower.open(connection, other, { onRange: (after, through) => heard.hear(after, through) }));
  }
  let sent = 0;

  async function round(pace: Pace): Promise<Latency> {
    const latency = new Latency();
    const answers: Promise<void>[] = [];
    await paced(pace, (_, dueMs) => {
      const request = { channelId: "lobby", clientMessageId: `m${sent++}`, text: stampedText(dueMs) };
      const answer = sender.call(ChannelService.method.sendMessage, request, token);
      answers.push(answer.then(({ seq }) => heard.expect(Number(seq), dueMs)));
    });
    await Promise.all(answers);
    await Promise.all(followers.map((follower) => follower.hears(sent, heardMs)));
    heard.tell(latency);
    return latency;
  }
  return { round };
}

/** Puts together when a message was due and when the last listener had it. */
class LastHeard {
  readonly #listeners: number;
  readonly #count = new Map<number, number>();
  readonly #lastMs = new Map<number, number>();
  readonly #dueMs = new Map<number, number>();

  constructor(listeners: number) {
    this.#listeners = listeners;
  }

  hear(after: number, through: number): void {
    const nowMs = performance.now();
    for (let seq = after + 1; seq <= through; seq++) {
      const count = (this.#count.get(seq) ?? 0) + 1;
      this.#count.set(seq, count);
      if (count === this.#listeners) this.#lastMs.set(seq, nowMs);
    }
  }

  expect(seq: number, dueMs: number): void {
    this.#dueMs.set(seq, dueMs);
  }

  /** Records what came since it was last asked. */
  tell(latency: Latency): void {
    for (const [seq, dueMs] of this.#dueMs) latency.record(dueMs, this.#lastMs.get(seq) as number);
    this.#dueMs.clear();
  }
}

function toFindings(what: string, latencies: Latency[], p50: number, p99: number | undefined): Finding[] {
  const percentile = (percent: number) => findRepeated(latencies.map((latency) => latency.percentile(percent)));
  return [
    { what: `${what}, p50`, unit: "ms", ...percentile(50), target: { atMost: p50 } },
    { what: `${what}, p99`, unit: "ms", ...percentile(99), ...(p99 !== undefined && { target: { atMost: p99 } }) },
  ];
}
