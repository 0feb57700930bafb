// The command that measures gRPC against HTTP with JSON on one machine: `node tools/compare-wires.ts --record` writes the tables of
// docs/grpc-and-http.md, without --record it prints them.
import { readFileSync, writeFileSync } from "node:fs";
import { describeMachine } from "../src/bench/report/machine.ts";
import { type Measured, measureHundredObjects, objects } from "./wires/hundred-objects.ts";
import { measurePayloads, type Payload } from "./wires/payloads.ts";
import { startServer } from "./wires/started-server.ts";

const document = "docs/grpc-and-http.md";

const machine = describeMachine();
const server = await startServer();
const tables = {
  machine: table(["machine", ""], [...machine, ...versions()]),
  payloads: payloadTable(measurePayloads(objects.characters)),
  objects: objectTable(await measureHundredObjects(server)),
};
server.close();
if (process.argv.includes("--record")) record(tables);
else console.log(Object.values(tables).join("\n\n"));

function versions(): [name: string, value: string][] {
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as { dependencies: Record<string, string> };
  return ["@grpc/grpc-js", "@bufbuild/protobuf"].map((name) => [name, dependencies[name] ?? ""]);
}

function payloadTable(payloads: readonly Payload[]): string {
  const rows = payloads.flatMap(({ name, bytes, gzipped, micros }) => [
    [name, count(bytes.protobuf), count(bytes.json), count(bytes.xml)],
    ["… with gzip", count(gzipped.protobuf), count(gzipped.json), count(gzipped.xml)],
    ["… written and read", `${micros.protobuf.toPrecision(2)} µs`, `${micros.json.toPrecision(2)} µs`, ""],
  ]);
  return table(["bytes of", "protobuf", "JSON", "XML"], rows);
}

function objectTable(measured: readonly Measured[]): string {
  const rows = measured.map(({ name, wallMs, cpuMs, kilobytes }) => [
    name,
    `${wallMs.toPrecision(3)} ms`,
    `${cpuMs.toPrecision(3)} ms`,
    `${count(Math.round(kilobytes))} kB`,
  ]);
  return table([`${objects.count} objects of 9 KB`, "time", "server's processor", "bytes on the wire"], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function count(number: number): string {
  return number.toLocaleString("en");
}

function record(measured: Readonly<Record<string, string>>): void {
  let text = readFileSync(document, "utf8");
  for (const [name, lines] of Object.entries(measured)) {
    const place = new RegExp(`(<!-- measured: ${name} -->\n)[^]*?(<!-- end -->)`);
    if (!place.test(text)) throw new Error(`${document} has no place for ${name}.`);
    text = text.replace(place, (_, start: string, end: string) => `${start}\n${lines}\n\n${end}`);
  }
  writeFileSync(document, text);
}
