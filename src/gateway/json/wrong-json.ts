// Finds what is wrong in JSON that is no message, and says it in a sentence.
import { type DescField, type DescMessage, fromJson, type JsonValue, ScalarType } from "@bufbuild/protobuf";

/** The sentence; it names the field by its path, and says what it takes. Never holds what was given. */
export function explainWrongJson(schema: DescMessage, json: JsonValue): string {
  return (
    wrongIn(schema, json, "") ??
    "The request sets a field twice, or two of which only one may be set: give one of them."
  );
}

const longestName = 64;

function wrongIn(schema: DescMessage, json: JsonValue, path: string): string | undefined {
  if (!isObject(json)) return `${path || "The request"} must be an object, not ${kindOf(json)}.`;
  for (const [key, value] of Object.entries(json)) {
    const at = path === "" ? shorten(key) : `${path}.${shorten(key)}`;
    const field = schema.fields.find(({ name, jsonName }) => name === key || jsonName === key);
    if (!field) return `${at} is no field of ${schema.name}: ${knownFields(schema)}.`;
    if (!isFine(schema, key, value)) return wrongField(field, value, at);
  }
  return undefined;
}

function isFine(schema: DescMessage, key: string, value: JsonValue): boolean {
  try {
    fromJson(schema, { [key]: value });
    return true;
  } catch {
    return false;
  }
}

function wrongField(field: DescField, value: JsonValue, at: string): string {
  const inside = field.fieldKind === "message" ? wrongIn(field.message, value, at) : undefined;
  return inside ?? wrongItem(field, value, at) ?? `${at} must be ${expected(field)}, not ${kindOf(value)}.`;
}

function wrongItem(field: DescField, value: JsonValue, at: string): string | undefined {
  if (field.fieldKind !== "list" || !Array.isArray(value)) return undefined;
  const index = value.findIndex((item) => !isFine(field.parent, field.jsonName, [item]));
  const item = value[index] ?? null;
  const inside = field.message ? wrongIn(field.message, item, `${at}[${index}]`) : undefined;
  return inside ?? `${at}[${index}] must be ${expectedOf(field)}, not ${kindOf(item)}.`;
}

function expected(field: DescField): string {
  if (field.fieldKind === "list") return "a list";
  return field.fieldKind === "map" ? "an object" : expectedOf(field);
}

function expectedOf(field: DescField): string {
  if (field.enum) return `one of ${field.enum.values.map(({ name }) => name).join(", ")}`;
  return (field.scalar && scalars[field.scalar]) ?? "an object";
}

const wide = "a whole number, best as a string of digits,";
const scalars: Partial<Record<ScalarType, string>> = {
  [ScalarType.STRING]: "a string",
  [ScalarType.BOOL]: "true or false",
  [ScalarType.BYTES]: "a string in base64",
  [ScalarType.INT32]: "a whole number from -2147483648 to 2147483647",
  [ScalarType.UINT32]: "a whole number from 0 to 4294967295",
  [ScalarType.INT64]: `${wide} from -2^63 to 2^63 - 1`,
  [ScalarType.UINT64]: `${wide} from 0 to 2^64 - 1`,
  [ScalarType.DOUBLE]: "a number",
  [ScalarType.FLOAT]: "a number",
};

function knownFields({ fields }: DescMessage): string {
  if (fields.length === 0) return "it has none";
  return `it has ${fields.map(({ jsonName }) => jsonName).join(", ")}`;
}

function kindOf(value: JsonValue): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return Number.isInteger(value) ? "this number" : "a number with a fraction";
  if (typeof value !== "string") return "an object";
  return value.isWellFormed() ? "this string" : "one with half of a surrogate pair";
}

function isObject(json: JsonValue): json is Record<string, JsonValue> {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

function shorten(name: string): string {
  const plain = name.toWellFormed().replaceAll(/[\p{Cc}\p{Cf}]/gu, "?");
  return JSON.stringify(plain.length > longestName ? `${plain.slice(0, longestName)}…` : plain).slice(1, -1);
}
