// The forms in which a message can go over a wire, each written and read as those who use it do.
import { fromBinary, fromJson, type JsonValue, toBinary, toJson, toJsonString } from "@bufbuild/protobuf";
import { XMLBuilder, XMLParser } from "fast-xml-parser";
import { type Event, EventSchema } from "../../gen/madang/channel/v1/event_pb.ts";
import { bufferOf } from "./buffer-of.ts";

/** A form, ready for one message. */
export interface Form {
  readonly name: string;
  encode(): Uint8Array;
  /** What whoever reads gets: an object of the program, or the values as the form has them. */
  decode(bytes: Uint8Array): unknown;
}

const builder = new XMLBuilder();
// As they were written: no number is guessed from digits, no space is dropped.
const parser = new XMLParser({ parseTagValue: false, trimValues: false });

/** Every form of one message; JSON and XML hold the fields by the names of protobuf's JSON mapping. */
export function formsOf(event: Event): readonly Form[] {
  const plain = toJson(EventSchema, event);
  return [
    {
      name: "protobuf",
      encode: () => toBinary(EventSchema, event),
      decode: (bytes) => fromBinary(EventSchema, bytes),
    },
    {
      name: "JSON",
      encode: () => Buffer.from(JSON.stringify(plain)),
      decode: (bytes) => JSON.parse(bufferOf(bytes).toString()),
    },
    {
      name: "JSON checked by the schema",
      encode: () => Buffer.from(toJsonString(EventSchema, event)),
      decode: (bytes) => fromJson(EventSchema, JSON.parse(bufferOf(bytes).toString()) as JsonValue),
    },
    {
      name: "XML",
      encode: () => Buffer.from(builder.build({ event: plain })),
      decode: (bytes) => (parser.parse(bufferOf(bytes).toString()) as { event: unknown }).event,
    },
  ];
}
