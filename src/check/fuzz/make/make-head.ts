// Draws what stands before the body of an HTTP request for a method, mostly right.
import type { DescMethod } from "@bufbuild/protobuf";
import type { SeededRandom } from "../../plan/seeded-random.ts";
import type { Head } from "../fuzz-case.ts";

const contentTypes = [
  "application/proto",
  "application/json; charset=utf-8",
  "application/json; charset=utf-16",
  "application/json;;;=",
  "text/plain",
  "application/grpc",
  "application/connect+json",
  "\x80",
  "",
];
const oddLines = [
  "connect-protocol-version: 1",
  "connect-protocol-version: 2",
  "connect-timeout-ms: 0",
  "connect-timeout-ms: 1",
  "connect-timeout-ms: 99999999999999999999",
  "connect-timeout-ms: -1",
  "content-encoding: gzip",
  "content-encoding: identity, br",
  "madang-session: cookie",
  "cookie: madang_refresh=x; madang_refresh=%zz; =; ;",
  "origin: https://evil.example",
  "origin: null",
  "expect: 100-continue",
  "accept-encoding: *;q=0",
  "x-forwarded-for: ::1, \x00",
  "upgrade: h2c",
  "upgrade: websocket",
  "connection: upgrade, close, \xff",
];
const lengths = ["longer", "shorter", "none", "chunked", "broken chunks", "words"] as const;
const methods = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "CONNECT", "PROPFIND", "post", "P\0ST"];

const oddMetadata: readonly Readonly<Record<string, string>>[] = [
  { "grpc-timeout": "0m" },
  { "grpc-timeout": "1n" },
  { "grpc-timeout": "99999999H" },
  { "grpc-timeout": "123456789S" },
  { "grpc-timeout": "-5S" },
  { "grpc-timeout": "soon" },
  { "grpc-timeout": "" },
  { "grpc-encoding": "gzip" },
  { "grpc-encoding": "zstd" },
  { "grpc-encoding": "__proto__" },
  { "grpc-accept-encoding": ",,," },
  { "content-type": "application/grpc+json" },
  { "content-type": "text/html" },
  { "odd-bin": "!!!" },
  { "grpc-tags-bin": "AAAA" },
  { "user-agent": "\x80".repeat(500) },
];

/** What a gRPC call says besides what it must, mostly nothing. */
export function someMetadata(random: SeededRandom): { metadata?: Readonly<Record<string, string>> } {
  const metadata = random.next() < 0.08 ? random.pick(oddMetadata) : undefined;
  return metadata ? { metadata } : {};
}

/** The way to the method, seldom with something else about it. */
export function makeRpcHead({ parent, name }: DescMethod, random: SeededRandom): Head {
  const isProto = random.next() < 0.1;
  const usual = isProto ? "application/proto" : "application/json";
  const contentType = random.next() < 0.93 ? usual : (random.pick(contentTypes) as string);
  return {
    method: random.next() < 0.96 ? "POST" : (random.pick(methods) as string),
    path: `/${parent.typeName}/${name}${random.next() < 0.96 ? "" : random.pick(["/", "?x=%zz", "%00", "#a", "//"])}`,
    lines: [`content-type: ${contentType}`, ...someLines(random)],
    length: random.next() < 0.93 ? "right" : (random.pick(lengths) as Head["length"]),
  };
}

/** Lines that are seldom there, mostly none. */
export function someLines(random: SeededRandom): string[] {
  return random.next() < 0.75 ? [] : [random.pick(oddLines) as string, random.pick(oddLines) as string];
}

/** A verb that the path may not know. */
export function oddMethod(random: SeededRandom): string {
  return random.next() < 0.7 ? "GET" : (random.pick(methods) as string);
}
