// Draws what is no call at all: requests for pages that are not there, and bytes for a port that expects others.
import type { SeededRandom } from "../../plan/seeded-random.ts";
import type { FuzzCase, Step } from "../fuzz-case.ts";
import { doHarm, makeHarms } from "./harm.ts";
import { oddMethod, someLines } from "./make-head.ts";
import { makeHttp2 } from "./make-http2.ts";
import { oddBytes, oddText } from "./odd-values.ts";

const paths = [
  "/",
  "/healthz",
  "/readyz",
  "/metrics",
  "/openapi.json",
  "/api",
  "/index.html",
  "/assets/",
  "/socket.io/",
  "/socket.io/?EIO=4&transport=polling",
  "/socket.io/?EIO=4&transport=websocket&sid=__proto__",
  "/madang.agent.v1.AgentService/",
  "/__proto__/constructor",
  "/%2e%2e/%2e%2e/etc/passwd",
  "/..%5c..%5c",
  "/%",
  "/%ff%fe",
  "//evil.example/x",
  "http://evil.example/x",
  "*",
  "/assets/%00",
];
const opening =
  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const hello = "POST /madang.agent.v1.AgentService/GetDirectory HTTP/1.1\r\nHost: HOST\r\nContent-Length: 2\r\n\r\n{}";
const secure = Buffer.from("160301020001000001fc0303", "hex").toString("latin1");
const webSocketFrames = [
  "\x81\x80\0\0\0\0",
  "\x81\x82\0\0\0\x0040",
  "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0",
  "\x81\x0240",
  "\x01\x81\0\0\0\x004",
  "\x80\x81\0\0\0\x000",
  "\x88\x81\0\0\0\0\x03",
  "\x88\x82\0\0\0\0\x00\x01",
  "\x89\xfe\x00\x7e\0\0\0\0",
  "\xc1\x82\0\0\0\x0040",
  "\x83\x80\0\0\0\0",
  "\x81\x82\0\0\0\0\xc3\x28",
  "\x82\x83\0\0\0\0abc",
];

/** A request for a page. */
export function makePage(random: SeededRandom): Pick<FuzzCase, "steps" | "head"> {
  const path = random.next() < 0.8 ? (random.pick(paths) as string) : `/${encodeURI(oddText(random).toWellFormed())}`;
  const lines = random.next() < 0.1 ? [`x: ${"a".repeat(random.next() < 0.5 ? 9_000 : 90_000)}`] : someLines(random);
  const length = random.next() < 0.8 ? "right" : "longer";
  return { steps: [], head: { method: oddMethod(random), path: path.replaceAll(/[\r\n ]/g, "+"), lines, length } };
}

/** A connection to a port: its beginning may be right. */
export function makeConnection(target: string, random: SeededRandom): Step[] {
  const begun = target === "tcp web" ? makeHttp(random) : makeHttp2(random);
  const bytes = random.next() < 0.15 ? [oddBytes(random, 600), Buffer.from(secure, "latin1")] : begun;
  return bytes.flatMap((piece): Step[] => [
    { act: "raw", bytes: doHarm(piece, makeHarms(random, 0.3)) },
    ...(random.next() < 0.2 ? [{ act: "wait", ms: 2 } as const] : []),
  ]);
}

function makeHttp(random: SeededRandom): Uint8Array[] {
  if (random.next() < 0.3) return [Buffer.from(hello, "latin1"), Buffer.from(hello, "latin1")];
  const frames = Array.from({ length: Math.floor(random.between(0, 7)) }, () =>
    Buffer.from(random.pick(webSocketFrames) as string, "latin1"),
  );
  return [Buffer.from(opening, "latin1"), ...frames];
}
