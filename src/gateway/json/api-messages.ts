// The parts of the page about HTTP and JSON that show messages, their fields and the values of enums.
import { type DescEnum, type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { describe, describePart } from "./described.ts";
import { type Html, html } from "./html.ts";

type Type = DescMessage | DescEnum;

/** A link to where the type is shown. */
export function typeLink(type: Type): Html {
  return html`<a href="#${type.typeName}"><code>${type.name}</code></a>`;
}

/** The type with all that is in it. */
export function typePart(type: Type): Html {
  const inside = type.kind === "message" ? fieldTable(type) : valueTable(type);
  return html`<h3 id="${type.typeName}">${type.name}</h3><p>${describe(type)}</p>${inside}\n`;
}

/** The fields of a message. */
export function fieldTable(message: DescMessage): Html {
  if (message.fields.length === 0) return html`<p>No fields: <code>{}</code></p>`;
  return html`<table>${message.fields.map(fieldRow)}</table>`;
}

function fieldRow(field: DescField): Html {
  const choice = field.oneof
    ? ` (at most one of ${field.oneof.fields.map(({ jsonName }) => jsonName).join(", ")})`
    : "";
  const text = `${describePart(field.parent, field)}${choice}`;
  return html`<tr><td><code>${field.jsonName}</code><td>${kindOf(field)}<td>${text}</tr>\n`;
}

function kindOf(field: DescField): Html {
  const type = field.message ?? field.enum;
  const one = type ? typeLink(type) : html`${(field.scalar && scalarWords[field.scalar]) ?? "value"}`;
  return field.fieldKind === "list" ? html`list of ${one}` : one;
}

const scalarWords: Partial<Record<ScalarType, string>> = {
  [ScalarType.STRING]: "string",
  [ScalarType.BOOL]: "true or false",
  [ScalarType.BYTES]: "base64",
  [ScalarType.INT32]: "number",
  [ScalarType.UINT32]: "number",
  [ScalarType.INT64]: "digits",
  [ScalarType.UINT64]: "digits",
};

function valueTable(desc: DescEnum): Html {
  const rows = desc.values.map(
    (value) => html`<tr><td><code>${value.name}</code><td colspan="2">${describePart(desc, value)}</tr>\n`,
  );
  return html`<table>${rows}</table>`;
}
