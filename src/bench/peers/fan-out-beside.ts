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

type Player = "grpc" | "socket" | "protobuf" | "json";
type Turn = Record<Player, Round>;

/** Resolves to what each did; rejects if anybody did not hear everything. */
export async function fanOutBeside(run: Run, size: FanOutSize): Promise<Finding[]> {
  const contenders: Record<Player, Contender> = {
    grpc: await openMadang(run, size, "grpc"),
    socket: await openMadang(run, size, "socket"),
    protobuf: await openCentrifugo(run, size, protobuf),
    json: await openCentrifugo(run, size, json),
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
  if (way === "socket") return openOnOurSocket(run, server, crowd);
  return openOnOurWire("Madang by gRPC", run, server, crowd);
}

async function openCentrifugo(run: Run, { listeners, perSecond }: FanOutSize, dialect: Dialect): Promise<Contender> {
  return openOnCentrifugo(run, await startCentrifugo(run), dialect, { listeners, perSecond });
}

async function playTurn(run: Run, contenders: Record<Player, Contender>, { seconds }: FanOutSize): Promise<Turn> {
  const play = async (player: Player) => {
    const round = await contenders[player].round(seconds);
    const rate = Math.round(perCpuSecond(round)).toLocaleString("en");
    run.say(
      `${contenders[player].name}: ${rate} deliveries per CPU-second at ${Math.round(round.perSecond)} messages/s`,
    );
    return round;
  };
  return {
    grpc: await play("grpc"),
    socket: await play("socket"),
    protobuf: await play("protobuf"),
    json: await play("json"),
  };
}

function toFindings(turns: readonly Turn[], { perSecond }: FanOutSize): Finding[] {
  const at = `at ${perSecond.toLocaleString("en")}/s`;
  const of = (value: (turn: Turn) => number) => findRepeated(turns.map(value));
  const per = (player: Player, who: string): Finding => ({
    what: `${who}: deliveries per server CPU-second, ${at}`,
    unit: "",
    ...of((turn) => perCpuSecond(turn[player])),
  });
  const over = (player: Player) => of((turn) => perCpuSecond(turn[player]) / perCpuSecond(turn.protobuf));
  const others = (["grpc", "socket", "protobuf", "json"] as const).flatMap((player): Finding[] => {
    const late = (percent: number) => of((turn) => turn[player].latency?.percentile(percent) ?? Number.NaN);
    return [
      {
        what: `${names[player]}: rate that it keeps up with, ${at}`,
        unit: "/s",
        ...of((turn) => turn[player].perSecond),
      },
      { what: `${names[player]}: due → heard, p50, ${at}`, unit: "ms", ...late(50) },
      { what: `${names[player]}: due → heard, p99, ${at}`, unit: "ms", ...late(99) },
    ];
  });
  return [
    per("grpc", names.grpc),
    per("socket", names.socket),
    per("protobuf", names.protobuf),
    per("json", names.json),
    { what: `Madang by gRPC ÷ Centrifugo, protobuf, ${at}`, unit: "", ...over("grpc"), target: { atLeast: 1 } },
    { what: `Madang's sockets ÷ Centrifugo, protobuf, ${at}`, unit: "", ...over("socket"), target: { atLeast: 1 } },
    ...others,
  ];
}

const names: Record<Player, string> = {
  grpc: "Madang by gRPC",
  socket: "Madang's sockets",
  protobuf: "Centrifugo, protobuf",
  json: "Centrifugo, JSON",
};

function perCpuSecond({ deliveries, cpuMs }: Round): number {
  return (deliveries * 1_000) / cpuMs;
}
