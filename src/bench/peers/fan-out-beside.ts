// Fan-out of Madang, by gRPC and by websockets, and of Centrifugo in turns, at one rate.
import type { Contender, Round } from "../fan-out/contender.ts";
import { openOnOurSocket } from "../fan-out/on-our-socket.ts";
import { openOnOurWire } from "../fan-out/on-our-wire.ts";
import { GrpcConnection } from "../load/grpc-connection.ts";
import { signInGuests } from "../load/people.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { startCentrifugo } from "./centrifugo-server.ts";
import type { Dialect } from "./dialect.ts";
import { json } from "./json-dialect.ts";
import { openOnCentrifugo } from "./on-centrifugo.ts";
import { protobuf } from "./protobuf-dialect.ts";

/** How much of it. */
export interface FanOutSize {
  readonly listeners: number;
  readonly perSecond: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

/** As long as Madang waits at most with what it gathers for a connection. */
const gatherMs = 50;

const names = {
  grpc: "Madang by gRPC",
  socket: "Madang's sockets",
  protobuf: "Centrifugo, protobuf",
  gathered: `Centrifugo, protobuf, sender gathers for ${gatherMs} ms`,
  json: "Centrifugo, JSON",
} as const;
type Player = keyof typeof names;
const players = Object.keys(names) as Player[];

/** One round of each. */
type Turn = Record<Player, Round>;

/** Resolves to what each did; rejects if anybody did not hear everything. */
export async function fanOutBeside(run: Run, size: FanOutSize): Promise<Finding[]> {
  const contenders: Record<Player, Contender> = {
    grpc: await openMadang(run, size, "grpc"),
    socket: await openMadang(run, size, "socket"),
    protobuf: await openCentrifugo(run, size, protobuf, 0),
    gathered: await openCentrifugo(run, size, protobuf, gatherMs),
    json: await openCentrifugo(run, size, json, 0),
  };
  for (const contender of Object.values(contenders)) await contender.round(size.warmUpSeconds);
  const turns: Turn[] = [];
  // In turns: what disturbs the machine for a while disturbs all.
  for (let i = 0; i < size.rounds; i++) turns.push(await playTurn(run, contenders, size));
  return toFindings(turns, size);
}

async function openMadang(run: Run, { listeners, perSecond }: FanOutSize, way: "grpc" | "socket"): Promise<Contender> {
  const server = await startMadangServer(run);
  const door = await GrpcConnection.open(server.address);
  const [sender = "", ...others] = await signInGuests(door, "bench", listeners + 1);
  door.close();
  const crowd = { sender, listeners: others, perSecond };
  return way === "socket" ? openOnOurSocket(run, server, crowd) : openOnOurWire(names.grpc, run, server, crowd);
}

async function openCentrifugo(
  run: Run,
  { listeners, perSecond }: FanOutSize,
  dialect: Dialect,
  gather: number,
): Promise<Contender> {
  return openOnCentrifugo(run, await startCentrifugo(run), dialect, { listeners, perSecond, gatherMs: gather });
}

async function playTurn(run: Run, contenders: Record<Player, Contender>, { seconds }: FanOutSize): Promise<Turn> {
  const rounds: Partial<Turn> = {};
  for (const player of players) {
    const round = await contenders[player].round(seconds);
    const rate = Math.round(perCpuSecond(round)).toLocaleString("en");
    run.say(`${names[player]}: ${rate} deliveries per CPU-second at ${Math.round(round.perSecond)} messages/s`);
    rounds[player] = round;
  }
  return rounds as Turn;
}

function toFindings(turns: readonly Turn[], { perSecond }: FanOutSize): Finding[] {
  const at = `${perSecond.toLocaleString("en")}/s`;
  const find = (what: string, unit: Finding["unit"], value: (turn: Turn) => number): Finding => {
    return { what: `${at}, ${what}`, unit, ...findRepeated(turns.map(value)) };
  };
  const ratio = (ours: "grpc" | "socket", theirs: readonly Player[], who: string): Finding => {
    const over = (turn: Turn) => perCpuSecond(turn[ours]) / Math.max(...theirs.map((each) => perCpuSecond(turn[each])));
    return { ...find(`${names[ours]} ÷ ${who}`, "", over), target: { atLeast: 1 } };
  };
  const late = (player: Player, percent: number) =>
    find(`${names[player]}: due → heard, p${percent}`, "ms", (turn) => turn[player].latency?.percentile(percent) ?? 0);
  return [
    ...players.map((player) =>
      find(`${names[player]}: deliveries per server CPU-second`, "", (turn) => perCpuSecond(turn[player])),
    ),
    ...(["grpc", "socket"] as const).flatMap((ours) => [
      ratio(ours, ["protobuf"], names.protobuf),
      ratio(ours, ["protobuf", "gathered", "json"], "the best of Centrifugo's three"),
    ]),
    ...players.map((player) => find(`${names[player]}: kept up with`, "/s", (turn) => turn[player].perSecond)),
    ...players.flatMap((player) => [late(player, 50), late(player, 99)]),
  ];
}

function perCpuSecond({ deliveries, cpuMs }: Round): number {
  return (deliveries * 1_000) / cpuMs;
}
