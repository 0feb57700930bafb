// Scenario: everybody in one channel hears a thousand messages a second, beside three servers that do less.
import { fileURLToPath } from "node:url";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import { grpcWire, tcpWire, type Wire } from "../load/wire.ts";
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

type Contenders = Record<"madang" | "bare" | "tcp" | "socketIo", Contender>;
/** One round of each. */
type Turn = Record<keyof Contenders, Round>;

/** Deliveries per second of server CPU, and how long each took. */
export const fanOut: Scenario = {
  name: "fan-out",
  method:
    "1,000 people on 1,000 connections in one channel; 1,000 durable messages of 200 bytes a second from one Publish " +
    "stream, one send a frame. Four servers take turns: Madang, a bare node:http2 server with the same wire and " +
    "pacing that stores nothing, the same by plain TCP sockets, and a plain Socket.IO room whose sender waits for it. Every connection must have " +
    "received everything; ten listeners decode and time it from the moment at which the message was due.",
  longestMs: 6 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const contenders: Contenders = {
      madang: await openMadang(run, size),
      bare: await openBare(run, bareHttp2, size),
      tcp: await openBare(run, bareTcp, size),
      socketIo: await openOnSocketIo(run, size.listeners),
    };
    for (const contender of Object.values(contenders)) {
      run.say(`warming up ${contender.name}`);
      await contender.round(size.warmUpSeconds);
    }
    const turns: Turn[] = [];
    // In turns: what disturbs the machine for a while disturbs all.
    for (let i = 0; i < size.rounds; i++) turns.push(await playTurn(run, contenders, size.seconds));
    return toFindings(turns);
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

interface BareServer {
  readonly name: string;
  readonly file: URL;
  readonly wire: Wire;
}

const bareHttp2 = {
  name: "bare node:http2",
  file: new URL("../servers/bare-http2-process.ts", import.meta.url),
  wire: grpcWire,
};
const bareTcp = { name: "plain TCP", file: new URL("../servers/bare-tcp-process.ts", import.meta.url), wire: tcpWire };

async function openBare(
  run: Run,
  { name, file, wire }: BareServer,
  { listeners, perSecond }: Size,
): Promise<Contender> {
  const args = [...(await serveFlags()), fileURLToPath(file)];
  const server = await StartedServer.start({ program: process.execPath, args });
  run.after(() => server.stop());
  const tokens = Array.from({ length: listeners }, (_, index) => `listener-${index}`);
  return openOnOurWire(name, run, server, { sender: "sender", listeners: tokens, perSecond, wire });
}

async function playTurn(run: Run, { madang, bare, tcp, socketIo }: Contenders, seconds: number): Promise<Turn> {
  const play = async (contender: Contender) => {
    const round = await contender.round(seconds);
    const rate = Math.round(perCpuSecond(round)).toLocaleString("en");
    run.say(`${contender.name}: ${rate} deliveries per CPU-second at ${Math.round(round.perSecond)} messages/s`);
    return round;
  };
  return { madang: await play(madang), bare: await play(bare), tcp: await play(tcp), socketIo: await play(socketIo) };
}

function toFindings(turns: readonly Turn[]): Finding[] {
  const of = (value: (turn: Turn) => number) => findRepeated(turns.map(value));
  const over = (other: "bare" | "tcp" | "socketIo") =>
    of((turn) => perCpuSecond(turn.madang) / perCpuSecond(turn[other]));
  const late = (percent: number) => of(({ madang }) => madang.latency?.percentile(percent) ?? Number.NaN);
  const rate = "deliveries per server CPU-second";
  return [
    { what: `Madang: ${rate}`, unit: "", ...of(({ madang }) => perCpuSecond(madang)), target: { atLeast: 1_300_000 } },
    { what: `bare node:http2: ${rate}`, unit: "", ...of(({ bare }) => perCpuSecond(bare)) },
    { what: `plain TCP sockets: ${rate}`, unit: "", ...of(({ tcp }) => perCpuSecond(tcp)) },
    { what: `Socket.IO room: ${rate}`, unit: "", ...of(({ socketIo }) => perCpuSecond(socketIo)) },
    { what: "Madang ÷ bare node:http2", unit: "", ...over("bare"), target: { atLeast: 0.9 } },
    { what: "Madang ÷ plain TCP sockets", unit: "", ...over("tcp") },
    { what: "Madang ÷ Socket.IO room", unit: "", ...over("socketIo"), target: { atLeast: 6 } },
    { what: "Madang: due → heard, p50", unit: "ms", ...late(50) },
    { what: "Madang: due → heard, p99", unit: "ms", ...late(99), target: { atMost: 150 } },
    { what: "Socket.IO room: rate that it keeps up with", unit: "/s", ...of(({ socketIo }) => socketIo.perSecond) },
  ];
}

function perCpuSecond({ deliveries, cpuMs }: Round): number {
  return (deliveries * 1_000) / cpuMs;
}
