// A channel's messages as doors know them: lines, each somebody's text.
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { decodeEvent, kinds, type LoggedEvent } from "../../core/event.ts";
import type { StoredMessage } from "../../core/ports.ts";
import { type DoorLine, DoorLineSchema, type Event } from "../../gen/madang/channel/v1/event_pb.ts";
import type { DoorName } from "./door.ts";

/** A line of a channel as one door shows it. */
export interface Line {
  readonly seq: number;
  readonly authorId: string;
  readonly authorName: string;
  /** Byte for byte as it was typed, if it was typed at this door; that of the last edit, in a replay. */
  readonly text: string;
  /** The name that stood over it, if it was typed at this door and that is not the author's. */
  readonly label: string | undefined;
  /** Whether it came through this door; anybody may say so of their own lines. */
  readonly isOwn: boolean;
}

/** The custom data of a message that came through a door and could not keep its line byte for byte. */
export const lineDataType = "madang.door-line/v1";

/** A line as its door got it. */
export interface TypedLine {
  readonly door: DoorName;
  readonly label: string;
  readonly text: string;
}

/** Encodes a line as it was typed; without a text beside a message that has the same. */
export function encodeTyped({ door, label, text }: TypedLine): Uint8Array {
  return toBinary(DoorLineSchema, create(DoorLineSchema, { door, name: label, text }));
}

/** Whether a committed event may be a line. */
export function mayBeLine({ kind }: LoggedEvent): boolean {
  return kind === kinds.messagePosted || kind === kinds.doorLine;
}

/** The line of a committed event; undefined if this door shows none, or it was deleted meanwhile. */
export function lineOf({ bytes }: LoggedEvent, door: DoorName): Line | undefined {
  return toLine(decodeEvent(bytes), undefined, door);
}

/** The line of a message as it stands now; undefined if this door shows none, or it was deleted. */
export function storedLine({ bytes, edited, deleted }: StoredMessage, door: DoorName): Line | undefined {
  return deleted ? undefined : toLine(decodeEvent(bytes), edited?.text, door);
}

function toLine(event: Event, edited: string | undefined, door: DoorName): Line | undefined {
  const { seq, actorId, actorName, clientMessageId, body } = event;
  const isOwn = clientMessageId.startsWith(`${door}:`);
  const base = { seq: Number(seq), authorId: actorId, authorName: actorName, isOwn };
  if (body.case === "doorLine")
    return body.value.door === door ? { ...base, text: body.value.text, label: body.value.name } : undefined;
  if (body.case !== "messagePosted") return undefined;
  const { text, custom } = body.value;
  const data = custom?.type === lineDataType ? decodeTyped(custom.data) : undefined;
  // Elsewhere it is a message like any other: what a terminal would obey is not in its text.
  const typed = data?.door === door ? data : undefined;
  const shown = edited ?? (typed?.text || text);
  // A message without text is data for programs, or was deleted: its bytes are gone from the log.
  return shown === "" ? undefined : { ...base, text: shown, label: typed?.name };
}

// Anybody can put bytes there that are no line: then the message is its text, like any other.
function decodeTyped(data: Uint8Array): DoorLine | undefined {
  try {
    return fromBinary(DoorLineSchema, data);
  } catch {
    return undefined;
  }
}
