// From messages to the rows that are shown: days, authors, and our own that are on their way.
import type { ChatMessage } from "../../sdk/browser.ts";
import type { Unseen } from "../state/chat-state.ts";
import type { Outgoing } from "../state/outgoing.ts";

/** One row of the conversation. */
export type Row =
  | { readonly type: "greeting"; readonly key: string }
  | { readonly type: "day"; readonly key: string; readonly at: number }
  | { readonly type: "new"; readonly key: string }
  | {
      readonly type: "message";
      readonly key: string;
      readonly message: ChatMessage;
      /** The same author goes on: no name again. */
      readonly isContinued: boolean;
    }
  | { readonly type: "outgoing"; readonly key: string; readonly outgoing: Outgoing; readonly isContinued: boolean };

/** What the rows are made of. */
export interface RowParts {
  readonly messages: readonly ChatMessage[];
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
  let before: ChatMessage | undefined;
  let newIsShown = false;
  for (const message of parts.messages) {
    const isNewDay = before === undefined || !isSameDay(before.at, message.at);
    if (isNewDay) rows.push({ type: "day", key: `day ${message.seq}`, at: message.at });
    const isNew: boolean = !newIsShown && isUnseen(message, parts);
    if (isNew) rows.push({ type: "new", key: "new" });
    newIsShown ||= isNew || message.from.id === parts.myId;
    const isContinued = !isNewDay && !isNew && goesOn(before, message.from.id, message.at) && !message.replyTo;
    rows.push({ type: "message", key: message.clientMessageId || `seq ${message.seq}`, message, isContinued });
    before = message;
  }
  return [...rows, ...outgoingRows(parts, before)];
}

function outgoingRows({ outgoing, messages, myId }: RowParts, last: ChatMessage | undefined): Row[] {
  const there = new Set(messages.map(({ clientMessageId }) => clientMessageId));
  const waiting = outgoing.filter(({ clientMessageId }) => !there.has(clientMessageId));
  return waiting.map((one, i) => ({
    type: "outgoing",
    key: one.clientMessageId,
    outgoing: one,
    isContinued: one.replyTo === undefined && (i > 0 || goesOn(last, myId ?? "", one.writtenMs)),
  }));
}

// To somebody who has never been here everything is new, and a line would say nothing.
function isUnseen({ seq, from }: ChatMessage, { unseen, myId }: RowParts): boolean {
  return unseen !== undefined && unseen.after > 0 && seq > unseen.after && seq <= unseen.through && from.id !== myId;
}

function goesOn(before: ChatMessage | undefined, authorId: string, at: number): boolean {
  return before !== undefined && before.from.id === authorId && at - before.at < together;
}

function isSameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
