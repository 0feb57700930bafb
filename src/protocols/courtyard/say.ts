// Says a line in a channel for somebody at a door: as a message where it can be one, else kept for its door alone.
import { create } from "@bufbuild/protobuf";
import { errors } from "../../core/errors.ts";
import { kinds } from "../../core/event.ts";
import { createMessageId } from "../../core/ids.ts";
import { isLoopback } from "../../core/loopback.ts";
import { type Call, type Caller, callInside, inside } from "../../core/service.ts";
import { showableText } from "../../core/text.ts";
import { SendMessageRequestSchema } from "../../gen/madang/channel/v1/channel_pb.ts";
import type { Courtyard } from "./courtyard.ts";
import { encodeTyped, lineDataType, type TypedLine } from "./line.ts";

const maxCustomBytes = 4_096;
/** A longer name fits into no message: its line is for its door alone. */
const maxLabelLength = 1_000;

/** Who says what where. */
export interface Saying extends TypedLine {
  readonly caller: Caller;
  readonly channelId: string;
  /** Whether the door would show the message's own author and text byte for byte as they were typed. */
  readonly isPlain: boolean;
  /** The call that brought it. */
  readonly call: Call;
}

/** Resolves when the line is durable; rejects like SendMessage. From this machine nobody is held back. */
export async function say({ peers, log, clock, keptLines }: Courtyard, saying: Saying): Promise<void> {
  const { door, caller, channelId, call } = saying;
  const clientMessageId = `${door}:${createMessageId(clock.now())}`;
  const text = saying.label.length > maxLabelLength ? undefined : showableText(saying.text);
  if (text === undefined) {
    const { userId: actorId, name: actorName } = caller;
    const waitMs = isLoopback(call.address) ? 0 : keptLines.take(actorId);
    if (waitMs > 0) throw errors.sendRate(waitMs);
    const draft = { channelId, actorId, actorName, clientMessageId, seenSeq: 0, targetSeq: 0, mentions: [] };
    await log.append({ ...draft, kind: kinds.doorLine, body: encodeTyped(saying) });
    return;
  }
  const data = typedData(saying, text);
  const custom = data && { type: lineDataType, data };
  const request = create(SendMessageRequestSchema, { channelId, clientMessageId, text, ...(custom && { custom }) });
  await peers.channel.sendMessage(request, callInside(caller, isLoopback(call.address) ? inside : call.address));
}

// What a message says already is not said twice. A text that is too long to be kept as it was typed keeps its letters,
// and loses at most how they are composed.
function typedData(saying: Saying, text: string): Uint8Array | undefined {
  const isSame = text === saying.text;
  if (saying.isPlain && isSame) return undefined;
  const whole = encodeTyped(isSame ? { ...saying, text: "" } : saying);
  return whole.length <= maxCustomBytes ? whole : encodeTyped({ ...saying, text: "" });
}
