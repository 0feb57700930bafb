// Scenario: how many durable sends a second are acknowledged.
import { ChannelService } from "../../gen/madang/channel/v1/channel_pb.ts";
import { LobbyService } from "../../gen/madang/lobby/v1/lobby_pb.ts";
import { atOnce } from "../load/at-once.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import { PublishStream, type Send } from "../load/publish-stream.ts";
import { stampedText } from "../load/stamped-text.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import type { StartedServer } from "../servers/started-server.ts";

const senders = 16;
const channels = 50;
const unaryInFlight = 64;
const full = { rounds: 3, seconds: 5, warmUpSeconds: 2 };
const quick = { rounds: 1, seconds: 2, warmUpSeconds: 0.5 };

/** Sends a second through Publish and through SendMessage. */
export const publish: Scenario = {
  name: "publish",
  method:
    `${senders} people on ${senders} connections send 200 bytes to ${channels} channels in turn. Publish: each keeps up to ` +
    "256 sends (one a frame) or 512 (sixteen a frame) unacknowledged. SendMessage: 64 calls in flight. Counted is what was " +
    "acknowledged; at the end the channels must hold as many messages.",
  longestMs: 3 * 60_000,
  async run(run) {
    const people = await gather(run);
    const findings: Finding[] = [];
    for (const load of loads) findings.push(...(await measure(run, people, load)));
    await requireAll(people);
    return findings;
  },
};

interface People {
  readonly server: StartedServer;
  readonly connections: readonly GrpcConnection[];
  readonly tokens: readonly string[];
  readonly channelIds: readonly string[];
  /** How many sends were acknowledged. */
  acknowledged: number;
  /** The next message's number. */
  next: number;
}

async function gather(run: Run): Promise<People> {
  const server = await startMadangServer(run);
  const connections = await atOnce(senders, senders, () => GrpcConnection.open(server.address));
  run.after(async () => connections.forEach((connection) => connection.close()));
  const [first] = connections as [GrpcConnection];
  const tokens = await signInGuests(first, "bench", senders);
  const channelIds = await atOnce(channels, 8, async (index) => {
    const request = { name: `bench-${index}`, clientMessageId: `make-${index}` };
    return (await first.call(LobbyService.method.createChannel, request, tokens[0])).channel?.channelId ?? "";
  });
  await atOnce(senders * channels, 32, async (index) => {
    const request = { channelId: channelIds[index % channels] as string };
    await first.call(LobbyService.method.joinChannel, request, tokens[Math.floor(index / channels)]);
  });
  return { server, connections, tokens, channelIds, acknowledged: 0, next: 0 };
}

interface Load {
  readonly what: string;
  readonly atLeast: number;
  readonly send: (people: People, untilMs: number) => Promise<void>;
}

const loads: readonly Load[] = [
  { what: "Publish, one send a frame", atLeast: 100_000, send: (people, until) => publishAll(people, until, 1, 256) },
  {
    what: "Publish, sixteen sends a frame",
    atLeast: 100_000,
    send: (people, until) => publishAll(people, until, 16, 512),
  },
  { what: "SendMessage, 64 in flight", atLeast: 8_000, send: callAll },
];

async function measure(run: Run, people: People, { what, atLeast, send }: Load): Promise<Finding[]> {
  const { rounds, seconds, warmUpSeconds } = run.quick ? quick : full;
  await send(people, performance.now() + warmUpSeconds * 1_000);
  const rates: number[] = [];
  const costs: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const before = people.acknowledged;
    const cpuBeforeMs = people.server.cpuMs();
    const startMs = performance.now();
    await send(people, startMs + seconds * 1_000);
    const sends = people.acknowledged - before;
    rates.push((sends * 1_000) / (performance.now() - startMs));
    costs.push(((people.server.cpuMs() - cpuBeforeMs) * 1_000) / sends);
    run.say(`${what}: ${Math.round(rates.at(-1) as number)} a second`);
  }
  return [
    { what, unit: "/s", ...findRepeated(rates), target: { atLeast } },
    { what: `${what}: server CPU for each`, unit: "µs", ...findRepeated(costs) },
  ];
}

async function publishAll(people: People, untilMs: number, inFrame: number, waiting: number): Promise<void> {
  const { connections, tokens } = people;
  await atOnce(senders, senders, async (index) => {
    const stream = new PublishStream(connections[index] as GrpcConnection, tokens[index] as string);
    while (performance.now() < untilMs) {
      stream.send(...Array.from({ length: inFrame }, () => nextSend(people)));
      await stream.waiting(waiting - inFrame);
    }
    await stream.waiting(0);
    people.acknowledged += stream.acknowledged;
    await stream.finish();
  });
}

async function callAll(people: People, untilMs: number): Promise<void> {
  const { connections, tokens } = people;
  await atOnce(unaryInFlight, unaryInFlight, async (index) => {
    const connection = connections[index % senders] as GrpcConnection;
    while (performance.now() < untilMs) {
      await connection.call(ChannelService.method.sendMessage, nextSend(people), tokens[index % senders]);
      people.acknowledged++;
    }
  });
}

function nextSend(people: People): Send {
  const number = people.next++;
  const channelId = people.channelIds[number % channels] as string;
  return { channelId, clientMessageId: `m${number}`, text: stampedText(number) };
}

async function requireAll({ connections, tokens, channelIds, acknowledged }: People): Promise<void> {
  const [first] = connections as [GrpcConnection];
  const held = await atOnce(channels, 8, async (index) => {
    const which = { case: "channelId" as const, value: channelIds[index] as string };
    const { channel } = await first.call(LobbyService.method.getChannel, { which }, tokens[0]);
    return Number(channel?.messages ?? 0);
  });
  const sum = held.reduce((total, messages) => total + messages, 0);
  if (sum !== acknowledged) throw new Error(`${acknowledged} sends were acknowledged, the channels hold ${sum}`);
}
