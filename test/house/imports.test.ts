// Keeps the folders of src/ apart: who may import whom.
import assert from "node:assert/strict";
import { posix } from "node:path";
import { test } from "node:test";
import { sourceFiles, withoutComments } from "./source-files.ts";

type Room = {
  folder: string;
  /** Folders and files of src/ besides its own. */
  inside: string[];
  /** npm packages; "any" for those whose libraries are their own affair. */
  packages: string[] | "any";
  node: boolean;
};

const words = ["src/core", "src/gen"];
const protobuf = "@bufbuild/protobuf";
const grpc = "@grpc/grpc-js";
const operators = [...words, "src/clients/sdk", "src/main.ts"];

const rooms: Room[] = [
  { folder: "src/gen", inside: [], packages: [protobuf], node: false },
  { folder: "src/core", inside: words, packages: [protobuf, "@noble/hashes"], node: false },
  { folder: "src/credentials", inside: words, packages: ["@node-rs/argon2", "jose"], node: true },
  { folder: "src/services/*", inside: words, packages: [protobuf, "@noble/hashes"], node: false },
  { folder: "src/backends/*", inside: words, packages: "any", node: true },
  { folder: "src/rpc", inside: words, packages: [protobuf, grpc], node: true },
  { folder: "src/gateway", inside: [...words, "src/rpc"], packages: "any", node: true },
  { folder: "src/protocols/*", inside: [...words, "src/rpc", "src/protocols/courtyard"], packages: "any", node: true },
  { folder: "src/push", inside: words, packages: ["web-push"], node: true },
  { folder: "src/clients/sdk", inside: words, packages: [protobuf, "@noble/hashes"], node: false },
  { folder: "src/clients/screens", inside: ["src/clients/sdk"], packages: [], node: false },
  { folder: "src/clients/terminal", inside: ["src/clients/sdk", "src/clients/screens"], packages: "any", node: true },
  { folder: "src/clients/web", inside: ["src/clients/sdk", "src/clients/screens"], packages: "any", node: false },
  { folder: "src/check", inside: [...operators, "src/plot"], packages: "any", node: true },
  { folder: "src/bench", inside: [...operators, "src/plot"], packages: "any", node: true },
  {
    folder: "src/admin",
    inside: [...operators, "src/config.ts", "src/migrate.ts", "src/operator.ts", "src/runtime/operator-token.ts"],
    packages: "any",
    node: true,
  },
  { folder: "src/operator.ts", inside: ["src"], packages: [], node: true },
  { folder: "src/plot", inside: [], packages: ["d3-scale", "d3-shape"], node: false },
  { folder: "src/fleet.ts", inside: ["src"], packages: [], node: true },
  { folder: "src/migrate.ts", inside: ["src"], packages: [], node: true },
  { folder: "src/stubs", inside: [], packages: ["commander"], node: true },
  { folder: "src/runtime", inside: words, packages: ["pino"], node: true },
  { folder: "src/serve.ts", inside: ["src"], packages: [], node: true },
  { folder: "src/config.ts", inside: ["src/config"], packages: "any", node: true },
  { folder: "src/config", inside: [], packages: "any", node: true },
  { folder: "src/listening.ts", inside: ["src"], packages: [], node: true },
  { folder: "src/measures.ts", inside: ["src"], packages: [], node: true },
  { folder: "src/notifications.ts", inside: ["src"], packages: [], node: true },
  { folder: "src/doors.ts", inside: ["src"], packages: [], node: true },
  { folder: "src/main.ts", inside: ["src"], packages: "any", node: true },
  { folder: "src/embed.ts", inside: ["src"], packages: [], node: true },
  { folder: "src/embed", inside: ["src"], packages: [], node: true },
  { folder: "src/serve.ts", inside: ["src"], packages: "any", node: true },
  { folder: "src/madang.ts", inside: ["src"], packages: "any", node: true },
];

// Only these import gRPC's library: the client's side of a transport, the server's one folder, and what that is measured beside.
const grpcHolders = [
  "src/rpc",
  "src/clients/sdk/grpc-transport.ts",
  "src/clients/sdk/live-client.ts",
  "src/bench/servers/grpc-js-echo-process.ts",
  "src/bench/wires/file-process.ts",
  "src/bench/wires/file-receivers.ts",
  "src/bench/wires/grpc-taker.ts",
  "src/bench/wires/objects-process.ts",
];

// The SDK loads in a browser as well: what needs Node stands in files of its own that a browser never imports.
const doorsToNode = ["src/clients/sdk/grpc-transport.ts", "src/clients/sdk/node-files.ts"];

const imports = sourceFiles().flatMap(({ path, text }) => specifiersIn(text).map((specifier) => ({ path, specifier })));

test("every folder of src has its place in the table", () => {
  const homeless = sourceFiles().filter(({ path }) => roomOf(path) === undefined);
  assert.deepEqual(
    homeless.map(({ path }) => path),
    [],
  );
});

test("a folder imports from src only what the table grants it", () => {
  const strays = imports.filter(({ specifier }) => specifier.startsWith(".")).filter(isStray);
  assert.deepEqual(strays, []);
});

test("a folder that loads in a browser imports nothing of Node", () => {
  const strays = imports.filter(
    ({ path, specifier }) =>
      specifier.startsWith("node:") && !doorsToNode.includes(path) && roomOf(path)?.room.node === false,
  );
  assert.deepEqual(strays, []);
});

test("a folder imports only the packages that are its own", () => {
  const strays = imports.filter(({ path, specifier }) => {
    const packages = roomOf(path)?.room.packages;
    return isPackage(specifier) && !isTransport(path) && Array.isArray(packages) && !isWithin(specifier, packages);
  });
  assert.deepEqual(strays, []);
});

test("only the server's wire and the client's gRPC transport import gRPC", () => {
  const strays = imports.filter(({ path, specifier }) => isWithin(specifier, [grpc]) && !isWithin(path, grpcHolders));
  assert.deepEqual(strays, []);
});

test("a transport of the client imports one library", () => {
  for (const path of new Set(imports.map((each) => each.path).filter(isTransport))) {
    const packages = imports.filter((each) => each.path === path && isPackage(each.specifier));
    const libraries = packages.filter(({ specifier }) => !isWithin(specifier, [protobuf]));
    assert.ok(libraries.length <= 1, `${path} imports ${libraries.map(({ specifier }) => specifier).join(", ")}`);
  }
});

test("core and services take clock, randomness of the process and environment as arguments", () => {
  const forbidden: [folder: string, words: RegExp][] = [
    ["src/core", /\bprocess\.|\bBuffer\.|\bsetImmediate\(/],
    ["src/services", /\bprocess\.|\bBuffer\.|\bsetImmediate\(|\bDate\.now\(|\bnew Date\(\)|\bset(Timeout|Interval)\(/],
  ];
  const strays = forbidden.flatMap(([folder, pattern]) =>
    sourceFiles().filter(({ path, text }) => isWithin(path, [folder]) && pattern.test(withoutComments(text))),
  );
  assert.deepEqual(
    strays.map(({ path }) => path),
    [],
  );
});

function specifiersIn(text: string): string[] {
  const patterns = [
    /^\s*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']/gm,
    /^\s*import\s*["']([^"']+)["']/gm,
    /\bimport\(\s*["']([^"']+)["']/g,
  ];
  const code = withoutComments(text);
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ""));
}

function roomOf(path: string): { room: Room; home: string } | undefined {
  const room = rooms.find(({ folder }) => isWithin(path, [folder.replace("/*", "")]));
  if (room === undefined) return undefined;
  return { room, home: room.folder.endsWith("/*") ? path.split("/").slice(0, 3).join("/") : room.folder };
}

function isStray({ path, specifier }: { path: string; specifier: string }): boolean {
  const target = posix.join(posix.dirname(path), specifier);
  const place = roomOf(path);
  return place === undefined || !isWithin(target, [place.home, ...place.room.inside]);
}

function isTransport(path: string): boolean {
  return path.startsWith("src/clients/sdk/") && path.endsWith("-transport.ts");
}

function isPackage(specifier: string): boolean {
  return !specifier.startsWith(".") && !specifier.startsWith("node:");
}

function isWithin(path: string, places: string[]): boolean {
  return places.some((place) => path === place || path.startsWith(`${place}/`));
}
