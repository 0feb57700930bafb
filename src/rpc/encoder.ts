// Encodes answers: those of a few numbers, which are the most frequent, without a buffer of their own.
import {
  create,
  type DescField,
  type DescMessage,
  type MessageInitShape,
  ScalarType,
  toBinary,
} from "@bufbuild/protobuf";
import { type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { FeatureSet_FieldPresence } from "@bufbuild/protobuf/wkt";
import { encodeWith } from "../core/encode-with.ts";

/** Encodes one kind of message, given as `create` takes it; throws if a value is none of its field. */
export type Encode = (message: unknown) => Uint8Array;

/** An encoder: the same bytes as the library's, which makes two buffers for every message, however small. */
export function encoderOf<Desc extends DescMessage>(schema: Desc): Encode {
  const fields = schema.fields.map(toNumberField);
  if (!fields.every((field) => field !== undefined))
    return (message) => toBinary(schema, create(schema, message as MessageInitShape<Desc>));
  const inOrder = fields.toSorted((one, other) => one.number - other.number);
  return (message) =>
    encodeWith((writer) => {
      for (const { name, number, write } of inOrder) {
        const value = (message as Readonly<Record<string, number | bigint | undefined>>)[name];
        if (value !== undefined && value !== 0 && value !== 0n) write(writer.tag(number, WireType.Varint), value);
      }
    });
}

interface NumberField {
  readonly name: string;
  readonly number: number;
  readonly write: (writer: BinaryWriter, value: number | bigint) => void;
}

const writes: Partial<Record<ScalarType, NumberField["write"]>> = {
  [ScalarType.INT32]: (writer, value) => writer.int32(Number(value)),
  [ScalarType.UINT32]: (writer, value) => writer.uint32(Number(value)),
  [ScalarType.INT64]: (writer, value) => writer.int64(value),
  [ScalarType.UINT64]: (writer, value) => writer.uint64(value),
};

// Fields of a oneof, and optional ones, tell apart zero and nothing.
function toNumberField(field: DescField): NumberField | undefined {
  if (field.fieldKind !== "scalar" || field.presence !== FeatureSet_FieldPresence.IMPLICIT) return undefined;
  const write = writes[field.scalar];
  return write && { name: field.localName, number: field.number, write };
}
