// Scenario: the older sum beside a plain grpc-js server that only echoes: what our way of serving adds to the library.
import { fileURLToPath } from "node:url";
import { gRPCRouteFuncs } from "../../gen/compat/agg_funcs/agg_funcs_pb.ts";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { startMadangServer } from "../servers/madang-server.ts";
import { serveFlags } from "../servers/serve-flags.ts";
import { StartedServer } from "../servers/started-server.ts";
import { type Exchange, openCalls, toExchange } from "./open-calls.ts";

const inFlight = 64;
/** Rounds in turns: what disturbs the machine for a while disturbs both. Each is long enough for a few full collections. */
const full = { rounds: 8, seconds: 0.5, warmUpSeconds: 1 };
const quick = { rounds: 1, seconds: 0.3, warmUpSeconds: 0.3 };

const sumExchange = toExchange(gRPCRouteFuncs.method.sum, { value1: 20, value2: 22 }, { value: 42 });
const echoExchange = { ...sumExchange, answer: sumExchange.request };

/** Calls a second of one who calls, and of many; and what each of the many cost the server. */
interface Round {
  readonly one: number;
  readonly many: number;
  readonly manyCostUs: number;
}

type Play = (seconds: number) => Promise<Round>;
/** A round of each. */
type Turn = Record<"sum" | "echo", Round>;

/** Calls a second, and what share of the plain server's that is. */
export const sum: Scenario = {
  name: "sum",
  method:
    "sum over one connection, each call as soon as one before it was answered, by a client that writes HTTP/2 frames by hand and " +
    "costs little; every answer must be right. In turns with it, a plain grpc-js server, on the same Node with the same flags, " +
    "answers the same call with the bytes it got, without decoding them. The original, in Go, was called by a Python client, " +
    "which was its limit.",
  longestMs: 60_000,
  async run(run) {
    const { rounds, seconds, warmUpSeconds } = run.quick ? quick : full;
    const playSum = await openServer(run, await startMadangServer(run), sumExchange);
    const playEcho = await openServer(run, await startEcho(run), echoExchange);
    for (const play of [playSum, playEcho]) await play(warmUpSeconds);
    const turns: Turn[] = [];
    for (let i = 0; i < rounds; i++) turns.push({ sum: await playSum(seconds), echo: await playEcho(seconds) });
    return toFindings(turns);
  },
};

async function startEcho(run: Run): Promise<StartedServer> {
  const file = fileURLToPath(new URL("../servers/grpc-js-echo-process.ts", import.meta.url));
  const server = await StartedServer.start({ program: process.execPath, args: [...(await serveFlags()), file] });
  run.after(() => server.stop());
  return server;
}

async function openServer(run: Run, server: StartedServer, exchange: Exchange): Promise<Play> {
  const call = await openCalls(run, server.address, exchange);
  return async (seconds) => {
    const { perSecond: one } = await call(1, seconds);
    const cpuBeforeMs = server.cpuMs();
    const { perSecond: many, calls } = await call(inFlight, seconds);
    return { one, many, manyCostUs: ((server.cpuMs() - cpuBeforeMs) * 1_000) / calls };
  };
}

function toFindings(turns: readonly Turn[]): Finding[] {
  const of = (value: (turn: Turn) => number) => findRepeated(turns.map(value));
  const target = { atLeast: 0.9 };
  const many = `${inFlight} at a time`;
  return [
    { what: "sum, one at a time", unit: "/s", ...of(({ sum }) => sum.one), original: "4,728/s" },
    { what: `sum, ${many}`, unit: "/s", ...of(({ sum }) => sum.many) },
    { what: `sum, ${many}: server CPU for each`, unit: "µs", ...of(({ sum }) => sum.manyCostUs) },
    { what: "plain echo, one at a time", unit: "/s", ...of(({ echo }) => echo.one) },
    { what: `plain echo, ${many}`, unit: "/s", ...of(({ echo }) => echo.many) },
    { what: `plain echo, ${many}: server CPU for each`, unit: "µs", ...of(({ echo }) => echo.manyCostUs) },
    { what: "sum ÷ plain echo, one at a time", unit: "", ...of(({ sum, echo }) => sum.one / echo.one), target },
    { what: `sum ÷ plain echo, ${many}`, unit: "", ...of(({ sum, echo }) => sum.many / echo.many), target },
  ];
}
