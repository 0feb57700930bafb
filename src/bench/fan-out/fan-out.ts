// Scenario: everybody in one channel hears a thousand messages a second, beside two servers that do less.
import { fileURLToPath } from "node:url";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { serveFlags } from "../servers/serve-flags.ts";
import { StartedServer } from "../servers/started-server.ts";
import type { Contender, Round } from "./contender.ts";
import { openOnOurWire } from "./on-our-wire.ts";
import { openOnSocketIo } from "./on-socket-io.ts";

const full = { listeners: 1_000, perSecond: 1_000, rounds: 3, seconds: 10, warmUpSeconds: 3 };
const quick = { listeners: 200, perSecond: 1_000, rounds: 1, seconds: 3, warmUpSeconds: 1 };
type Size = typeof full;

/** Deliveries per second of server CPU, and how long each took. */
export const fanOut: Scenario = {
  name: "fan-out",
  method:
    "1,000 people on 1,000 connections in one channel; 1,000 durable messages of 200 bytes a second from one Publish " +
    "stream, one send a frame. Three servers take turns: Madang, a bare node:http2 server with the same wire and " +
    "pacing that stores nothing, and a plain Socket.IO room whose sender waits for it. Every connection must have " +
    "received everything; ten listeners decode and time it from the moment at which the message was due.",
  longestMs: 5 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const contenders = [
      await openMadang(run, size),
      await openBare(run, size),
      await openOnSocketIo(run, size.listeners),
    ];
    for (const contender of contenders) {
      run.say(`warming up ${contender.name}`);
      await contender.round(size.warmUpSeconds);
    }
    const rounds: Round[][] = [];
    // In turns: what disturbs the machine for a while disturbs all.
    for (let i = 0; i < size.rounds; i++) rounds.push(await playRound(run, contenders, size.seconds));
    return toFindings(rounds);
  },
};

async function openMadang(run: Run, { listeners, perSecond }: Size): Promise<Contender> {
  const server = await startMadangServer(run);
  run.say(`signing in ${listeners} guests`);
  const door = await GrpcConnection.open(server.address);
  const [sender = "", ...others] = await signInGuests(door, "bench", listeners + 1);
  door.close();
  return openOnOurWire("Madang", run, server, { sender, listeners: others, perSecond });
}

async function openBare(run: Run, { listeners, perSecond }: Size): Promise<Contender> {
  const file = fileURLToPath(new URL("../servers/bare-http2-process.ts", import.meta.url));
  const server = await StartedServer.start({ program: process.execPath, args: [...(await serveFlags()), file] });
  run.after(() => server.stop());
  const tokens = Array.from({ length: listeners }, (_, index) => `listener-${index}`);
  return openOnOurWire("bare node:http2", run, server, { sender: "sender", listeners: tokens, perSecond });
}

async function playRound(run: Run, contenders: readonly Contender[], seconds: number): Promise<Round[]> {
  const rounds: Round[] = [];
  for (const contender of contenders) {
    const round = await contender.round(seconds);
    rounds.push(round);
    const rate = Math.round(perCpuSecond(round)).toLocaleString("en");
    run.say(`${contender.name}: ${rate} deliveries per CPU-second at ${Math.round(round.perSecond)} messages/s`);
  }
  return rounds;
}

function toFindings(rounds: readonly Round[][]): Finding[] {
  const of = (contender: number, value: (round: Round) => number) =>
    rounds.map((turn) => value(turn[contender] as Round));
  const [madang, bare, socketIo] = [0, 1, 2].map((contender) => of(contender, perCpuSecond)) as [
    number[],
    number[],
    number[],
  ];
  const over = (others: number[]) => madang.map((value, i) => value / (others[i] as number));
  const percentile = (contender: number, percent: number) =>
    of(contender, (round) => round.latency?.percentile(percent) ?? 0);
  return [
    { what: "deliveries per server CPU-second", unit: "", ...findRepeated(madang), target: { atLeast: 850_000 } },
    { what: "the same, bare node:http2", unit: "", ...findRepeated(bare) },
    { what: "the same, Socket.IO room", unit: "", ...findRepeated(socketIo) },
    { what: "Madang ÷ bare node:http2", unit: "", ...findRepeated(over(bare)), target: { atLeast: 0.6 } },
    { what: "Madang ÷ Socket.IO room", unit: "", ...findRepeated(over(socketIo)), target: { atLeast: 6 } },
    { what: "due → heard, p50", unit: "ms", ...findRepeated(percentile(0, 50)) },
    { what: "due → heard, p99", unit: "ms", ...findRepeated(percentile(0, 99)), target: { atMost: 150 } },
    {
      what: "messages it keeps up with, Socket.IO room",
      unit: "/s",
      ...findRepeated(of(2, (round) => round.perSecond)),
    },
  ];
}

function perCpuSecond({ deliveries, cpuMs }: Round): number {
  return (deliveries * 1_000) / cpuMs;
}
