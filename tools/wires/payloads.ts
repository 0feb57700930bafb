// How many bytes a message takes as protobuf, JSON and XML, and how long writing and reading it takes.
import { gzipSync } from "node:zlib";
import { create, fromBinary, fromJson, type JsonValue, toBinary, toJson, toJsonString } from "@bufbuild/protobuf";
import { type Message, MessageSchema } from "../../src/gen/madang/channel/v1/channel_pb.ts";
import { hangul } from "../../src/bench/wires/hangul.ts";

/** One message in every form. */
export interface Payload {
  readonly name: string;
  readonly bytes: { readonly protobuf: number; readonly json: number; readonly xml: number };
  readonly gzipped: { readonly protobuf: number; readonly json: number; readonly xml: number };
  /** Writing and reading one with the library that is used here. */
  readonly micros: { readonly protobuf: number; readonly json: number };
}

const about = {
  seq: 48_213n,
  atMs: 1_795_188_768_835n,
  authorId: "szZC5A8fuc3Mdat0",
  authorName: "ann",
  clientMessageId: "01K9M2V8XJ4C7R5TQZ6W3Y1BNE",
  messages: 40_177n,
};

/** Measures a line of chat, one with reactions, and an object of 9 KB. */
export function measurePayloads(objectCharacters: number): Payload[] {
  const line = { ...about, text: "오늘 저녁 7시에 마당에서 만나요 👋" };
  const userIds = ["8cvT3vtKVU7vqkjl", "oNAgbCei8mufYhGv", "RoLEC6DEs010AqqG"];
  const reactions = ["👍", "🎉"].map((emoji) => ({ emoji, userIds }));
  return [
    toPayload("a line of chat", create(MessageSchema, line)),
    toPayload(
      "the same with an answer and reactions",
      create(MessageSchema, { ...line, replyToSeq: 48_200n, reactions }),
    ),
    toPayload("an object of 9 KB", create(MessageSchema, { ...about, text: hangul(objectCharacters) })),
  ];
}

function toPayload(name: string, message: Message): Payload {
  const forms = {
    protobuf: toBinary(MessageSchema, message),
    json: Buffer.from(toJsonString(MessageSchema, message)),
    xml: Buffer.from(toXml("message", toJson(MessageSchema, message))),
  };
  return {
    name,
    bytes: { protobuf: forms.protobuf.length, json: forms.json.length, xml: forms.xml.length },
    gzipped: {
      protobuf: gzipSync(forms.protobuf).length,
      json: gzipSync(forms.json).length,
      xml: gzipSync(forms.xml).length,
    },
    micros: {
      protobuf: microsOf(() => fromBinary(MessageSchema, toBinary(MessageSchema, message))),
      json: microsOf(() => fromJson(MessageSchema, JSON.parse(toJsonString(MessageSchema, message)) as JsonValue)),
    },
  };
}

// As plain as XML can be: an element for each field, and again for each item.
function toXml(name: string, json: JsonValue): string {
  if (Array.isArray(json)) return json.map((item) => toXml(name, item)).join("");
  const inside =
    typeof json === "object" && json !== null
      ? Object.entries(json)
          .map(([key, value]) => toXml(key, value))
          .join("")
      : String(json).replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<${name}>${inside}</${name}>`;
}

function microsOf(act: () => unknown): number {
  const times = 3_000;
  const runs = Array.from({ length: 7 }, () => {
    const startedAt = performance.now();
    for (let i = 0; i < times; i++) act();
    return ((performance.now() - startedAt) * 1_000) / times;
  });
  return runs.toSorted((one, other) => one - other)[3] ?? Number.NaN;
}
