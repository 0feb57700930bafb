// Scenario: everybody in one channel hears a thousand messages a second in their browsers, beside a plain Socket.IO room.
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import type { Contender, Round } from "./contender.ts";
import { openOnOurSocket } from "./on-our-socket.ts";
import { openOnSocketIo } from "./on-socket-io.ts";

const full = { listeners: 1_000, perSecond: 1_000, rounds: 3, seconds: 10, warmUpSeconds: 3 };
const quick = { listeners: 200, perSecond: 1_000, rounds: 1, seconds: 3, warmUpSeconds: 1 };
type Size = typeof full;

/** One round of each. */
type Turn = Record<"madang" | "room", Round>;

/** Deliveries per second of server CPU over websockets. */
export const socketFanOut: Scenario = {
  name: "socket-fan-out",
  method:
    "1,000 people on 1,000 websockets in one channel; 1,000 durable messages of 200 bytes a second from one Publish stream. " +
    "Madang's gateway and a plain Socket.IO room, whose sender waits for it and which stores nothing, take turns. Every " +
    "socket must have received everything; ten listeners time it from the moment at which the message was due.",
  longestMs: 4 * 60_000,
  async run(run) {
    const size = run.quick ? quick : full;
    const madang = await openMadang(run, size);
    const room = await openOnSocketIo(run, size.listeners);
    for (const contender of [madang, room]) {
      run.say(`warming up ${contender.name}`);
      await contender.round(size.warmUpSeconds);
    }
    const turns: Turn[] = [];
    for (let i = 0; i < size.rounds; i++)
      turns.push({ madang: await play(run, madang, size), room: await play(run, room, size) });
    return toFindings(turns);
  },
};

async function openMadang(run: Run, { listeners, perSecond }: Size): Promise<Contender> {
  const server = await startMadangServer(run);
  run.say(`signing in ${listeners} guests`);
  const door = await GrpcConnection.open(server.address);
  const [sender = "", ...others] = await signInGuests(door, "bench", listeners + 1);
  door.close();
  return openOnOurSocket(run, server, { sender, listeners: others, perSecond });
}

async function play(run: Run, contender: Contender, { seconds }: Size): Promise<Round> {
  const round = await contender.round(seconds);
  const rate = Math.round(perCpuSecond(round)).toLocaleString("en");
  run.say(`${contender.name}: ${rate} deliveries per CPU-second at ${Math.round(round.perSecond)} messages/s`);
  return round;
}

function toFindings(turns: readonly Turn[]): Finding[] {
  const of = (value: (turn: Turn) => number) => findRepeated(turns.map(value));
  const late = (percent: number) => of(({ madang }) => madang.latency?.percentile(percent) ?? Number.NaN);
  const rate = "deliveries per server CPU-second";
  const times = of(({ madang, room }) => perCpuSecond(madang) / perCpuSecond(room));
  return [
    { what: `Madang's sockets: ${rate}`, unit: "", ...of(({ madang }) => perCpuSecond(madang)) },
    { what: `Socket.IO room: ${rate}`, unit: "", ...of(({ room }) => perCpuSecond(room)) },
    { what: "Madang's sockets ÷ Socket.IO room", unit: "", ...times, target: { atLeast: 1.5 } },
    { what: "Madang's sockets: due → heard, p50", unit: "ms", ...late(50) },
    { what: "Madang's sockets: due → heard, p99", unit: "ms", ...late(99) },
    { what: "Madang's sockets: rate that they keep up with", unit: "/s", ...of(({ madang }) => madang.perSecond) },
    { what: "Socket.IO room: rate that it keeps up with", unit: "/s", ...of(({ room }) => room.perSecond) },
  ];
}

function perCpuSecond({ deliveries, cpuMs }: Round): number {
  return (deliveries * 1_000) / cpuMs;
}
