// From messages to the rows that are shown: days, authors, and our own that are on their way.
import type { ChatMessage } from "../../sdk/browser.ts";
import type { Unseen } from "../state/chat-state.ts";
import type { Outgoing } from "../state/outgoing.ts";

/** A message with what stands above it; each message is one row, so that rows count as messages do. */
export interface MessageRowFacts {
  readonly type: "message";
  readonly key: string;
  readonly message: ChatMessage;
  /** The same author goes on: no name again. */
  readonly isContinued: boolean;
  /** A day begins with it. */
  readonly startsDay: boolean;
  /** It is the first that came while nobody looked. */
  readonly isFirstNew: boolean;
}

/** One row of the conversation. */
export type Row =
  | { readonly type: "greeting"; readonly key: string }
  | MessageRowFacts
  | { readonly type: "outgoing"; readonly key: string; readonly outgoing: Outgoing; readonly isContinued: boolean };

/** What the rows are made of. */
export interface RowParts {
  readonly messages: readonly ChatMessage[];
  /** The channel's first message is among them. */
  readonly isComplete: boolean;
  /** Those of this channel only. */
  readonly outgoing: readonly Outgoing[];
  readonly myId: string | undefined;
  /** What came while nobody looked: a line stands before the first of it. */
  readonly unseen: Unseen | undefined;
  /** The greeting stands above the first message. */
  readonly withGreeting: boolean;
}

/** So long one author's messages stand together. */
const together = 5 * 60_000;

/** The rows, oldest first; keys stay when a message of ours finds its place. */
export function conversationRows(parts: RowParts): readonly Row[] {
  const rows: Row[] = parts.withGreeting ? [{ type: "greeting", key: "greeting" }] : [];
  const newSeq = firstNewSeq(parts);
  // How the first one looks depends on the one before it: it is shown once that is known, and nothing changes its size.
  const shown = parts.isComplete ? parts.messages : parts.messages.slice(1);
  let before = parts.isComplete ? undefined : parts.messages[0];
  for (const message of shown) {
    const startsDay = before === undefined || !isSameDay(before.at, message.at);
    const isFirstNew = message.seq === newSeq;
    const stands = startsDay || isFirstNew || message.replyTo !== undefined;
    const isContinued = !stands && goesOn(before, message.from.id, message.at);
    const key = message.clientMessageId || `seq ${message.seq}`;
    rows.push({ type: "message", key, message, isContinued, startsDay, isFirstNew });
    before = message;
  }
  return [...rows, ...outgoingRows(parts, before)];
}

/** The number of the first row: a message's is its number in the channel, whatever is fetched or let go of. */
export function firstRowNumber(rows: readonly Row[]): number {
  const at = rows.findIndex(({ type }) => type === "message");
  const row = rows[at];
  if (row?.type === "message") return Math.max(0, row.message.messages - at);
  return rows[0]?.type === "greeting" ? 0 : 1;
}

// To somebody who has never been here everything is new, and a line would say nothing; nor is it new to answer.
function firstNewSeq({ messages, isComplete, unseen, myId }: RowParts): number | undefined {
  if (unseen === undefined || unseen.after === 0) return undefined;
  const later = messages.find(({ seq }) => seq > unseen.after);
  const isFirst = later !== undefined && later.seq <= unseen.through && later.from.id !== myId;
  // Without an older one at hand it is not known whether it is the first.
  return isFirst && (messages[0] !== later || isComplete) ? later.seq : undefined;
}

function outgoingRows({ outgoing, messages, myId }: RowParts, last: ChatMessage | undefined): Row[] {
  if (outgoing.length === 0) return [];
  const there = new Set(messages.map(({ clientMessageId }) => clientMessageId));
  const waiting = outgoing.filter(({ clientMessageId }) => !there.has(clientMessageId));
  return waiting.map((one, i) => ({
    type: "outgoing",
    key: one.clientMessageId,
    outgoing: one,
    isContinued: one.replyTo === undefined && (i > 0 || goesOn(last, myId ?? "", one.writtenMs)),
  }));
}

function goesOn(before: ChatMessage | undefined, authorId: string, at: number): boolean {
  return before !== undefined && before.from.id === authorId && at - before.at < together;
}

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
