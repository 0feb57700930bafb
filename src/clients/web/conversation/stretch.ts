// A stretch of a channel's history that is shown: without holes, bounded, and kept as the messages stand now.
import type { ChatEvent, ChatMessage } from "../../sdk/browser.ts";

/** Messages that follow each other, oldest first. */
export interface Stretch {
  readonly messages: readonly ChatMessage[];
  /** It begins with the channel's first message. */
  readonly isComplete: boolean;
  /** It reaches to the last message and follows what comes. */
  readonly isLive: boolean;
}

/** So many messages are held; when older ones come, as many leave at the end. */
const mostMessages = 2_000;
/** What leaves in front moves all that is shown, for a moment in sight: only beyond so many, and when nothing moves. */
const mostAtRest = 4_000;
/** While one scrolls down. */
const mostInMotion = 8_000;
/** So many stay before what is in sight. */
const margin = 500;

/** With the live messages as they are now; a stretch that has come to meet them is live from then on. */
export function followLive(stretch: Stretch, live: readonly ChatMessage[]): Stretch {
  const [firstLive] = live;
  const last = stretch.messages.at(-1);
  if (!firstLive || !last) return stretch;
  // The numbers of messages are dense: a step of more than one is a hole.
  if (firstLive.messages > last.messages + 1) return stretch.isLive ? { ...stretch, isLive: false } : stretch;
  const older = stretch.messages.filter(({ seq }) => seq < firstLive.seq);
  // Whoever stays in the past while very much comes reads on there.
  if (older.length + live.length > 2 * mostInMotion) return { ...stretch, isLive: false };
  return { ...stretch, messages: [...older, ...live], isLive: true };
}

/** With older messages in front; what does not fit leaves at the end, and is fetched when one comes back to it. */
export function withOlder(stretch: Stretch, older: readonly ChatMessage[], isComplete: boolean): Stretch {
  const [first] = stretch.messages;
  const fresh = first ? older.filter(({ seq }) => seq < first.seq) : older;
  const all = [...fresh, ...stretch.messages];
  const fits = all.length <= mostMessages;
  return { messages: all.slice(0, mostMessages), isComplete, isLive: stretch.isLive && fits };
}

/** With newer messages at the end; far too many leave in front, the others by `withoutFarBefore`. */
export function withNewer(stretch: Stretch, newer: readonly ChatMessage[]): Stretch {
  const last = stretch.messages.at(-1);
  const fresh = last ? newer.filter(({ seq }) => seq > last.seq) : newer;
  const all = [...stretch.messages, ...fresh];
  const isComplete = stretch.isComplete && all.length <= mostInMotion;
  return { ...stretch, messages: all.slice(-mostInMotion), isComplete };
}

/** Without what lies far before the message of this number, where too many are held: for when nothing moves. */
export function withoutFarBefore(stretch: Stretch, number: number): Stretch {
  const { messages } = stretch;
  if (messages.length <= mostAtRest) return stretch;
  const far = messages.findIndex((message) => message.messages >= number - margin);
  const from = Math.min(far, messages.length - mostMessages);
  return from <= 0 ? stretch : { ...stretch, messages: messages.slice(from), isComplete: false };
}

/** After an event of the channel's log: edits, deletions and reactions reach also what the client no longer holds. */
export function afterEvent(stretch: Stretch, event: ChatEvent): Stretch {
  if (event.type !== "edited" && event.type !== "deleted" && event.type !== "reaction") return stretch;
  const at = stretch.messages.findIndex(({ seq }) => seq === event.target);
  const message = stretch.messages[at];
  if (!message || message.deleted) return stretch;
  return { ...stretch, messages: stretch.messages.with(at, changed(message, event)) };
}

type Change = Extract<ChatEvent, { type: "edited" | "deleted" | "reaction" }>;

function changed(message: ChatMessage, event: Change): ChatMessage {
  switch (event.type) {
    case "edited":
      return { ...message, text: event.text, mentions: event.mentions, editedAt: event.at };
    case "deleted":
      return { ...message, text: "", mentions: [], custom: undefined, deleted: true, reactions: [] };
    case "reaction":
      return { ...message, reactions: reacted(message, event) };
  }
}

function reacted({ reactions }: ChatMessage, { emoji, removed, from }: Extract<Change, { type: "reaction" }>) {
  const held = reactions.find((one) => one.emoji === emoji)?.userIds.filter((id) => id !== from.id) ?? [];
  const userIds = removed ? held : [...held, from.id];
  const isKnown = reactions.some((one) => one.emoji === emoji);
  const all = isKnown
    ? reactions.map((one) => (one.emoji === emoji ? { emoji, userIds } : one))
    : [...reactions, { emoji, userIds }];
  return all.filter((one) => one.userIds.length > 0);
}
