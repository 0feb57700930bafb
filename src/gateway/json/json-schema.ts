// JSON Schema of messages, as protobuf's JSON mapping writes them.
import { type DescEnum, type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { describe, describePart } from "./described.ts";

/** A schema, or a part of one. */
export type JsonSchema = { readonly [key: string]: unknown };

const scalars: Partial<Record<ScalarType, JsonSchema>> = {
  [ScalarType.STRING]: { type: "string" },
  [ScalarType.BOOL]: { type: "boolean" },
  [ScalarType.BYTES]: { type: "string", contentEncoding: "base64" },
  [ScalarType.INT32]: { type: "integer", format: "int32", minimum: -(2 ** 31), maximum: 2 ** 31 - 1 },
  [ScalarType.UINT32]: { type: "integer", format: "uint32", minimum: 0, maximum: 2 ** 32 - 1 },
  // Beyond 2^53 a number of JavaScript is not exact: so they are strings.
  [ScalarType.INT64]: { type: "string", format: "int64", pattern: "^-?[0-9]{1,19}$" },
  [ScalarType.UINT64]: { type: "string", format: "uint64", pattern: "^[0-9]{1,20}$" },
  [ScalarType.DOUBLE]: { type: "number", format: "double" },
  [ScalarType.FLOAT]: { type: "number", format: "float" },
};

/** A reference to the schema of a message or enum. */
export function schemaRef({ typeName }: { readonly typeName: string }): JsonSchema {
  return { $ref: `#/components/schemas/${typeName}` };
}

/** The schemas of these messages and of all that is inside of them, by type name. */
export function schemasOf(messages: readonly DescMessage[]): Record<string, JsonSchema> {
  const schemas = typesOf(messages).map((type): [string, JsonSchema] => [
    type.typeName,
    type.kind === "enum" ? enumSchema(type) : messageSchema(type),
  ]);
  return Object.fromEntries(schemas);
}

/** These messages, and the messages and enums inside of them, by name. */
export function typesOf(messages: readonly DescMessage[]): (DescMessage | DescEnum)[] {
  // A set also takes what is added while it is walked.
  const types = new Set<DescMessage | DescEnum>(messages);
  for (const type of types) {
    for (const inside of type.kind === "message" ? type.fields.map(typeInside) : []) if (inside) types.add(inside);
  }
  return [...types].toSorted((one, other) => (one.typeName < other.typeName ? -1 : 1));
}

function typeInside({ message, enum: desc }: DescField): DescMessage | DescEnum | undefined {
  return message ?? desc;
}

function messageSchema(desc: DescMessage): JsonSchema {
  const properties = desc.fields.map((field) => [field.jsonName, propertySchema(field)]);
  return { type: "object", description: describe(desc), properties: Object.fromEntries(properties) };
}

function propertySchema(field: DescField): JsonSchema {
  const description = [describePart(field.parent, field), onlyOneOf(field)].filter((text) => text !== "").join(" ");
  return { ...fieldSchema(field), description };
}

function onlyOneOf({ oneof }: DescField): string {
  return oneof ? `At most one of ${oneof.fields.map(({ jsonName }) => jsonName).join(", ")} is there.` : "";
}

function fieldSchema(field: DescField): JsonSchema {
  if (field.fieldKind === "list") return { type: "array", items: valueSchema(field) };
  if (field.fieldKind === "map") return { type: "object", additionalProperties: valueSchema(field) };
  return valueSchema(field);
}

function valueSchema(field: DescField): JsonSchema {
  const inside = typeInside(field);
  if (inside) return schemaRef(inside);
  const schema = field.scalar && scalars[field.scalar];
  if (!schema) throw new Error(`${field.parent.typeName}.${field.name} has a type that has no schema here.`);
  return schema;
}

function enumSchema(desc: DescEnum): JsonSchema {
  const values = desc.values.map((value) => `${value.name}: ${describePart(desc, value)}`);
  const description = [describe(desc), ...values].join("\n");
  return { type: "string", enum: desc.values.map(({ name }) => name), description };
}
