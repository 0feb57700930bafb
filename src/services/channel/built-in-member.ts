// The built-in member: answers the commands that people type in a channel, where all can read it.
import { create, toBinary } from "@bufbuild/protobuf";
import { answerTo } from "../../core/arithmetic.ts";
import type { Clock } from "../../core/clock.ts";
import { ChatError } from "../../core/errors.ts";
import { bodyOf, type Draft, decodeEvent, kinds, type LoggedEvent } from "../../core/event.ts";
import { builtInUser } from "../../core/ids.ts";
import type { MessageLog } from "../../core/ports.ts";
import { MessagePostedSchema } from "../../gen/madang/channel/v1/event_pb.ts";

/** What the built-in member needs. */
export interface BuiltInMemberParts {
  readonly log: Pick<MessageLog, "append">;
  readonly clock: Clock;
  /** Hears of what is a bug, and no refusal. */
  readonly onUnexpected: (failure: unknown) => void;
}

/** After these pauses it is tried again where the store could not answer. */
const pausesMs = [500, 2_000, 8_000] as const;
/** Answers on their way to the log; beyond it commands stay without one. */
const mostWaiting = 1_000;

/** A line that the older chatting protocol brought is plain text, whatever it begins with. */
const plainTextId = /^chatting:/;

/** Hears every event and answers a few of them. */
export class BuiltInMember {
  readonly #parts: BuiltInMemberParts;
  #waiting = 0;

  constructor(parts: BuiltInMemberParts) {
    this.#parts = parts;
  }

  /** Hears of a committed event: at once done with nearly all of them; never throws. */
  committed(event: LoggedEvent): void {
    if (event.kind !== kinds.messagePosted || !beginsWithSlash(event)) return;
    const answer = answerOf(event);
    if (!answer || this.#waiting >= mostWaiting) return;
    this.#waiting++;
    void this.#append(answer).finally(() => this.#waiting--);
  }

  // The id makes it one answer, however often it is tried.
  async #append(answer: Draft): Promise<void> {
    const { log, clock, onUnexpected } = this.#parts;
    for (const pauseMs of [...pausesMs, undefined]) {
      try {
        await log.append(answer);
        return;
      } catch (failure) {
        if (!(failure instanceof ChatError)) return onUnexpected(failure);
        if (failure.code !== "UNAVAILABLE" || pauseMs === undefined) return;
        await new Promise<void>((resolve) => void clock.after(pauseMs, resolve));
      }
    }
  }
}

const slash = 0x2f;
/** The first byte of a body whose first field is its text. */
const textTag = 0x0a;

// Every message comes by here: most hold no slash, and none is decoded for it.
function beginsWithSlash({ bytes, kind }: LoggedEvent): boolean {
  if (!bytes.includes(slash)) return false;
  const body = bodyOf(bytes, kind);
  const lengthEnd = body.findIndex((byte, at) => at > 0 && byte < 0x80);
  return body[0] === textTag && body[lengthEnd + 1] === slash;
}

function answerOf({ channelId, seq, bytes }: LoggedEvent): Draft | undefined {
  const { actorId, clientMessageId, body } = decodeEvent(bytes);
  if (body.case !== "messagePosted" || actorId === builtInUser.userId || plainTextId.test(clientMessageId)) return;
  const text = answerTo(body.value.text);
  if (text === undefined) return undefined;
  return {
    channelId,
    actorId: builtInUser.userId,
    actorName: builtInUser.name,
    clientMessageId: `answer:${seq}`,
    seenSeq: seq,
    kind: kinds.messagePosted,
    body: toBinary(MessagePostedSchema, create(MessagePostedSchema, { text, replyToSeq: BigInt(seq) })),
    targetSeq: seq,
    mentions: [],
  };
}
