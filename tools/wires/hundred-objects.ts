// Takes 100 objects of 9 KB from one server in every way, and measures time, the server's processor and the bytes.

import { type Asked, type Caller, openGrpc, openHttp1, openHttp2, type Way } from "./caller.ts";
import { openCountingWire } from "./counting-wire.ts";
import type { Ports } from "./server-process.ts";

/** How many objects, and how many bytes the text of each has in UTF-8. */
export const objects = { count: 100, characters: 3_000, bytes: 9_000 };

/** One way, measured. */
export interface Measured {
  readonly name: string;
  /** From the first question to the last answer, decoded; the middle of the rounds. */
  readonly wallMs: number;
  readonly cpuMs: number;
  /** In both directions, with all headers, TLS records and the greeting of the connection. */
  readonly kilobytes: number;
}

/** What measuring needs of the server. */
export interface MeasuredServer {
  readonly ports: Ports;
  readonly token: string;
  readonly cert: string;
  readonly channelId: string;
  /** The processor time that the server took so far. */
  cpuMs(): Promise<number>;
}

type Take = (caller: Caller, asked: readonly Asked[]) => Promise<void>;

interface Contender {
  readonly name: string;
  readonly port: keyof Ports;
  readonly take: Take;
  open(way: Way): Caller;
}

const warmUps = 4;
const rounds = 15;

const oneByOne: Take = async (caller, asked) => {
  for (const each of asked) check(await caller.list(each), 1);
};
const allAtOnce: Take = async (caller, asked) => {
  const answers = await Promise.all(asked.map((each) => caller.list(each)));
  for (const answer of answers) check(answer, 1);
};
const inOne: Take = async (caller, asked) =>
  check(await caller.list({ ...(asked[0] as Asked), pageSize: objects.count }), objects.count);

const plain = (open: (way: Way) => Caller) => (way: Way) => open({ ...way, cert: undefined });
const contenders: readonly Contender[] = [
  { name: "gRPC, one after the other", port: "grpc", take: oneByOne, open: plain(openGrpc) },
  { name: "gRPC, pipelined: all at once on one connection", port: "grpc", take: allAtOnce, open: plain(openGrpc) },
  { name: "gRPC with TLS, pipelined", port: "grpcTls", take: allAtOnce, open: openGrpc },
  { name: "REST on HTTP/1.1, one after the other", port: "http1", take: oneByOne, open: (way) => openHttp1(way, 1) },
  { name: "REST on HTTP/1.1, six connections", port: "http1", take: allAtOnce, open: (way) => openHttp1(way, 6) },
  { name: "REST on h2 with TLS, one after the other", port: "h2Tls", take: oneByOne, open: openHttp2 },
  { name: "REST on h2 with TLS, all at once", port: "h2Tls", take: allAtOnce, open: openHttp2 },
  { name: "gRPC, one call for all of them", port: "grpc", take: inOne, open: plain(openGrpc) },
  { name: "REST on HTTP/1.1, one call for all of them", port: "http1", take: inOne, open: (way) => openHttp1(way, 1) },
];

/** Measures every way in turn, round after round, so that what disturbs disturbs all. */
export async function measureHundredObjects(server: MeasuredServer): Promise<Measured[]> {
  const { channelId, ports, cert, token } = server;
  const asked = Array.from({ length: objects.count }, (_, i) => ({ channelId, afterSeq: i + 1, pageSize: 1 }));
  const open = contenders.map((each) => ({ each, caller: each.open({ port: ports[each.port], token, cert }) }));
  const seen = new Map<Contender, { wallMs: number; cpuMs: number }[]>(contenders.map((each) => [each, []]));
  for (let round = 0; round < warmUps + rounds; round++) {
    for (const { each, caller } of open) {
      const times = await timed(server, () => each.take(caller, asked));
      if (round >= warmUps) seen.get(each)?.push(times);
    }
  }
  for (const { caller } of open) caller.close();
  const measured: Measured[] = [];
  for (const [each, times] of seen) {
    const way = { port: ports[each.port], token, cert };
    const kilobytes = (await countBytes(each, way, asked)) / 1_000;
    const middle = (of: "wallMs" | "cpuMs") => median(times.map((time) => time[of]));
    measured.push({ name: each.name, wallMs: middle("wallMs"), cpuMs: middle("cpuMs"), kilobytes });
  }
  return measured;
}

async function timed(server: MeasuredServer, act: () => Promise<void>) {
  const cpuBefore = await server.cpuMs();
  const startedAt = performance.now();
  await act();
  const wallMs = performance.now() - startedAt;
  return { wallMs, cpuMs: (await server.cpuMs()) - cpuBefore };
}

async function countBytes(contender: Contender, way: Way, asked: readonly Asked[]): Promise<number> {
  const wire = await openCountingWire(way.port);
  const caller = contender.open({ ...way, port: wire.port });
  await contender.take(caller, asked);
  const bytes = wire.bytes();
  caller.close();
  wire.close();
  return bytes;
}

function check({ messages }: { messages: readonly { text: string }[] }, count: number): void {
  const isWhole = messages.length === count && messages.every(({ text }) => text.length === objects.characters);
  if (!isWhole) throw new Error(`The answer held ${messages.length} messages, not ${count} whole ones.`);
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
