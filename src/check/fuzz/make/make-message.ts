// Makes messages from their descriptors: mostly what the method is for, with edges, strangers and too much of everything between.
import { type DescField, type DescMessage, type DescOneof, ScalarType } from "@bufbuild/protobuf";
import type { SeededRandom } from "../../plan/seeded-random.ts";
import type { Part, Value } from "../fuzz-case.ts";
import { likelyValue } from "./likely-value.ts";
import { oddBytes, oddNumber, oddText } from "./odd-values.ts";

const mostDeep = 6;
const unknownNumbers = [15, 99, 1_000, 18_999, 536_870_911];
const oddJson = ["null", "{}", "[]", "[[[]]]", "true", '"x"', "-1.5", "1e400", '{"__proto__":1}', '{"@type":"x"}'];

/** The fields of one message. */
export function makeMessage(desc: DescMessage, random: SeededRandom, deep = 0): Part[] {
  const kind = random.next();
  if (kind < 0.03 || deep > mostDeep) return [];
  const parts = desc.members.flatMap((member) => makeMember(member, random, deep));
  if (random.next() < 0.06) parts.push(unknownField(random));
  return random.next() < 0.1 ? random.shuffle(parts) : parts;
}

function makeMember(member: DescField | DescOneof, random: SeededRandom, deep: number): Part[] {
  if (member.kind === "oneof") {
    // More than one at once is what no honest client sends.
    const asked = random.next() < 0.85 ? [random.pick(member.fields)] : member.fields;
    return asked.flatMap((field) => (field ? makeField(field, random, deep) : []));
  }
  return random.next() < 0.85 ? makeField(member, random, deep) : [];
}

function makeField(field: DescField, random: SeededRandom, deep: number): Part[] {
  const isList = field.fieldKind === "list" || field.fieldKind === "map";
  const twice = random.next() < 0.03 ? 2 : 1;
  const count = isList ? listLength(random, deep) : twice;
  const name = random.next() < 0.97 ? field.jsonName : field.name;
  return Array.from({ length: count }, () => ({
    ...{ number: field.number, name, isList },
    value: makeValue(field, random, deep),
  }));
}

function listLength(random: SeededRandom, deep: number): number {
  const kind = random.next();
  if (kind < 0.9 || deep > 1) return Math.floor(random.between(0, 4));
  return kind < 0.99 ? 150 : 3_000;
}

function makeValue(field: DescField, random: SeededRandom, deep: number): Value {
  if (random.next() < 0.02) return { json: random.pick(oddJson) as string };
  if (field.message) return makeMessage(field.message, random, deep + 1);
  if (field.enum) return random.next() < 0.7 ? enumNumber(field, random) : oddNumber(random);
  const { scalar } = field as { scalar?: ScalarType };
  if (scalar === ScalarType.BOOL) return random.next() < 0.9 ? random.next() < 0.5 : oddNumber(random);
  if (scalar === ScalarType.BYTES) return oddBytes(random, random.next() < 0.9 ? 60 : 70_000);
  const likely = random.next() < 0.75 ? likelyValue(field.localName, random) : undefined;
  if (likely !== undefined) return likely;
  return scalar === ScalarType.STRING || scalar === undefined ? oddText(random) : oddNumber(random);
}

function enumNumber(field: DescField, random: SeededRandom): bigint {
  return BigInt(random.pick(field.enum?.values ?? [])?.number ?? 0);
}

function unknownField(random: SeededRandom): Part {
  const number = random.pick(unknownNumbers) as number;
  return { number, name: "unknownField", isList: false, value: nested(number, Math.floor(random.between(0, 300))) };
}

function nested(number: number, deep: number): Value {
  let value: Value = "in here";
  for (let i = 0; i < deep; i++) value = [{ number, name: "unknownField", isList: false, value }];
  return value;
}
