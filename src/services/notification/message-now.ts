// A message as it stands now, looked up by its place.
import { decodeEvent } from "../../core/event.ts";
import type { ChannelStore } from "../../core/ports.ts";

/** What is shown and asked of a message. */
export interface MessageNow {
  readonly atMs: number;
  readonly authorId: string;
  /** Their name when they said it. */
  readonly authorName: string;
  /** After its last edit; empty if it was deleted. */
  readonly text: string;
  readonly deleted: boolean;
  /** Whom it mentioned when it was said. */
  readonly mentions: readonly string[];
  /** The seq of what it answers; 0 if nothing. */
  readonly replyToSeq: number;
}

/** Undefined if no message has this seq. Rejects if the store cannot be read. */
export async function messageNow(
  channels: Pick<ChannelStore, "history">,
  channelId: string,
  seq: number,
): Promise<MessageNow | undefined> {
  if (!Number.isSafeInteger(seq) || seq < 1) return undefined;
  const { messages } = await channels.history(channelId, { after: seq - 1, size: 1 });
  const [stored] = messages;
  if (stored?.seq !== seq) return undefined;
  const { actorId: authorId, actorName: authorName, atMs, body } = decodeEvent(stored.bytes);
  if (body.case !== "messagePosted") return undefined;
  const text = stored.deleted ? "" : (stored.edited?.text ?? body.value.text);
  const { mentionedUserIds: mentions, replyToSeq } = body.value;
  const facts = { authorId, authorName, text, mentions, deleted: stored.deleted };
  return { ...facts, atMs: Number(atMs), replyToSeq: Number(replyToSeq) };
}
