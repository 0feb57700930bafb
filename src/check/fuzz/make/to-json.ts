// Parts as JSON text in protobuf's mapping, or near it.
import type { Part } from "../fuzz-case.ts";
import type { LookUp } from "./look-up.ts";

/** The JSON of a message; a field that comes twice stands there twice. */
export function toJsonText(parts: readonly Part[], lookUp: LookUp): string {
  const lists = new Map<string, Part[]>();
  for (const part of parts) if (part.isList) lists.set(part.name, [...(lists.get(part.name) ?? []), part]);
  const singles = parts.filter(({ isList }) => !isList).map((part) => member(part.name, valueText(part, lookUp)));
  const joined = [...lists].map(([name, items]) =>
    member(name, `[${items.map((item) => valueText(item, lookUp)).join(",")}]`),
  );
  return `{${[...singles, ...joined].join(",")}}`;
}

function member(name: string, text: string): string {
  return `${JSON.stringify(name)}:${text}`;
}

function valueText({ value }: Part, lookUp: LookUp): string {
  const found = lookUp(value);
  if (typeof found === "string") return JSON.stringify(found);
  if (typeof found === "boolean") return String(found);
  // Both forms are in the mapping; which one is as good as drawn by the number itself.
  if (typeof found === "bigint") return found % 3n === 0n ? String(found) : `"${found}"`;
  if (found instanceof Uint8Array) return JSON.stringify(Buffer.from(found).toString("base64"));
  if ("json" in found) return found.json;
  return toJsonText(found, lookUp);
}
