// What stands in a partition of the log: claims and events, as values and as bytes.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { bodyOf, type Draft, encodeEvent, type Place } from "../../core/event.ts";
import { type Entry, LogRecordSchema } from "../../gen/madang/cluster/v1/log_pb.ts";

/** From here on the partition is a node's. */
export interface ClaimRecord {
  readonly gen: number;
  /** The life of the process that claims: a process that comes back is another one. */
  readonly nodeId: string;
  readonly address: string;
}

/** An event that an owner accepted; its row in the store holds the same. */
export interface EventRecord extends Place {
  readonly gen: number;
  /** Its number within the gen, from 0. */
  readonly n: number;
  readonly channelId: string;
  readonly actorId: string;
  readonly clientMessageId: string;
  readonly kind: number;
  readonly targetSeq: number;
  readonly mentions: readonly string[];
  /** madang.channel.v1.Event. */
  readonly bytes: Uint8Array;
}

/** A record as it was read; `unreadable` if the bytes are none. */
export type LogRecord =
  | { readonly what: "claim"; readonly claim: ClaimRecord }
  | { readonly what: "event"; readonly event: EventRecord }
  | { readonly what: "unreadable" };

/** The longest record, encoded: below what Kafka takes by default. */
export const maxRecordBytes = 900_000;

/** The event of a draft that gets its place; the body is copied unread. */
export function toEventRecord(draft: Draft, place: Place, number: { gen: number; n: number }): EventRecord {
  const { channelId, actorId, clientMessageId, kind, targetSeq, mentions } = draft;
  const what = { channelId, actorId, clientMessageId, kind, targetSeq, mentions };
  return { ...number, ...place, ...what, bytes: encodeEvent(draft, place) };
}

/** The encoded body of an event. */
export function bodyOfRecord({ bytes, kind }: EventRecord): Uint8Array {
  return bodyOf(bytes, kind);
}

/** Encodes a claim. */
export function encodeClaim({ gen, ...who }: ClaimRecord): Uint8Array {
  const claim = { gen: BigInt(gen), ...who };
  return toBinary(LogRecordSchema, create(LogRecordSchema, { record: { case: "claim", value: claim } }));
}

/** Encodes an event. */
export function encodeEventRecord(event: EventRecord): Uint8Array {
  const entry = {
    gen: BigInt(event.gen),
    n: BigInt(event.n),
    channelId: event.channelId,
    seq: BigInt(event.seq),
    atMs: BigInt(event.atMs),
    messages: BigInt(event.messages),
    actorId: event.actorId,
    clientMessageId: event.clientMessageId,
    kind: event.kind,
    targetSeq: BigInt(event.targetSeq),
    mentions: [...event.mentions],
    event: event.bytes,
  };
  return toBinary(LogRecordSchema, create(LogRecordSchema, { record: { case: "entry", value: entry } }));
}

/** Decodes a record; never throws, because no record may stop a partition. */
export function decodeRecord(bytes: Uint8Array): LogRecord {
  try {
    const { record } = fromBinary(LogRecordSchema, bytes);
    if (record.case === "claim") return { what: "claim", claim: { ...record.value, gen: Number(record.value.gen) } };
    if (record.case === "entry" && record.value.seq > 0n) return { what: "event", event: toEvent(record.value) };
  } catch {
    // Falls through: the same for every reader.
  }
  return { what: "unreadable" };
}

function toEvent(entry: Entry): EventRecord {
  return {
    gen: Number(entry.gen),
    n: Number(entry.n),
    channelId: entry.channelId,
    seq: Number(entry.seq),
    atMs: Number(entry.atMs),
    messages: Number(entry.messages),
    actorId: entry.actorId,
    clientMessageId: entry.clientMessageId,
    kind: entry.kind,
    targetSeq: Number(entry.targetSeq),
    mentions: entry.mentions,
    bytes: entry.event,
  };
}
