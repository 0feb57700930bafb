// What the fuzzer does in one go, as plain words: the same words do the same again, and fewer of them are a shorter case.

/** What is not known before the server runs, by a name, e.g. "channel:foreign"; it is looked up when the case is run. */
export interface Known {
  readonly known: string;
}

/** JSON that is written as it stands, whatever belongs there; on the wire its text. */
export interface RawJson {
  readonly json: string;
}

/** What stands in a field; a list is a message of its own. */
export type Value = string | bigint | boolean | Uint8Array | Known | RawJson | readonly Part[];

/** One field of a message; a field that stands in a list may come more than once. */
export interface Part {
  readonly number: number;
  readonly name: string;
  readonly isList: boolean;
  readonly value: Value;
}

/** Damage to encoded bytes: where, as a share of their length, and how. */
export type Harm =
  | { readonly harm: "flip" | "set"; readonly at: number; readonly byte: number }
  | { readonly harm: "cut" | "drop"; readonly at: number; readonly size: number }
  | { readonly harm: "copy"; readonly at: number; readonly from: number; readonly size: number }
  | { readonly harm: "nest"; readonly at: number; readonly deep: number };

/** What the five bytes before a gRPC message say that is not so. */
export type FrameLie = "compressed" | "longer" | "shorter" | "huge" | "no head";

/** One thing that is done. */
export type Step =
  | { readonly act: "send"; readonly parts: readonly Part[]; readonly harms: readonly Harm[]; readonly lie?: FrameLie }
  | { readonly act: "finish" | "cancel" }
  | { readonly act: "wait"; readonly ms: number }
  | { readonly act: "raw"; readonly bytes: Uint8Array };

/** Whose call it is. */
export const tokenKinds = ["valid", "other", "none", "ended", "expired", "wrong", "garbage"] as const;
export type TokenKind = (typeof tokenKinds)[number];

/** How an HTTP request is written. */
export interface Head {
  readonly method: string;
  readonly path: string;
  readonly lines: readonly string[];
  readonly length: "right" | "longer" | "shorter" | "none" | "chunked" | "broken chunks" | "words";
}

/** One case: what is done with whom, over which wire. */
export interface FuzzCase {
  /** What it is about: a method by its wire, e.g. "grpc madang.channel.v1.ChannelService/React", or a port. */
  readonly target: string;
  readonly index: number;
  readonly token: TokenKind;
  readonly steps: readonly Step[];
  readonly head?: Head;
  /** What a gRPC call says besides. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The case in a few lines, for people. */
export function describeCase({ token, steps, head, metadata }: FuzzCase): string {
  const opening = head ? [`${head.method} ${head.path}, length ${head.length}`, ...head.lines] : [];
  const said = metadata ? [`metadata: ${JSON.stringify(metadata)}`] : [];
  return [`token: ${token}`, ...opening, ...said, ...steps.map(describeStep)].map(shorten).join("\n    ");
}

function describeStep(step: Step): string {
  if (step.act === "wait") return `wait ${step.ms} ms`;
  if (step.act === "raw") return `raw ${show(Buffer.from(step.bytes).toString("latin1"))}`;
  if (step.act !== "send") return step.act;
  const harms = step.harms.map((harm) => JSON.stringify(harm));
  return ["send", describeParts(step.parts), ...harms, ...(step.lie ? [`frame: ${step.lie}`] : [])].join(" ");
}

function describeParts(parts: readonly Part[]): string {
  return `{${parts.map(({ name, value }) => ` ${name}: ${describeValue(value)}`).join(",")} }`;
}

function describeValue(value: Value): string {
  if (typeof value === "string") return show(value);
  if (typeof value !== "object") return String(value);
  if (value instanceof Uint8Array) return `0x${show(Buffer.from(value).toString("hex"))}`;
  if ("known" in value) return `<${value.known}>`;
  if ("json" in value) return `json ${show(value.json)}`;
  return describeParts(value);
}

const longest = 200;
const longestLine = 1_500;

function shorten(line: string): string {
  return line.length > longestLine ? `${line.slice(0, longestLine)}… (${line.length})` : line;
}

function show(text: string): string {
  const start = JSON.stringify(text.slice(0, longest));
  return text.length > longest ? `${start}… (${text.length})` : start;
}
