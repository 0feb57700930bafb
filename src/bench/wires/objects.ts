// Scenario: a hundred objects of 9 KB by gRPC and by REST, from plain servers and from Madang.
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Scenario } from "../scenario.ts";
import { lackingForCertificate } from "./certificate.ts";
import { openCountingWire } from "./counting-wire.ts";
import { objectCount, objectText } from "./object-text.ts";
import { openShelves } from "./shelves.ts";
import type { Taker } from "./taker.ts";
import { type OpenWay, openWays } from "./ways.ts";

const full = { rounds: 7, takes: 10, warmUpTakes: 20 };
const quick = { rounds: 1, takes: 3, warmUpTakes: 3 };

/** What one way took, for the hundred objects. */
interface Turn {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** Time, processor time and bytes. */
export const objects: Scenario = {
  name: "objects",
  method:
    "100 objects of 9 KB (3,000 Hangul syllables, names and ids), each asked for by itself and compared with what it must " +
    "hold. Plain servers hold them in memory: grpc-js with protobuf-es, GET with JSON on node:http and on node:http2 with TLS; " +
    "Madang reads them from its store and looks at the token each time. From the first question to the last answer on open " +
    "connections, the mean of ten times in a row, all ways in turn; CPU is that of client and server; bytes are those of " +
    "both directions on a new connection. Figures under original are a published table of the older documents; " +
    "neither its machine and programs nor whether connections stayed open are known. Ours stay open, on one machine, without a " +
    "network whose round trips each waiting question would pay; what a TLS connection for each object costs has a row of its own.",
  longestMs: 4 * 60_000,
  lacking: lackingForCertificate,
  async run(run) {
    const { rounds, takes, warmUpTakes } = run.quick ? quick : full;
    const ways = openWays(await openShelves(run));
    const takers = ways.map((way) => ({ way, taker: way.open(way.shelf.address), turns: [] as Turn[] }));
    run.after(async () => takers.forEach(({ taker }) => taker.close()));
    for (const { way, taker } of takers) await measure(way, taker, warmUpTakes);
    for (let round = 0; round < rounds; round++) {
      for (const { way, taker, turns } of takers) turns.push(await measure(way, taker, takes));
      run.say(`round ${round + 1} of ${rounds}: every object came as it is`);
    }
    const findings: Finding[] = [];
    for (const { way, turns } of takers) findings.push(...toFindings(way, turns, await countBytes(way)));
    return findings;
  },
};

async function measure({ shelf, takeAll }: OpenWay, taker: Taker, takes: number): Promise<Turn> {
  const cpuBefore = cpuMs(shelf.server.cpuMs());
  const startMs = performance.now();
  for (let i = 0; i < takes; i++) checkWhole(await takeAll(taker));
  const wallMs = performance.now() - startMs;
  return { wallMs: wallMs / takes, cpuMs: (cpuMs(shelf.server.cpuMs()) - cpuBefore) / takes };
}

function cpuMs(ofServerMs: number): number {
  const { user, system } = process.cpuUsage();
  return ofServerMs + (user + system) / 1_000;
}

const texts = Array.from({ length: objectCount }, (_, index) => objectText(index));

function checkWhole(taken: readonly string[]): void {
  const wrong = texts.findIndex((text, index) => text !== taken[index]);
  if (wrong >= 0 || taken.length !== texts.length) throw new Error(`object ${wrong} of ${taken.length} is another`);
}

async function countBytes({ shelf, open, takeAll }: OpenWay): Promise<number> {
  const wire = await openCountingWire(Number(shelf.address.split(":")[1]));
  const taker = open(`127.0.0.1:${wire.port}`);
  try {
    checkWhole(await takeAll(taker));
    return wire.bytes();
  } finally {
    taker.close();
    wire.close();
  }
}

function toFindings({ name, original }: OpenWay, turns: readonly Turn[], bytes: number): Finding[] {
  return [
    {
      what: name,
      unit: "ms",
      ...findRepeated(turns.map(({ wallMs }) => wallMs)),
      ...(original !== undefined && { original }),
    },
    { what: `${name}: CPU`, unit: "ms", ...findRepeated(turns.map((turn) => turn.cpuMs)) },
    { what: `${name}: on the wire`, unit: "KiB", value: bytes / 1_024 },
  ];
}
