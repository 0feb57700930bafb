// Parts as protobuf's bytes, right or not: texts may hold lone surrogates, and numbers more than their type.
import type { Part } from "../fuzz-case.ts";
import type { LookUp } from "./look-up.ts";

const varint = 0;
const delimited = 2;

/** The bytes of a message. */
export function toWire(parts: readonly Part[], lookUp: LookUp): Buffer {
  return Buffer.concat(parts.map((part) => toField(part, lookUp)));
}

function toField({ number, value }: Part, lookUp: LookUp): Buffer {
  const found = lookUp(value);
  if (typeof found === "bigint" || typeof found === "boolean") {
    return Buffer.concat([tag(number, varint), toVarint(BigInt(found))]);
  }
  const bytes = toBytes(found, lookUp);
  return Buffer.concat([tag(number, delimited), toVarint(BigInt(bytes.length)), bytes]);
}

function toBytes(value: Exclude<ReturnType<LookUp>, bigint | boolean>, lookUp: LookUp): Uint8Array {
  if (typeof value === "string") return toUtf8(value);
  if (value instanceof Uint8Array) return value;
  if ("json" in value) return Buffer.from(value.json);
  return toWire(value, lookUp);
}

function tag(number: number, type: number): Buffer {
  return toVarint((BigInt(number) << 3n) | BigInt(type));
}

function toVarint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** As UTF-8, with lone surrogates as three bytes each, which is not UTF-8. */
function toUtf8(text: string): Uint8Array {
  if (text.isWellFormed()) return Buffer.from(text);
  const pieces = Array.from(text, (letter) => {
    const code = letter.codePointAt(0) ?? 0;
    const isLone = code >= 0xd800 && code <= 0xdfff;
    return isLone
      ? Buffer.from([0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f)])
      : Buffer.from(letter);
  });
  return Buffer.concat(pieces);
}
