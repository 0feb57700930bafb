// Draws HTTP/2 frames in an order and with contents that no client has.
import type { SeededRandom } from "../../plan/seeded-random.ts";
import { oddBytes } from "./odd-values.ts";

const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const settings = frame(4, 0, 0, Buffer.alloc(0));
const headerNames: readonly (readonly [string, string])[] = [
  [":method", "POST"],
  [":scheme", "http"],
  [":path", "/madang.agent.v1.AgentService/GetDirectory"],
  [":authority", "x"],
  ["content-type", "application/grpc"],
  ["te", "trailers"],
];
const oddHeaders: readonly (readonly [string, string])[] = [
  [":path", "/__proto__/x"],
  [":path", ""],
  [":method", "GET"],
  ["content-type", "text/html"],
  ["grpc-timeout", "99999999S"],
  ["grpc-timeout", "-1n"],
  ["grpc-timeout", "0m"],
  ["grpc-encoding", "zstd"],
  ["grpc-encoding", "gzip"],
  ["grpc-accept-encoding", ",,,"],
  ["authorization", "Bearer \u0001"],
  ["x-bin", "!!"],
  ["Upper", "x"],
  ["connection", "keep-alive"],
];

/** A connection's first words and some frames after them. */
export function makeHttp2(random: SeededRandom): Uint8Array[] {
  const count = Math.floor(random.between(0, 9));
  return [preface, settings, ...Array.from({ length: count }, () => makeFrame(random))];
}

function makeFrame(random: SeededRandom): Buffer {
  const stream =
    random.next() < 0.8 ? 1 + 2 * Math.floor(random.between(0, 3)) : Math.floor(random.between(0, 2 ** 31));
  const kind = random.next();
  if (kind < 0.4) return frame(1, random.pick([0x4, 0x5, 0x0]) as number, stream, makeHeaders(random));
  if (kind < 0.7) return frame(0, random.pick([0, 1, 8]) as number, stream, makeData(random));
  const type = Math.floor(random.between(2, 12));
  return frame(type, Math.floor(random.between(0, 256)), random.next() < 0.4 ? 0 : stream, oddBytes(random, 30));
}

function makeData(random: SeededRandom): Uint8Array {
  return random.next() < 0.5 ? Buffer.from([0, 0, 0, 0, 0]) : oddBytes(random, 40);
}

// Literal headers, never indexed: name and value stand there as they are.
function makeHeaders(random: SeededRandom): Buffer {
  const odd = random.next() < 0.5 ? [] : [random.pick(oddHeaders) ?? ["x", "y"]];
  const all = [...headerNames.filter(() => random.next() < 0.97), ...odd];
  return Buffer.concat(all.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));
}

function text(word: string): Buffer {
  return Buffer.concat([Buffer.from([word.length]), Buffer.from(word, "latin1")]);
}

function frame(type: number, flags: number, stream: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream & 0x7f_ff_ff_ff, 5);
  return Buffer.concat([head, payload]);
}
