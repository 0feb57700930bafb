// Scenario: one message of a chat as protobuf, JSON and XML.
import { gzipSync } from "node:zlib";
import { findRepeated } from "../meters/repeats.ts";
import type { Finding, Run, Scenario } from "../scenario.ts";
import { chatMessages } from "./chat-messages.ts";
import { type Form, formsOf } from "./forms.ts";

const full = { rounds: 7, actMs: 100, warmUpMs: 200 };
const quick = { rounds: 1, actMs: 20, warmUpMs: 20 };
/** So seldom is the clock looked at. */
const actsAtOnce = 64;

/** Bytes, and the time that writing and reading take. */
export const encodings: Scenario = {
  name: "encodings",
  method:
    "One message of a channel as it is stored: a text with ids, name, number and time. Protobuf by @bufbuild/protobuf; JSON by " +
    "JSON.stringify and JSON.parse, and once more by protobuf's JSON mapping, which checks every field; XML by " +
    "fast-xml-parser, an element for each field. From an object to bytes and back, in one thread, in turns. Gzip is " +
    "zlib's default, of this message alone.",
  longestMs: 2 * 60_000,
  async run(run) {
    const findings: Finding[] = [];
    for (const { name, event } of chatMessages) findings.push(...measure(run, name, formsOf(event)));
    return findings;
  },
};

interface Timed {
  readonly form: Form;
  readonly bytes: Uint8Array;
  readonly encodeMicros: number[];
  readonly decodeMicros: number[];
}

function measure(run: Run, message: string, forms: readonly Form[]): Finding[] {
  const { rounds, actMs, warmUpMs } = run.quick ? quick : full;
  const timed = forms.map((form): Timed => ({ form, bytes: form.encode(), encodeMicros: [], decodeMicros: [] }));
  for (const { form, bytes } of timed) {
    microsOf(() => form.encode(), warmUpMs);
    microsOf(() => form.decode(bytes), warmUpMs);
  }
  for (let i = 0; i < rounds; i++) {
    for (const { form, bytes, encodeMicros, decodeMicros } of timed) {
      encodeMicros.push(microsOf(() => form.encode(), actMs));
      decodeMicros.push(microsOf(() => form.decode(bytes), actMs));
    }
  }
  run.say(`${message}: ${timed.map(({ form, bytes }) => `${form.name} ${bytes.length} B`).join(", ")}`);
  return timed.flatMap((each, index) => [
    ...(timed.slice(0, index).some(({ bytes }) => Buffer.compare(bytes, each.bytes) === 0)
      ? []
      : toSizes(message, each)),
    ...toTimes(message, each),
  ]);
}

function toSizes(message: string, { form, bytes }: Timed): Finding[] {
  const what = `${message}: ${form.name}`;
  return [
    { what, unit: "B", value: bytes.length },
    { what: `${what}, gzipped`, unit: "B", value: gzipSync(bytes).length },
  ];
}

function toTimes(message: string, { form, encodeMicros, decodeMicros }: Timed): Finding[] {
  const what = `${message}: ${form.name}`;
  return [
    { what: `${what}, encoded in`, unit: "µs", ...findRepeated(encodeMicros) },
    { what: `${what}, decoded in`, unit: "µs", ...findRepeated(decodeMicros) },
  ];
}

function microsOf(act: () => unknown, forMs: number): number {
  const startMs = performance.now();
  let acts = 0;
  let tookMs = 0;
  while (tookMs < forMs) {
    for (let i = 0; i < actsAtOnce; i++) act();
    acts += actsAtOnce;
    tookMs = performance.now() - startMs;
  }
  return (tookMs * 1_000) / acts;
}
